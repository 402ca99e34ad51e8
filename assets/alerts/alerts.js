// @ts-check
// Tells the user that a reply is done, if they want to be told and the chat isn't on the screen: once
// per browser, however many tabs it has.

import { canChime, chime } from "$/public/alerts/chime.js";
import { isShown } from "$/public/chat/shown-chats.js";
import { unseenSince } from "$/public/sidebar/chat-store.js";
import { createListeners } from "$/public/ui/listeners.js";
import { local, watchKey } from "$/public/ui/storage.js";
import { ALERTS } from "$/public/words/alerts.js";
import { CHAT } from "$/public/words/chat.js";

const WANTED = "spacerr:alerts";
const ALERTED = "spacerr:alerted";
const ALERTED_KEPT = 50; // replies
const RECENT = 5 * 60000; // milliseconds; of older ones "While you were away" tells
const HELD = 15000; // milliseconds a tab keeps a reply to itself
const LATER = 300; // for tabs that may not sound: one that may goes first
const NOTHING = { notification: false, sound: false };

/** @typedef {typeof NOTHING} Wanted what the user is told a finished reply by */
/** @type {Record<string, string>} by status; of others nothing is told */
const ENDED = ALERTS.ended;

/** @type {Wanted | null} */
let wanted = null;
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
 * The lock keeps out tabs that get the event now, and the stored list those that get it later: what one
 * tab stores reaches the others only after a while.
 * @param {ReplyFinished} event
 * @param {Lock | null} lock
 */
const tellOnce = async (event, lock) => {
  if (!lock) return;
  await tell(event);
  await new Promise((resolve) => setTimeout(resolve, HELD));
};

/** @param {ReplyFinished} event */
const tell = async ({ line, reply_id: replyId, status }) => {
  /** @type {string[]} */
  const alerted = local.readJson(ALERTED) ?? [];
  if (alerted.includes(replyId)) return;
  local.writeJson(ALERTED, [...alerted, replyId].slice(-ALERTED_KEPT));
  if ((await isShown(line.id)) || !unseenSince(line.id)) return;
  const { notification, sound } = readAlerts();
  if (notification && permission() === "granted") {
    notify(line.title || CHAT.untitled, ENDED[status], line.id, sound);
  }
  if (sound) chime();
};

/**
 * Tell of an event that this tab has received.
 * @param {ChatEvent} event
 */
export const alertFor = (event) => {
  if (event.type !== "reply.finished" || !ENDED[event.status]) return;
  const { notification, sound } = readAlerts();
  if (!(notification || sound) || Date.now() - event.line.replied_at > RECENT) return;
  const claim = () => {
    // Without https there are no locks: the list alone keeps other tabs from telling it again.
    if (!navigator.locks) return tell(event);
    const name = `${ALERTED}:${event.reply_id}`;
    return navigator.locks.request(name, { ifAvailable: true }, (lock) => tellOnce(event, lock));
  };
  setTimeout(claim, canChime() ? 0 : LATER);
};
