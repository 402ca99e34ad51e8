// @ts-check
// Which chats, and whether the page of what waits, are on the screen in some tab of this browser.
//
// A lock tells the browser's other tabs, and the browser takes it back however this one ends. On pages
// without https there are no locks: there, each tab knows of itself alone.

const NAME = "spacerr:shown:";

export const WAITING_PAGE = "/waiting";

let shownHere = "";

/**
 * A chat is on the screen, until what this returns is called.
 * @param {string} chatId
 */
export const showChat = (chatId) => {
  let hidden = () => {};
  /** @type {Promise<void>} */
  const untilHidden = new Promise((resolve) => {
    hidden = resolve;
  });
  shownHere = chatId;
  navigator.locks?.request(NAME + chatId, { mode: "shared" }, () => untilHidden);
  return () => {
    shownHere = "";
    hidden();
  };
};

/**
 * Whether a chat is on the screen in any tab of this browser.
 * @param {string} chatId
 */
export const isShown = async (chatId) => {
  if (!navigator.locks) return shownHere === chatId;
  const { held } = await navigator.locks.query();
  return Boolean(held?.some((lock) => lock.name === NAME + chatId));
};
