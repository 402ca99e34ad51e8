// Whose browser this is right now: by this, what somebody typed is kept apart from what others did.
//
// "" is the person who works without an account. Remembered, so that it is known before the server
// says it; each tab keeps the person it began with, whoever signs in beside it.

import { createListeners } from "$/public/ui/listeners.js";
import { local, watchKey } from "$/public/ui/storage.js";

const PLACE = "spacerr:person";

let person = null;
const { subscribe, notify } = createListeners();

const remembered = () => local.read(PLACE) ?? "";

export const readPerson = () => (person ??= remembered());

export const rememberPerson = (id) => {
  person = id;
  local.write(PLACE, id);
  notify();
};

export { subscribe as subscribePerson };

// Called when another tab of this browser signed in or out, or this page comes back from before that,
// with who is there now.
export const onOtherPerson = (heard) => {
  const look = () => remembered() !== readPerson() && heard(remembered());
  const back = ({ persisted }) => persisted && look();
  const unwatch = watchKey(PLACE, look);
  window.addEventListener("pageshow", back);
  return () => {
    unwatch();
    window.removeEventListener("pageshow", back);
  };
};
