// What was typed and not yet accepted, in this browser's storage: it survives a reload.
//
// A draft is { text, id }; the id is the request it will be sent as, so that sending it again
// after a reload is still the same request. Each person of a browser has their own; those of the
// one who works without an account have no name before them.

import { readPerson } from "$/public/auth/identity.js";

const PREFIX = "spacerr:draft:";
const APART = "/"; // between a person and a place, in neither of which it stands

const keyOf = (place, person = readPerson()) => `${PREFIX}${person ? person + APART : ""}${place}`;

const stored = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
};

export const readDraft = (place) => stored(keyOf(place));

export const keepDraft = (place, draft) => {
  try {
    if (draft?.text) localStorage.setItem(keyOf(place), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(place));
  } catch {
    // Storage is full or forbidden: the text is still in its field.
  }
};

const eachOf = (person, act) => {
  try {
    const start = keyOf("", person);
    const mine = (key) => key.startsWith(start) && !key.slice(start.length).includes(APART);
    Object.keys(localStorage)
      .filter(mine)
      .forEach((key) => act(key, key.slice(start.length)));
  } catch {
    // Storage is forbidden: nothing was kept there.
  }
};

// The server has a request: its draft, wherever it was typed, is done.
export const forgetAccepted = (id) =>
  eachOf(readPerson(), (key) => stored(key).id === id && localStorage.removeItem(key));

export const forgetDrafts = (person) => eachOf(person, (key) => localStorage.removeItem(key));

// What was typed before anybody was known here is theirs who came first.
export const claimDrafts = (person) =>
  eachOf("", (key, place) => {
    localStorage.setItem(keyOf(place, person), localStorage.getItem(key));
    localStorage.removeItem(key);
  });
