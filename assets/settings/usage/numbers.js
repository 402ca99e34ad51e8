// Numbers of usage as people read them.

import { USAGE } from "$/public/words/studio-usage.js";

const plain = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const dollars = (digits) =>
  new Intl.NumberFormat(undefined, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
const CENTS = dollars(2);
const FINE = dollars(4);

export const whole = (number) => plain.format(number);

export const short = (number) => compact.format(number);

export const tokensOf = ({ prompt_tokens: told, completion_tokens: said }) => told + said;

// Millionths of a dollar; null is what nobody knows.
export const money = (cost) => {
  if (cost === null) return USAGE.unknown;
  if (cost === 0) return USAGE.free;
  const amount = cost / 1e6;
  if (amount < 0.0001) return `< ${FINE.format(0.0001)}`;
  return amount < 0.01 ? FINE.format(amount) : CENTS.format(amount);
};
