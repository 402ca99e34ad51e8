// The reply whose details are open: its button opens the dialog that the thread holds.

import { createListeners } from "$/public/ui/listeners.js";

let about = null;
const { subscribe, notify } = createListeners();

const put = (next) => {
  about = next;
  notify();
};

// `reply` is { chatId, id }.
export const openDetails = (reply) => put(reply);

export const closeDetails = () => put(null);

export const readDetails = () => about;

export { subscribe as subscribeDetails };
