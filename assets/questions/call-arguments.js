// @ts-check
// What a tool is to be called with, as lines that can be read: a name and a value each.

import { QUESTIONS as words } from "$/public/words/questions.js";

/** @param {string} name "page_title" is "Page title" */
const named = (name) => {
  const plain = name.replace(/[_-]+/g, " ").trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1) || name;
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
    return Object.entries(JSON.parse(message)).map(([name, value]) => {
      const text = isPlain(value) ? plain(value) : flat(value);
      return {
        key: name,
        name: named(name),
        text: text ?? JSON.stringify(value, null, 2),
        data: text === undefined,
      };
    });
  } catch {
    return undefined;
  }
};
