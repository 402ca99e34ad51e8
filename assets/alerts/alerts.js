// @ts-check
// Tells the user that a reply is done or waits for them, if they want to be told and the chat isn't on the screen: once
// per browser, however many tabs it has.

import { canChime, chime } from "$/public/alerts/chime.js";
import { isShown, WAITING_PAGE } from "$/public/chat/shown-chats.js";
import { readWaiting } from "$/public/questions/waiting.js";
import { unseenSince } from "$/public/sidebar/chat-store.js";
import { createListeners } from "$/public/ui/listeners.js";
import { local, watchKey } from "$/public/ui/storage.js";
import { ALERTS } from "$/public/words/alerts.js";
import { CHAT } from "$/public/words/chat.js";
import { QUESTIONS } from "$/public/words/questions.js";

const WANTED = "spacerr:alerts";
const ALERTED = "spacerr:alerted";
const ALERTED_KEPT = 50; // replies and questions
const RECENT = 5 * 60000; // milliseconds; of older ones "While you were away" tells
const HELD = 15000; // milliseconds a tab keeps a reply to itself
const LATER = 300; // for tabs that may not sound: one that may goes first
const NOTHING = { notification: false, sound: false };

/** @typedef {typeof NOTHING} Wanted what the user is told by */
/** @type {Record<string, string>} by status; of others nothing is told */
const ENDED = ALERTS.ended;

/** @type {Wanted | null} */
let wanted = null;
let lastWaiting = ""; // the question that was told last
let open = (/** @type {string} */ path) => window.location.assign(path);

const { subscribe, notify: changed } = createListeners(() =>
  watchKey(WANTED, () => {
    wanted = null;
    changed();
  }),
);

export { subscribe as subscribeAlerts };

export const readAlerts = () => (wanted ??= { ...NOTHING, ...local.readJson(WANTED) });

/** @param {Partial<Wanted>} change */
export const changeAlerts = (change) => {
  wanted = { ...readAlerts(), ...change };
  local.writeJson(WANTED, wanted);
  changed();
};

/**
 * How a notification's click gets to its chat without loading the page anew.
 * @param {(path: string) => void} navigate
 */
export const openWith = (navigate) => {
  open = navigate;
};

export const permission = () =>
  window.isSecureContext && "Notification" in window ? Notification.permission : "unsupported";

/**
 * False where the browser has notifications, but not for pages.
 * @param {string} title
 * @param {string} body
 */
export const notify = (title, body, chatId = "", silent = false) => {
  try {
    const options = { body, silent, tag: chatId, renotify: Boolean(chatId) };
    const notice = new Notification(title, options);
    notice.onclick = () => {
      window.focus();
      if (chatId) open(`/chat/${chatId}`);
      notice.close();
    };
    return true;
  } catch {
    return false;
  }
};

/**
 * `key` is of what is told, at most once; `shown`: where the user sees it already; `isNews`: whether it is still
 * to be told.
 * @typedef {{ key: string, chatId: string, title: string, body: string, shown: string[], isNews: () => boolean }} News
 */

/**
 * The lock keeps out tabs that get the event now, and the stored list those that get it later: what one
 * tab stores reaches the others only after a while.
 * @param {News} news
 * @param {Lock | null} lock
 */
const tellOnce = async (news, lock) => {
  if (!lock) return;
  await tell(news);
  await new Promise((resolve) => setTimeout(resolve, HELD));
};

/** @param {News} news */
const tell = async ({ key, chatId, title, body, shown, isNews }) => {
  /** @type {string[]} */
  const alerted = local.readJson(ALERTED) ?? [];
  if (alerted.includes(key)) return;
  local.writeJson(ALERTED, [...alerted, key].slice(-ALERTED_KEPT));
  const seen = await Promise.all(shown.map(isShown));
  if (seen.includes(true) || !isNews()) return;
  const { notification, sound } = readAlerts();
  if (notification && permission() === "granted") notify(title || CHAT.untitled, body, chatId, sound);
  if (sound) chime();
};

/**
 * Tell of something that happened at a time, in this tab or another one.
 * @param {News} news
 * @param {number} at in milliseconds since 1970
 */
const announce = (news, at) => {
  const { notification, sound } = readAlerts();
  if (!(notification || sound) || Date.now() - at > RECENT) return;
  const claim = () => {
    // Without https there are no locks: the list alone keeps other tabs from telling it again.
    if (!navigator.locks) return tell(news);
    const name = `${ALERTED}:${news.key}`;
    return navigator.locks.request(name, { ifAvailable: true }, (lock) => tellOnce(news, lock));
  };
  setTimeout(claim, canChime() ? 0 : LATER);
};

/**
 * Tell of an event that this tab has received.
 * @param {ChatEvent} event
 */
export const alertFor = (event) => {
  if (event.type !== "reply.finished" || !ENDED[event.status]) return;
  const { id, title, replied_at: at } = event.line;
  const isNews = () => unseenSince(id) > 0;
  announce({ key: event.reply_id, chatId: id, title, body: ENDED[event.status], shown: [id], isNews }, at);
};

/**
 * Tell that a reply waits for the user.
 * @param {WaitingView} [newest]
 */
export const alertWaiting = (newest) => {
  if (!newest?.id || newest.id === lastWaiting) return;
  lastWaiting = newest.id;
  const { id: key, chat_id: chatId, chat_title: title, asked_at: at } = newest;
  const body = QUESTIONS.alert(newest.title);
  const isNews = () => readWaiting().count > 0;
  announce({ key, chatId, title, body, shown: [chatId, WAITING_PAGE], isNews }, at);
};
