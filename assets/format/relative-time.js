// How long ago something was, and until when it will be, in words.

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);

export const ago = (at, now = Date.now()) => {
  const past = Math.max(now - at, 0);
  if (past < MINUTE) return words.format(0, "second");
  if (past < HOUR) return words.format(-Math.floor(past / MINUTE), "minute");
  const days = Math.round((midnight(now) - midnight(at)) / DAY);
  if (days === 0) return words.format(-Math.floor(past / HOUR), "hour");
  if (days < 7) return words.format(-days, "day");
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const year = thisYear ? undefined : "numeric";
  return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year }).format(at);
};

const long = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

// A time to come, as short as it is clear: "14:05", "tomorrow, 14:05".
export const soon = (at, now = Date.now()) => {
  const days = Math.round((midnight(at) - midnight(now)) / DAY);
  if (days === 0) return clock.format(at);
  return `${days === 1 ? long.format(1, "day") : day(at)}, ${clock.format(at)}`;
};

// A day, past or to come.
export const day = (at) =>
  new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" }).format(at);
