// Short words about what was just done, in a corner, some with a way to take it back.

import { newId } from "$/public/ui/ids.js";
import { createListeners } from "$/public/ui/listeners.js";

const MOST = 3;

let toasts = [];
const { subscribe, notify } = createListeners();

const put = (next) => {
  toasts = next;
  notify();
};

// `about` names the chat or project; `undo` is called when the user takes it back.
export const say = (sentence, { about = "", urgent = false, undo = null } = {}) =>
  put([...toasts, { key: newId(), sentence, about, urgent, undo }].slice(-MOST));

export const dismiss = (key) => put(toasts.filter((it) => it.key !== key));

// What was said of a chat no longer holds.
export const unsay = (about) => put(toasts.filter((it) => it.about !== about));

export const undo = (toast) => {
  dismiss(toast.key);
  toast.undo();
};

// Take back what was done last. Whether there was something.
export const undoLast = () => {
  const last = toasts.findLast((it) => it.undo);
  if (last) undo(last);
  return Boolean(last);
};

export const readToasts = () => toasts;

export { subscribe as subscribeToasts };
