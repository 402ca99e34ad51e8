// What was typed and not yet accepted, in this browser's storage: it survives a reload.
//
// A draft is { text, id }; the id is the request it will be sent as, so that sending it again
// after a reload is still the same request.

const PREFIX = "spacerr:draft:";

export const readDraft = (place) => {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + place)) ?? {};
  } catch {
    return {};
  }
};

export const keepDraft = (place, draft) => {
  try {
    if (draft?.text) localStorage.setItem(PREFIX + place, JSON.stringify(draft));
    else localStorage.removeItem(PREFIX + place);
  } catch {
    // Storage is full or forbidden: the text is still in its field.
  }
};

// The server has a request: its draft, wherever it was typed, is done.
export const forgetAccepted = (id) => {
  try {
    for (const key of Object.keys(localStorage)) {
      const place = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null;
      if (place !== null && readDraft(place).id === id) keepDraft(place, null);
    }
  } catch {
    // Storage is forbidden: nothing was kept there.
  }
};
