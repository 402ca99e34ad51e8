// @ts-check
// What a tool is to be called with, as lines that can be read: a name and a value each.

import { QUESTIONS as words } from "$/public/words/questions.js";

/** @param {string} name "page_title" is "Page title" */
const named = (name) => {
  const plain = name.replace(/[_-]+/g, " ").trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1) || name;
};

// What isn't seen but changes what is: all but what joins letters and signs.
const UNSEEN = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}]/gu;

/** @param {string} text with its characters that aren't seen as their numbers, as in descriptions of tools */
export const seen = (text) =>
  text.replace(UNSEEN, (it) => `⟨U+${(it.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

/**
 * A number as it is written in the JSON: as one of this language it has 15 digits.
 * @param {string} _
 * @param {unknown} value
 * @param {{ source?: string }} [written] is missing in older browsers
 */
const exact = (_, value, written) => {
  const digits = written?.source ?? "";
  const rounded = typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(digits);
  return rounded ? digits : value;
};

/** @param {unknown} value */
const isPlain = (value) => typeof value !== "object" || value === null;

/** @param {unknown} value a plain one */
const plain = (value) => {
  if (value === "" || value === null) return words.nothing;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  return String(value);
};

/**
 * The lines of a list or of an object, where nothing in it is one itself.
 * @param {object} value
 */
const flat = (value) => {
  const entries = Object.entries(value);
  if (!entries.length) return words.nothing;
  if (!entries.every(([, it]) => isPlain(it))) return undefined;
  const lines = entries.map(([name, it]) => (Array.isArray(value) ? plain(it) : `${name}: ${plain(it)}`));
  return lines.join("\n");
};

/**
 * Lines for the arguments of a call; `data`: the text is JSON. undefined where they can't be told apart,
 * because they were cut.
 * @param {string} message the arguments as JSON, "" for none
 */
export const readArguments = (message) => {
  if (!message.trim()) return [];
  try {
    return Object.entries(JSON.parse(message, exact)).map(([name, value]) => {
      const text = isPlain(value) ? plain(value) : flat(value);
      return {
        key: name,
        name: seen(named(name)),
        text: seen(text ?? JSON.stringify(value, null, 2)),
        data: text === undefined,
      };
    });
  } catch {
    return undefined;
  }
};
