// @ts-check
// The values of a form: what its fields begin with, and what is sent of them. What fits, the server knows.

/** @typedef {import("$/public/questions/form-drafts.js").Values} Values */

const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

const two = (/** @type {number} */ number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");

/** @param {Date} at as a field for a date and time wants it, in this browser's time zone */
const localTime = (at) =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

/** @param {string} typed a local date and time; with this browser's time zone, so that it is one moment */
const withZone = (typed) => {
  const at = new Date(typed);
  if (!LOCAL_TIME.test(typed) || Number.isNaN(at.getTime())) return typed;
  const ahead = -at.getTimezoneOffset(); // minutes
  const seconds = typed.length > 16 ? "" : ":00";
  return `${typed}${seconds}${ahead < 0 ? "-" : "+"}${two(ahead / 60)}:${two(ahead % 60)}`;
};

/** @param {FieldView} field */
const first = ({ kind, default: given }) => {
  if (kind === "boolean") return given === true;
  if (kind === "choices") return Array.isArray(given) ? given : [];
  if (given === null || given === undefined) return "";
  if (kind !== "date-time") return String(given);
  const at = new Date(String(given));
  return Number.isNaN(at.getTime()) ? "" : localTime(at);
};

/**
 * @param {FieldView[]} fields
 * @returns {Values}
 */
export const firstValues = (fields) => Object.fromEntries(fields.map((it) => [it.name, first(it)]));

/**
 * @param {FieldView[]} fields
 * @param {Values} typed
 * @returns {Values}
 */
export const sentValues = (fields, typed) =>
  Object.fromEntries(
    fields.map(({ name, kind }) => [
      name,
      kind === "date-time" ? withZone(String(typed[name])) : typed[name],
    ]),
  );
