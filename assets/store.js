// What this page holds of the open chat: messages by id, and the text of the reply being written.
//
// The server sends small changes (see spacerr/state/chat.py and live.py); React reads from here,
// so that a token re-renders the one message it belongs to and nothing else.

const KEY_CHARS = 6;

let chatId = "";
let version = "";
let earlier = false;
let order = [];
let messages = new Map();
let list = { chatId, earlier, order };
let olderSeen = "";
let suggest = null;

const listeners = new Set();
const perMessage = new Map();

const notifyList = () => {
  list = { chatId, earlier, order };
  listeners.forEach((heard) => heard());
};

const notifyMessage = (id) => perMessage.get(id)?.forEach((heard) => heard());

export const isActive = (message) =>
  !["complete", "stopped", "interrupted", "failed"].includes(message.status);

const put = (message) => {
  const known = messages.get(message.id);
  // A running reply's text comes by chunks alone; what has arrived stays when its row comes again.
  const grown = known && isActive(message) && isActive(known);
  const { text, status, label } = grown ? known : message;
  messages.set(message.id, { ...message, text, status, label });
  notifyMessage(message.id);
};

export const openThread = (opened) => {
  if (!opened?.version || opened.version === version) return;
  version = opened.version;
  if (opened.chat_id !== chatId) messages = new Map();
  chatId = opened.chat_id;
  earlier = opened.earlier;
  const kept = new Set(opened.messages.map((message) => message.id));
  messages.forEach((_, id) => kept.has(id) || messages.delete(id));
  order = opened.messages.map((message) => message.id);
  opened.messages.forEach(put);
  notifyList();
};

export const putTurn = (forChat, turn) => {
  if (!turn?.length) return;
  if (forChat !== chatId) {
    if (chatId !== "") return;
    chatId = forChat;
  }
  const at = order.indexOf(turn[0].id);
  const before = at < 0 ? order : order.slice(0, at);
  const next = [...before, ...turn.map((message) => message.id)];
  turn.forEach(put);
  if (next.join() !== order.join()) {
    order = next;
    notifyList();
  }
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

// A chunk says where it begins, so that repeated text is dropped and a gap is noticed.
export const grow = (chunks, onGap) => {
  for (const [key, offset, piece, newStatus, newLabel] of chunks ?? []) {
    const id = order.findLast((known) => known.slice(-KEY_CHARS) === key);
    const message = id && messages.get(id);
    if (!message || !isActive(message)) continue;
    if (offset > message.text.length) {
      onGap(id);
      continue;
    }
    const text = message.text + piece.slice(message.text.length - offset);
    const status = newStatus ?? message.status;
    const label = newLabel ?? message.label;
    if (text === message.text && status === message.status) continue;
    messages.set(id, { ...message, text, status, label });
    notifyMessage(id);
  }
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

// What the person sees of the running reply, in UTF-16 units: where Stop cuts.
export const shownUnits = () => messages.get(order[order.length - 1])?.text.length ?? 0;

export const onSuggest = (take) => {
  suggest = take;
  return () => {
    if (suggest === take) suggest = null;
  };
};

export const takeSuggestion = (text) => suggest?.(text);
