// Which chat somebody is about to share: its menu and its header open the same dialog.

let about = null;
const listeners = new Set();

const put = (next) => {
  about = next;
  listeners.forEach((heard) => heard());
};

// `chat` is { id, shared }: what is known of it where the list doesn't reach down to it.
export const openShare = (chat) => put(chat);

export const closeShare = () => put(null);

export const readShare = () => about;

export const subscribeShare = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
