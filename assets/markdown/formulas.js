// What is done to a reply's Markdown before it is parsed: formulas get the one way of writing that the
// parser knows, and code that looks like a footnote doesn't make a reply of many blocks a single one.

const FENCE = String.raw`^[ \t>]*(?<fence>\x60{3,}|~{3,})[^]*?(?:^[ \t>]*\k<fence>|(?![^]))`;
const INLINE_CODE = String.raw`(?<!\x60)(?<tick>\x60{1,2})(?!\x60)(?:(?!\n\n)[^])+?(?<!\x60)\k<tick>(?!\x60)`;

const BLOCK = String.raw`\\\[(?<block>[^]{1,4000}?)\\\]`;
const LINE = String.raw`\$\$(?<line>[^\n$]+)\$\$`;

// Code, addresses and what is escaped are matched first, and kept.
const PATTERNS = [
  String.raw`(?<kept>${FENCE}|${INLINE_CODE}|https?:\/\/[^\s)]+|\\\\|\\\$)`,
  `^(?<indent>[ \\t>]*(?:(?:[-*+]|\\d{1,9}[.)])[ \\t]+)?)(?:${BLOCK}|${LINE})[ \\t]*$`,
  String.raw`\$\$(?<double>[^]{1,4000}?)\$\$`,
  String.raw`\\\((?<inline>.{1,1000}?)\\\)|\\\[(?<amid>.{1,1000}?)\\\]`,
  // Pandoc's rule, and no dollar behind a word or a number: "US$5 or 6$" is money.
  String.raw`(?<![\w$])\$(?<single>(?![\s$])(?:\\\$|[^$\n]){0,999}?(?:\\\$|[^$\n\s\\]))\$(?![\d$])`,
];
const FORMULA = new RegExp(PATTERNS.join("|"), "gm");
const MAY_HOLD_ONE = /\$|\\[([]/;

const PLAINLY = /\\[A-Za-z,;!{]|\^|(?<![A-Za-z])[A-Za-z]_/;
const PROBABLY = /[=<>≤≥≈]|\w\s*\+\s*\w/;
const WORD = /[a-z]{3}/;
const SENTENCE = /[A-Za-z]{2,}[,;:.]?\s|\s[A-Za-z]{2,}/;

// Models escape brackets round what is no formula, too: \[Your name\], \(optional\), \[3\].
const inBrackets = (text) => PLAINLY.test(text) || (PROBABLY.test(text) && !WORD.test(text));
const inParentheses = (text) => PLAINLY.test(text) || !WORD.test(text);

// "$HOME/$USER" are two variables, "$n$th" is a formula.
const betweenDollars = (text, next) => {
  if (/[A-Za-z_{(]/.test(next) && !/[\w)}\]'!]$/.test(text)) return false;
  if (text.includes("|") && /\|$/.test(text) && text.split("|").length % 2 === 0) return false;
  return PLAINLY.test(text) || !SENTENCE.test(text);
};

// In a table a bar ends the cell, also in a formula, where it has names.
const TABLE_ROW = /^[ \t>]*\|/;
const withoutBars = (text) =>
  text.replaceAll(String.raw`\|`, String.raw`\Vert `).replaceAll("|", String.raw`\vert `);

// A formula of several lines stands by itself, as deep in quotes and lists as it was begun.
const alone = (indent, text) => {
  const deeper = indent.replace(/[^ \t>]/g, " ");
  const quotes = (indent.match(/>/g) ?? []).length;
  const unquoted = (line) =>
    (quotes ? line.replace(new RegExp(`^(?:[ \\t]*>){0,${quotes}}`), "") : line).trim();
  const lines = text.split("\n").map(unquoted).filter(Boolean);
  return `${indent}$$\n${lines.map((line) => `${deeper}${line}\n`).join("")}${deeper}$$`;
};

const inDollars = (whole, ...rest) => {
  const [offset, source, groups] = rest.slice(-3);
  const { kept, indent, block, line, double, inline, amid, single } = groups;
  if (kept !== undefined) return whole;
  if (block !== undefined && !block.includes("\n") && !inBrackets(block)) return whole;
  if (block !== undefined || line !== undefined) return alone(indent, block ?? line);
  if (inline !== undefined && !inParentheses(inline)) return whole;
  if (amid !== undefined && !inBrackets(amid)) return whole;
  if (single !== undefined && !betweenDollars(single, source[offset + whole.length] ?? "")) return whole;
  const formula = double ?? inline ?? amid ?? single;
  const inTable = formula.includes("|") && TABLE_ROW.test(source.slice(source.lastIndexOf("\n", offset) + 1));
  return `$$${inTable ? withoutBars(formula) : formula}$$`;
};

export const withFormulas = (text) => (MAY_HOLD_ONE.test(text) ? text.replace(FORMULA, inDollars) : text);

export const hasFormulas = (text) => text.includes("$$") || text.includes("```math");

// A footnote can be anywhere in a reply, so that one with "[^1]" is parsed whole, again and again.
const CODE = new RegExp(`${FENCE}|${INLINE_CODE}|\\[\\^[\\w-]*(?:a-z|A-Z|0-9)[\\w-]*\\]`, "gm");
const NO_NOTE = "[\uE000"; // as long as what it stands for

// Splits text into blocks by `split`, which may change no letter but "\r".
export const inBlocks = (text, split) => {
  const lines = text.replace(/\r\n?/g, "\n");
  if (!lines.includes("[^")) return split(lines);
  const blocks = split(lines.replace(CODE, (code) => code.replaceAll("[^", NO_NOTE)));
  let at = 0;
  return blocks.map((block) => lines.slice(at, (at += block.length)));
};
