// @ts-check
// A reply's text, cut where its steps stand.

const VISIBLE = /\S/;

/**
 * @typedef {{ kind: "text", from: number, text: string }} Piece
 * @typedef {{ kind: "steps", steps: Step[] }} Group
 * @typedef {import("$/public/replies/steps.js").Step} Step
 */

/**
 * The pieces of a text and the groups of steps, in their order. Steps with nothing visible between them
 * are one group. `from` is where a piece begins in the text: it stays the same while the text grows.
 * @param {string} text
 * @param {Step[]} steps
 */
export const segments = (text, steps) => {
  /** @type {(Piece | Group)[]} */
  const found = [];
  let from = 0;
  for (const step of [...steps].sort((one, other) => one.at - other.at)) {
    const to = Math.min(step.at, text.length);
    if (hasWords(text, from, to)) found.push(piece(text, from, to));
    from = to;
    const last = found.at(-1);
    if (last?.kind === "steps") last.steps.push(step);
    else found.push({ kind: "steps", steps: [step] });
  }
  if (hasWords(text, from)) found.push(piece(text, from));
  return found;
};

/**
 * @param {string} text
 * @param {number} from
 * @param {number} [to]
 */
const hasWords = (text, from, to) => VISIBLE.test(text.slice(from, to));

/**
 * A piece without the blank lines round a step. One that may grow keeps its end, the first its beginning.
 * @param {string} text
 * @param {number} from
 * @param {number} [to]
 * @returns {Piece}
 */
const piece = (text, from, to) => {
  const first = from + text.slice(from).search(VISIBLE);
  const begin = from ? Math.max(from, text.lastIndexOf("\n", first) + 1) : 0;
  const words = text.slice(begin, to);
  return { kind: "text", from: begin, text: to === undefined ? words : words.trimEnd() };
};
