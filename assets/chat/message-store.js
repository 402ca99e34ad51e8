// @ts-check
// What this page holds of the open chat: messages by id, and the text of the reply being written.
//
// The server sends small changes (see spacerr/state/chat/chat.py and live.py); React reads from here,
// so that a token re-renders the one message it belongs to and nothing else.

import { append, restore } from "$/public/chat/live-tail.js";
import { REPLY_KEY_CHARS, TERMINAL } from "$/public/contract.js";
import * as replySteps from "$/public/replies/steps.js";
import { createListeners } from "$/public/ui/listeners.js";
import { CHAT } from "$/public/words/chat.js";

let chatId = "";
let version = "";
let earlier = false;
/** @type {string[]} */
let order = [];
/**
 * A message as it is shown: `thoughts` is what a model thought before it wrote, as far as it is known
 * here; `turned` that all before it turned out to be thoughts.
 * @typedef {MessageView & Known} Message
 * @typedef {{ thoughts: string, pinned: boolean, turned?: boolean, steps: Step[] }} Known
 * @typedef {import("$/public/replies/steps.js").Step} Step
 */

/** @type {Map<string, Message>} */
let messages = new Map();
let list = { chatId, earlier, order };
/** @type {Set<string>} pinned messages */
let pinned = new Set();
let left = ""; // the chat just left for a new one, of which news may still come
/** @type {{ id: string } | null} the reply that was stopped here: it shows no more than it did */
let stopped = null;

const { subscribe, notify } = createListeners();
/** @type {Map<string, Set<() => void>>} */
const perMessage = new Map();

const notifyList = () => {
  list = { chatId, earlier, order };
  notify();
};

/** @param {string} id */
const notifyMessage = (id) => {
  restore(id);
  perMessage.get(id)?.forEach((listener) => listener());
};

/** @param {{ status: string }} message */
export const isActive = (message) => !TERMINAL.includes(message.status);

/** @param {Message | undefined} message a reply, which waits for an answer of a person */
export const isWaiting = (message) =>
  Boolean(message && isActive(message) && message.steps.some((it) => replySteps.openQuestions(it).length));

/** @param {MessageView & { turned?: boolean }} message */
const put = (message) => {
  const known = messages.get(message.id);
  // A running reply's text and steps come by chunks alone; what has arrived stays when its row comes again.
  const grown = known && isActive(message) && isActive(known);
  const { text, status, label, turned } = grown ? known : message;
  messages.set(message.id, {
    ...message,
    text,
    status,
    label,
    turned,
    steps: grown ? known.steps : replySteps.replaceSteps(known?.steps ?? [], message.steps),
    thoughts: known?.thoughts ?? "",
    pinned: pinned.has(message.id),
  });
  if (!isActive(message) && stopped?.id === message.id) stopped = null;
  notifyMessage(message.id);
};

/** @param {Set<string>} kept */
const drop = (kept) => messages.forEach((_, id) => kept.has(id) || messages.delete(id));

/** @param {OpenedView} [opened] */
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

/**
 * The newest question and reply. They stand behind their parent, in place of what was there.
 * @param {string} forChat
 * @param {MessageView[] | undefined} turn
 * @param {(chatId: string) => void} onStale called where the page doesn't know the parent
 */
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

/**
 * The messages above the first one shown. An answer that comes twice, or late, is not about that one.
 * @param {OlderView} [older]
 */
export const putOlder = (older) => {
  if (!older?.before || older.chat_id !== chatId || older.before !== order[0]) return;
  earlier = older.earlier;
  older.messages.forEach(put);
  order = [...older.messages.map((message) => message.id).filter((id) => !order.includes(id)), ...order];
  notifyList();
};

/**
 * Where a known text and a piece of it that begins at an offset lead, or null across a gap.
 * @param {string} known
 * @param {number} offset
 * @param {string} piece
 */
const joined = (known, offset, piece) =>
  offset > known.length ? null : known + piece.slice(known.length - offset);

/**
 * A message whose text, but for its beginning, turned out to be thoughts: those all come again.
 * @param {Message} message
 * @param {number} kept
 */
const withoutThoughts = (message, kept) => ({
  ...message,
  text: message.text.slice(0, kept),
  thoughts: "",
  turned: true,
});

/** @type {(keyof Message)[]} what can change in a running reply besides its text */
const BESIDES = ["status", "label", "thoughts", "turned", "steps"];

let movedAt = 0;

// When this page last heard of a running reply, on performance.now()'s clock.
export const lastMoved = () => movedAt;

/**
 * [the end of a message's id, offset, piece, status, label, offset of a thought, thought, how much of
 * the text is kept because the rest are thoughts, the steps that changed].
 * @typedef {[string, number, string, Text?, Text?, Count?, Text?, Count?, (StepView[] | null)?]} Chunk
 * @typedef {string | null} Text
 * @typedef {number | null} Count
 */

/**
 * A chunk says where it begins, so that repeated text is dropped and a gap is noticed.
 * @param {Chunk[] | undefined} chunks
 * @param {(id: string) => void} onGap
 */
export const grow = (chunks, onGap) => {
  movedAt = performance.now();
  for (const chunk of chunks ?? []) {
    const [key, offset, piece, newStatus, newLabel, thoughtOffset, thought, kept, changed] = chunk;
    const id = order.findLast((known) => known.slice(-REPLY_KEY_CHARS) === key);
    const known = id && messages.get(id);
    if (!known || !isActive(known) || stopped?.id === id) continue;
    const turned = kept !== undefined && kept !== null;
    if (known.turned && !turned) continue; // from before
    const message = turned && !known.turned ? withoutThoughts(known, kept) : known;
    const text = joined(message.text, offset, piece);
    const thoughts = joined(message.thoughts, thoughtOffset ?? 0, thought ?? "");
    if (text === null || thoughts === null) {
      onGap(id);
      continue;
    }
    const status = newStatus ?? message.status;
    const label = newLabel ?? message.label;
    const steps = replySteps.mergeSteps(message.steps, changed);
    const next = { ...message, text, thoughts, status, label, steps };
    const onlyText = BESIDES.every((it) => next[it] === known[it]);
    messages.set(id, next);
    const fresh = text.slice(message.text.length);
    if (onlyText && (!fresh || append(id, message.text, fresh, () => notifyMessage(id)))) continue;
    notifyMessage(id);
  }
};

/** @param {ThoughtsView} [sent] */
export const putThoughts = (sent) => {
  const message = sent && messages.get(sent.id);
  if (!message || isActive(message)) return;
  messages.set(sent.id, { ...message, thoughts: sent.text });
  notifyMessage(sent.id);
};

/**
 * What was asked and answered in a step that has ended.
 * @param {StepDetailsView} [sent]
 */
export const putStep = (sent) => {
  const message = sent && [...messages.values()].find((it) => it.steps.some(({ id }) => id === sent.id));
  if (!message) return;
  messages.set(message.id, { ...message, steps: replySteps.putDetails(message.steps, sent) });
  notifyMessage(message.id);
};

/**
 * A question was answered here: it isn't asked any more, before the reply says so.
 * @param {{ id: string, decision: Decision }} answer
 */
export const putDecision = ({ id: questionId, decision }) => {
  for (const [id, message] of messages) {
    const steps = replySteps.decideQuestion(message.steps, questionId, decision);
    if (steps.every((it, at) => it === message.steps[at])) continue;
    messages.set(id, { ...message, steps });
    notifyMessage(id);
  }
};

/**
 * The pinned messages of the open chat, by id.
 * @param {string[]} [ids]
 */
export const putPinned = (ids) => {
  const before = pinned;
  pinned = new Set(ids);
  for (const id of [...before, ...pinned]) {
    const message = messages.get(id);
    if (before.has(id) === pinned.has(id) || !message) continue;
    messages.set(id, { ...message, pinned: pinned.has(id) });
    notifyMessage(id);
  }
};

/**
 * Stop at what is seen now. Returns its length in UTF-16 units; -1 when the reply isn't shown.
 * @param {string} id
 */
export const stopAt = (id) => {
  const message = messages.get(id);
  if (!message) return -1;
  stopped = { id };
  const steps = replySteps.withdrawQuestions(message.steps);
  messages.set(id, { ...message, status: "thinking", label: CHAT.composer.stopping, steps });
  notifyMessage(id);
  return message.text.length;
};

/**
 * The stop did not reach the server: go on showing what comes.
 * @param {(id: string) => void} onGap
 */
export const unstop = (onGap) => {
  if (!stopped) return;
  const { id } = stopped;
  stopped = null;
  onGap(id);
};

export const readList = () => list;

export { subscribe as subscribeList };

/** @param {string} id */
export const readMessage = (id) => messages.get(id);

/** @returns {(listener: () => void) => () => void} */
export const subscribeMessage = (/** @type {string} */ id) => (listener) => {
  const own = perMessage.get(id) ?? new Set();
  perMessage.set(id, own.add(listener));
  return () => {
    own.delete(listener);
    if (!own.size) perMessage.delete(id);
  };
};
