// The chat that is about to be shared: its menu and its header open the same dialog.

import { createListeners } from "$/public/ui/listeners.js";

let about = null;
const { subscribe, notify } = createListeners();

const put = (next) => {
  about = next;
  notify();
};

// `chat` is { id, shared }: what is known of it where the list doesn't reach down to it.
export const openShare = (chat) => put(chat);

export const closeShare = () => put(null);

export const readShare = () => about;

export { subscribe as subscribeShare };
