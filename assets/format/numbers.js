// Numbers as people type them: with or without separators of thousands, with a point or a comma.
//
// What is left empty is null, what is no number undefined.

const SIGN = /^[+-]/;
const PLAIN = /^\d+(\.\d+)?$/;
const GROUPED = /^[1-9]\d{0,2}(?:([ .,'’_])\d{3})(?:\1\d{3})*$/;

// Spaces of all kinds are one; a currency is left aside.
const tidy = (typed) =>
  typed
    .trim()
    .replace(/^\$\s*/, "")
    .replace(/\s+/g, " ");

const numberIn = (text, read) => {
  const sign = text.match(SIGN)?.[0] ?? "";
  const digits = read(text.slice(sign.length));
  return PLAIN.test(digits) ? Number(sign + digits) : undefined;
};

const ungrouped = (text) => (GROUPED.test(text) ? text.replace(/\D/g, "") : text);

// Of a point and a comma the last one begins the decimals, unless it comes several times. Alone, a
// comma before three digits is one of thousands; a point is not: that is how decimals are shown.
const undecimal = (text) => {
  const at = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  const point = text[at] === "." && text.indexOf(".") === at;
  if (at < 0 || (!point && GROUPED.test(text))) return ungrouped(text);
  return `${ungrouped(text.slice(0, at)) || "0"}.${text.slice(at + 1)}`;
};

// A whole number: 16000, 16,000, 16.000, 16 000, 16'000.
export const whole = (typed) => {
  const text = tidy(typed);
  if (!text) return null;
  const found = numberIn(text, ungrouped);
  return Number.isInteger(found) ? found : undefined;
};

// A number that may have decimals: 0.05, 0,05, 1,000, 1,000.50, 1.000,50.
export const amount = (typed) => {
  const text = tidy(typed);
  return text ? numberIn(text, undecimal) : null;
};
