// @ts-check
// How many questions wait for the user of this tab, and the newest of them, as the server says.

import { createListeners } from "$/public/ui/listeners.js";

/** @type {WaitingView} */
const NONE = { count: 0, id: "", chat_id: "", chat_title: "", title: "", asked_at: 0 };

let waiting = NONE;
const { subscribe, notify } = createListeners();

/** @param {WaitingView} [sent] */
export const putWaiting = (sent = NONE) => {
  if (JSON.stringify(sent) === JSON.stringify(waiting)) return;
  waiting = sent;
  notify();
};

export const readWaiting = () => waiting;

export { subscribe as subscribeWaiting };
