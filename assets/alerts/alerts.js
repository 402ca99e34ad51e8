// Tells somebody that a reply is done, if they asked for it and aren't looking: once per browser,
// however many tabs it has.

import { canChime, chime } from "$/public/alerts/chime.js";
import { isShown } from "$/public/chat/read-state.js";
import { newReply } from "$/public/sidebar/chat-store.js";
import { ALERTS } from "$/public/words/alerts.js";
import { CHAT } from "$/public/words/chat.js";

const WANTED = "spacerr:alerts";
const TOLD = "spacerr:alerted";
const TOLD_KEPT = 50; // replies
const RECENT = 5 * 60000; // milliseconds; of older ones "While you were away" tells
const HELD = 15000; // milliseconds a tab keeps a reply to itself
const LATER = 300; // for tabs that may not sound: one that may goes first
const NOTHING = { notification: false, sound: false };

const stored = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
};

const store = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is forbidden: it holds for this tab only.
  }
};

const listeners = new Set();
let wanted = null;
let open = (path) => window.location.assign(path);

const changed = () => listeners.forEach((heard) => heard());

export const readAlerts = () => (wanted ??= { ...NOTHING, ...stored(WANTED, NOTHING) });

export const changeAlerts = (change) => {
  wanted = { ...readAlerts(), ...change };
  store(WANTED, wanted);
  changed();
};

const hearOtherTabs = (event) => {
  if (event.key !== WANTED) return;
  wanted = null;
  changed();
};

export const subscribeAlerts = (heard) => {
  listeners.add(heard);
  if (listeners.size === 1) window.addEventListener("storage", hearOtherTabs);
  return () => {
    listeners.delete(heard);
    if (!listeners.size) window.removeEventListener("storage", hearOtherTabs);
  };
};

// How a notification's click gets to its chat without loading the page anew.
export const openWith = (navigate) => {
  open = navigate;
};

export const permission = () =>
  window.isSecureContext && "Notification" in window ? Notification.permission : "unsupported";

// False where the browser has notifications, but not for pages.
export const notify = (title, body, chatId = "", silent = false) => {
  try {
    const notice = new Notification(title, { body, silent, tag: chatId, renotify: Boolean(chatId) });
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

// The lock keeps out tabs that hear of it now, and the list those that hear of it later: what one
// tab stores reaches the others only after a while.
const tellOnce = async (event, lock) => {
  if (!lock) return;
  await tell(event);
  await new Promise((resolve) => setTimeout(resolve, HELD));
};

const tell = async ({ line, reply_id: replyId, status }) => {
  const told = stored(TOLD, []);
  if (told.includes(replyId)) return;
  store(TOLD, [...told, replyId].slice(-TOLD_KEPT));
  if ((await isShown(line.id)) || !newReply(line.id)) return;
  const { notification, sound } = readAlerts();
  if (notification && permission() === "granted") {
    notify(line.title || CHAT.untitled, ALERTS.ended[status], line.id, sound);
  }
  if (sound) chime();
};

// What the bridge told this tab.
export const alertFor = (event) => {
  if (event.type !== "reply.finished" || !ALERTS.ended[event.status]) return;
  const { notification, sound } = readAlerts();
  if (!(notification || sound) || Date.now() - event.line.replied_at > RECENT) return;
  const claim = () => {
    // Without https there are no locks: the list alone keeps other tabs from telling it again.
    if (!navigator.locks) return tell(event);
    const name = `${TOLD}:${event.reply_id}`;
    return navigator.locks.request(name, { ifAvailable: true }, (lock) => tellOnce(event, lock));
  };
  setTimeout(claim, canChime() ? 0 : LATER);
};
