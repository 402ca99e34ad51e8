// @ts-check
// Puts plain words on screen at once, between two renderings of a growing reply.
//
// Parsing Markdown for every few letters is most of what a growing reply costs a page. Letters that
// cannot mean anything in Markdown are appended to the last piece of text instead, and the reply is
// rendered as usual FRESH later, or at once when something else arrives.

const FRESH = 100; // milliseconds
const PLAIN = /^[\p{L}\p{M}\p{N} .,;:!?'"]+$/u;
const ENOUGH = 12; // characters that must agree before the last text counts as the reply's end

/**
 * @typedef {object} Tail
 * @property {Element} box what the reply was rendered into
 * @property {number} at when, on performance.now()'s clock
 * @property {Text | null} node what letters are appended to, once it was found
 * @property {string} was its text as React knows it
 * @property {string} left its text as it was left here
 * @property {ReturnType<typeof setTimeout>} [timer]
 */

/** @type {Map<string, Tail>} by a message's id */
const tails = new Map();

/**
 * A growing reply was just rendered into this box.
 * @param {string} id
 * @param {Element} box
 */
export const rendered = (id, box) => {
  const known = tails.get(id);
  clearTimeout(known?.timer);
  tails.set(id, { box, at: performance.now(), node: null, was: "", left: "" });
};

/**
 * What was growing in this box is over, and was rendered whole. The reply may go on in another one.
 * @param {string} id
 * @param {Element | null} [box]
 */
export const ended = (id, box) => {
  if (box && tails.get(id)?.box !== box) return;
  clearTimeout(tails.get(id)?.timer);
  tails.delete(id);
};

/**
 * Show a piece without rendering. False where that could show anything else than rendering would.
 * @param {string} id
 * @param {string} before the reply's text before the piece
 * @param {string} piece
 * @param {() => void} render
 */
export const append = (id, before, piece, render) => {
  const tail = tails.get(id);
  if (!tail || !PLAIN.test(piece) || performance.now() - tail.at > FRESH) return false;
  const node = tail.node ?? find(tail, before);
  if (!node?.isConnected || node.data !== tail.left) return false;
  tail.left = node.data += piece;
  tail.timer ??= setTimeout(render, FRESH);
  return true;
};

/**
 * Give React back the text it rendered, so that what it compares with is what is there. Nothing is
 * appended until it has rendered: the reply may go on elsewhere, behind a step.
 * @param {string} id
 */
export const restore = (id) => {
  const tail = tails.get(id);
  if (!tail) return;
  tail.at = Number.NEGATIVE_INFINITY;
  if (!tail.node) return;
  clearTimeout(tail.timer);
  if (tail.node.data === tail.left) tail.node.data = tail.was; // else it has been rendered since
  tail.node = null;
  tail.timer = undefined;
};

/**
 * The text node in which the reply's text ends; null where it is unclear.
 * @param {Tail} tail
 * @param {string} before
 */
const find = (tail, before) => {
  const walker = document.createTreeWalker(tail.box, NodeFilter.SHOW_TEXT);
  let node = /** @type {Text | null} */ (walker.lastChild());
  for (let deeper = node; deeper; deeper = /** @type {Text | null} */ (walker.lastChild())) node = deeper;
  if (!node || node.parentElement?.closest("pre, code")) return null; // code is coloured later
  const words = before.trimEnd();
  const end = node.data.trimEnd().slice(-ENOUGH);
  const spaces = before.slice(words.length);
  if (!end || !words.endsWith(end) || spaces.includes("\n")) return null;
  tail.node = node;
  tail.was = node.data;
  if (!node.data.endsWith(spaces)) node.data += spaces;
  tail.left = node.data;
  return node;
};
