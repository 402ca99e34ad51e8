// @ts-check
// How the list of chats is ordered, pinned ones first, the others by day, week and month; and its badges.

import { mayWrite } from "$/public/app/rights.js";

/**
 * @typedef {object} Group
 * @property {string} heading "pinned", "today", "yesterday", "week" for the one before, or a month's name
 * @property {ChatLine[]} rows
 */

/** @param {Pick<ChatLine, "replied_at" | "seen_at">} line */
export const isUnseen = (line) => line.replied_at > line.seen_at;

/**
 * Sorts lines by a time, newest first; of equal ones the newer chat.
 * @param {"active_at" | "pinned_at" | "replied_at"} time
 * @returns {(a: ChatLine, b: ChatLine) => number}
 */
export const newestFirst = (time) => (a, b) => b[time] - a[time] || (a.id < b.id ? 1 : -1);

/**
 * The heading of a time, as seen from another.
 * @param {number} now
 */
const headings = (now) => {
  const today = new Date(now);
  const day = (/** @type {number} */ back) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - back).getTime();
  const [midnight, yesterday, week] = [day(0), day(1), day(7)];
  const month = new Intl.DateTimeFormat(undefined, { month: "long" });
  const older = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" });
  /** @type {Map<number, string>} */
  const months = new Map();
  return (/** @type {number} */ at) => {
    if (at >= midnight) return "today";
    if (at >= yesterday) return "yesterday";
    if (at >= week) return "week";
    const date = new Date(at);
    const key = date.getFullYear() * 12 + date.getMonth();
    const name = months.get(key) ?? (date.getFullYear() === today.getFullYear() ? month : older).format(date);
    months.set(key, name);
    return name;
  };
};

/**
 * Lines in groups. A group of which nothing changed is the same object as before, so that its rows
 * aren't rendered again.
 * @param {ChatLine[]} pinned
 * @param {ChatLine[]} others
 * @param {number} now
 * @param {Group[]} before
 * @returns {Group[]}
 */
export const grouped = (pinned, others, now, before) => {
  /** @type {Group[]} */
  const groups = [];
  if (pinned.length) groups.push({ heading: "pinned", rows: pinned.sort(newestFirst("pinned_at")) });
  const headingAt = headings(now);
  for (const line of others.sort(newestFirst("active_at"))) {
    const heading = headingAt(line.active_at);
    const last = groups.at(-1);
    if (last?.heading === heading) last.rows.push(line);
    else groups.push({ heading, rows: [line] });
  }
  return groups.map((group) => {
    const known = before.find((it) => it.heading === group.heading);
    const same =
      known?.rows.length === group.rows.length && known.rows.every((it, at) => it === group.rows[at]);
    return known && same ? known : group;
  });
};

/** @param {ChatLine} line whether its reply waits for an answer that the user may give */
export const waitsForUser = (line) => line.waiting && mayWrite(line);

/**
 * Unseen chats, how many there are by project, which projects have chats that wait for the user, and what
 * each team has.
 * @param {ChatLine[]} all
 */
export const badges = (all) => {
  const unseen = all.filter((line) => isUnseen(line) && !line.archived);
  /** @type {Map<string, number>} */
  const byProject = new Map();
  for (const { project_id: id } of unseen) byProject.set(id, (byProject.get(id) ?? 0) + 1);
  const running = all.filter((line) => line.running);
  const waiting = all.filter(waitsForUser);
  /** @type {Record<string, "running" | "unseen" | "waiting">} */
  const marks = Object.fromEntries([
    ...running.map((line) => [line.team_id, "running"]),
    ...unseen.map((line) => [line.team_id, "unseen"]),
    ...waiting.map((line) => [line.team_id, "waiting"]),
  ]);
  const waitingIn = new Set(waiting.map((line) => line.project_id));
  return { unseen: unseen.sort(newestFirst("replied_at")), byProject, waitingIn, marks };
};
