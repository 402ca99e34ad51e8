// Whose browser this is right now: by this, what somebody typed is kept apart from what others did.
//
// "" is the person who works without an account. Remembered, so that it is known before the server
// says it; each tab keeps the person it began with, whoever signs in beside it.

const PLACE = "spacerr:person";

let person = null;
const listeners = new Set();

const remembered = () => {
  try {
    return localStorage.getItem(PLACE) ?? "";
  } catch {
    return "";
  }
};

export const readPerson = () => (person ??= remembered());

export const rememberPerson = (id) => {
  person = id;
  try {
    if (id) localStorage.setItem(PLACE, id);
    else localStorage.removeItem(PLACE);
  } catch {
    // Storage is forbidden: nothing is kept that could be mixed up.
  }
  listeners.forEach((heard) => heard());
};

export const subscribePerson = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};

// Called when another tab of this browser signed in or out, or this page comes back from before that,
// with who is there now.
export const onOtherPerson = (heard) => {
  const look = () => remembered() !== readPerson() && heard(remembered());
  const stored = ({ key }) => key === PLACE && look();
  const back = ({ persisted }) => persisted && look();
  window.addEventListener("storage", stored);
  window.addEventListener("pageshow", back);
  return () => {
    window.removeEventListener("storage", stored);
    window.removeEventListener("pageshow", back);
  };
};
