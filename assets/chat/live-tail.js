// Puts plain words on screen at once, between two renderings of a growing reply.
//
// Parsing Markdown for every few letters is most of what a growing reply costs a page. Letters that
// cannot mean anything in Markdown are appended to the last piece of text instead, and the reply is
// rendered as usual FRESH later, or at once when something else arrives.

const FRESH = 100; // milliseconds
const PLAIN = /^[\p{L}\p{M}\p{N} .,;:!?'"]+$/u;
const ENOUGH = 12; // characters that must agree before the last text counts as the reply's end

const tails = new Map();

// A growing reply was just rendered into this box.
export const rendered = (id, box) => {
  const known = tails.get(id);
  clearTimeout(known?.timer);
  tails.set(id, { box, at: performance.now(), node: null, was: "", left: "" });
};

// The reply is over and was rendered whole.
export const ended = (id) => {
  clearTimeout(tails.get(id)?.timer);
  tails.delete(id);
};

// Show a piece without rendering. False where that could show anything else than rendering would.
export const append = (id, before, piece, render) => {
  const tail = tails.get(id);
  if (!tail || !PLAIN.test(piece) || performance.now() - tail.at > FRESH) return false;
  if (!tail.node && !find(tail, before)) return false;
  if (!tail.node.isConnected || tail.node.data !== tail.left) return false;
  tail.left = tail.node.data += piece;
  tail.timer ??= setTimeout(render, FRESH);
  return true;
};

// Give React back the text it rendered, so that what it compares with is what is there.
export const restore = (id) => {
  const tail = tails.get(id);
  if (!tail?.node) return;
  clearTimeout(tail.timer);
  if (tail.node.data === tail.left) tail.node.data = tail.was; // else it was rendered meanwhile
  tail.node = null;
  tail.timer = undefined;
  tail.at = 0;
};

const find = (tail, before) => {
  const walker = document.createTreeWalker(tail.box, NodeFilter.SHOW_TEXT);
  let node = walker.lastChild();
  for (let deeper = node; deeper; deeper = walker.lastChild()) node = deeper;
  if (node?.parentElement.closest("pre, code")) return false; // colours come when they like
  const words = before.trimEnd();
  const end = node?.data.trimEnd().slice(-ENOUGH);
  const spaces = before.slice(words.length);
  if (!end || !words.endsWith(end) || spaces.includes("\n")) return false;
  tail.node = node;
  tail.was = node.data;
  if (!node.data.endsWith(spaces)) node.data += spaces;
  tail.left = node.data;
  return true;
};
