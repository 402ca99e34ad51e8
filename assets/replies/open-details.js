// Which reply somebody wants to know more of: its button opens the dialog that the thread holds.

let about = null;
const listeners = new Set();

const put = (next) => {
  about = next;
  listeners.forEach((heard) => heard());
};

// `reply` is { chatId, id }.
export const openDetails = (reply) => put(reply);

export const closeDetails = () => put(null);

export const readDetails = () => about;

export const subscribeDetails = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
