// What this page holds of the open chat: messages by id, and the text of the reply being written.
//
// The server sends small changes (see spacerr/state/chat/chat.py and live.py); React reads from here,
// so that a token re-renders the one message it belongs to and nothing else.

import { append, restore } from "$/public/chat/live-tail.js";
import { CHAT } from "$/public/words/chat.js";

const KEY_CHARS = 6;

let chatId = "";
let version = "";
let earlier = false;
let order = [];
let messages = new Map();
let list = { chatId, earlier, order };
let olderSeen = "";
let suggest = null;
let pinned = new Set(); // what is kept in mind
let left = ""; // the chat just left for a new one, of which news may still come
let stopped = null; // the reply that was stopped here: it shows no more than it did

const listeners = new Set();
const perMessage = new Map();

const notifyList = () => {
  list = { chatId, earlier, order };
  listeners.forEach((heard) => heard());
};

const notifyMessage = (id) => {
  restore(id);
  perMessage.get(id)?.forEach((heard) => heard());
};

export const isActive = (message) =>
  !["complete", "stopped", "interrupted", "failed"].includes(message.status);

const put = (message) => {
  const known = messages.get(message.id);
  // A running reply's text comes by chunks alone; what has arrived stays when its row comes again.
  const grown = known && isActive(message) && isActive(known);
  const { text, status, label, turned } = grown ? known : message;
  messages.set(message.id, {
    ...message,
    text,
    status,
    label,
    turned,
    thoughts: known?.thoughts ?? "",
    pinned: pinned.has(message.id),
  });
  if (!isActive(message) && stopped?.id === message.id) stopped = null;
  notifyMessage(message.id);
};

const drop = (kept) => messages.forEach((_, id) => kept.has(id) || messages.delete(id));

export const openThread = (opened) => {
  if (!opened?.version || opened.version === version) return;
  version = opened.version;
  left = "";
  if (opened.chat_id !== chatId) messages = new Map();
  chatId = opened.chat_id;
  earlier = opened.earlier;
  order = opened.messages.map((message) => message.id);
  drop(new Set(order));
  opened.messages.forEach(put);
  notifyList();
};

// A new chat is empty: that need not be asked.
export const leaveThread = () => {
  if (!chatId) return;
  left = chatId;
  chatId = "";
  earlier = false;
  order = [];
  messages = new Map();
  notifyList();
};

// The newest question and reply. They stand behind their parent, in place of whatever was there.
export const putTurn = (forChat, turn, onStale) => {
  if (!turn?.length) return;
  if (forChat !== chatId) {
    if (chatId !== "" || forChat === left) return;
    chatId = forChat;
  }
  const { parent } = turn[0];
  const at = parent ? order.indexOf(parent) + 1 : 0;
  if (parent && !at) return onStale(chatId);
  const next = [...order.slice(0, at), ...turn.map((message) => message.id)];
  turn.forEach(put);
  if (next.join() === order.join()) return;
  order = next;
  earlier &&= Boolean(parent);
  notifyList();
};

export const putOlder = (older) => {
  const seen = `${older?.chat_id}:${older?.before}`;
  if (!older?.before || older.chat_id !== chatId || seen === olderSeen) return;
  olderSeen = seen;
  earlier = older.earlier;
  older.messages.forEach(put);
  order = [...older.messages.map((message) => message.id).filter((id) => !order.includes(id)), ...order];
  notifyList();
};

// Where a known text and a piece of it that begins at an offset lead, or null across a gap.
const joined = (known, offset, piece) =>
  offset > known.length ? null : known + piece.slice(known.length - offset);

// A message whose text, but for its beginning, turned out to be thoughts: those all come again.
const withoutThoughts = (message, kept) => ({
  ...message,
  text: message.text.slice(0, kept),
  thoughts: "",
  turned: true,
});

let movedAt = 0;

// When this page last heard of a running reply, on performance.now()'s clock.
export const lastMoved = () => movedAt;

// A chunk says where it begins, so that repeated text is dropped and a gap is noticed.
export const grow = (chunks, onGap) => {
  movedAt = performance.now();
  for (const chunk of chunks ?? []) {
    const [key, offset, piece, newStatus, newLabel, thoughtOffset = 0, thought = "", kept] = chunk;
    const id = order.findLast((known) => known.slice(-KEY_CHARS) === key);
    const known = id && messages.get(id);
    if (!known || !isActive(known) || stopped?.id === id) continue;
    const turned = kept !== undefined;
    if (known.turned && !turned) continue; // from before
    const message = turned && !known.turned ? withoutThoughts(known, kept) : known;
    const text = joined(message.text, offset, piece);
    const thoughts = joined(message.thoughts, thoughtOffset, thought);
    if (text === null || thoughts === null) {
      onGap(id);
      continue;
    }
    const status = newStatus ?? message.status;
    const label = newLabel ?? message.label;
    const told = status === known.status && label === known.label && !thought && message === known;
    messages.set(id, { ...message, text, thoughts, status, label });
    const fresh = text.slice(message.text.length);
    if (told && (!fresh || append(id, message.text, fresh, () => notifyMessage(id)))) continue;
    notifyMessage(id);
  }
};

export const putThoughts = ({ id, text } = {}) => {
  const message = messages.get(id);
  if (!message || isActive(message)) return;
  messages.set(id, { ...message, thoughts: text });
  notifyMessage(id);
};

// All that is kept in mind of the open chat, by id.
export const putPinned = (ids) => {
  const before = pinned;
  pinned = new Set(ids);
  for (const id of [...before, ...pinned]) {
    if (before.has(id) === pinned.has(id) || !messages.has(id)) continue;
    messages.set(id, { ...messages.get(id), pinned: pinned.has(id) });
    notifyMessage(id);
  }
};

// Stop at what is seen now. Returns its length in UTF-16 units; -1 when the reply isn't shown.
export const stopAt = (id) => {
  const message = messages.get(id);
  if (!message) return -1;
  stopped = { id };
  messages.set(id, { ...message, status: "thinking", label: CHAT.composer.stopping });
  notifyMessage(id);
  return message.text.length;
};

// The stop did not reach the server: go on showing what comes.
export const unstop = (onGap) => {
  if (!stopped) return;
  const { id } = stopped;
  stopped = null;
  onGap(id);
};

export const readList = () => list;

export const subscribeList = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};

export const readMessage = (id) => messages.get(id);

export const subscribeMessage = (id) => (heard) => {
  const heardBy = perMessage.get(id) ?? perMessage.set(id, new Set()).get(id);
  heardBy.add(heard);
  return () => {
    heardBy.delete(heard);
    if (!heardBy.size) perMessage.delete(id);
  };
};

export const onSuggest = (take) => {
  suggest = take;
  return () => {
    if (suggest === take) suggest = null;
  };
};

export const takeSuggestion = (text) => suggest?.(text);
