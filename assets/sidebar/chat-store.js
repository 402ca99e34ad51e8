// @ts-check
// What this page holds of the list of chats: whole lines by id, of which the newer one wins.
//
// The server fetches the list and hands on events (see spacerr/state/sidebar/sidebar.py). What a user
// does is shown at once, as an optimistic update of the line, until the server's line agrees or the
// server refuses.

import { badges, grouped, isUnseen } from "$/public/sidebar/chat-groups.js";
import { createListeners } from "$/public/ui/listeners.js";

const OPTIMISTIC_FOR = 10000; // milliseconds after which a new list overrules an optimistic update

/** @typedef {ChatLine | ProjectLine} Line */
/** @typedef {Partial<ChatLine & ProjectLine>} Patch */

let version = "";
/** @type {Cursor} */
let cursor = {};
let scope = { teamId: "", projectId: "", archived: false };
/** @type {ListEnd} from the top down to here the list is whole */
let end = [0, ""];
let more = false;
let loaded = false;
/** @type {Map<string, ChatLine>} */
let lines = new Map();
/** @type {Map<string, ProjectLine>} */
let projects = new Map();
/** @type {TeamsView} */
let teams = { version: "", teams: [] };
/** @type {Map<string, number>} deleted chats: the revision at which each was deleted */
let deleted = new Map();
let reading = ""; // the chat that the user is reading to its end right now
/** @type {Map<string, { patch: Patch, at: number }>} by id: what the user did here, and when */
const optimistic = new Map();
const { subscribe, notify } = createListeners();
/** @type {import("$/public/sidebar/chat-groups.js").Group[]} */
let groups = [];
/** @type {ReturnType<typeof build> | null} */
let snapshot = null;

const changed = () => {
  snapshot = null;
  notify();
};

/**
 * Whether a line of the server shows what a patch says of one of its fields.
 * @param {Record<string, any>} line
 * @param {string} name
 * @param {any} value
 */
const agrees = (line, name, value) => {
  if (name === "pinned_at") return Boolean(value) === Boolean(line.pinned_at);
  if (name === "seen_at") {
    const { replied_at } = line;
    return isUnseen({ replied_at, seen_at: line.seen_at }) === isUnseen({ replied_at, seen_at: value });
  }
  return line[name] === value;
};

/** @param {string} id @param {Patch} patch @param {number} at */
const setOptimistic = (id, patch, at) => {
  if (Object.keys(patch).length) optimistic.set(id, { patch, at });
  else optimistic.delete(id);
};

/**
 * The server has spoken: what it agrees with or changed since is no longer shown from here.
 * @param {Record<string, any> | undefined} before
 * @param {Line & Record<string, any>} line
 */
const reconcile = (before, line) => {
  const update = optimistic.get(line.id);
  if (!update) return;
  const left = Object.entries(update.patch).filter(
    ([name, value]) => !agrees(line, name, value) && (!before || before[name] === line[name]),
  );
  setOptimistic(line.id, Object.fromEntries(left), update.at);
};

/** @param {ChatLine} line */
const putLine = (line) => {
  const newest = Math.max(deleted.get(line.id) ?? -1, lines.get(line.id)?.revision ?? -1);
  if (line.revision <= newest) return;
  deleted.delete(line.id);
  reconcile(lines.get(line.id), line);
  lines.set(line.id, line);
};

/** @param {string} id @param {number} revision */
const removeLine = (id, revision) => {
  if (revision <= (lines.get(id)?.revision ?? -1)) return;
  lines.delete(id);
  optimistic.delete(id);
  deleted.set(id, revision);
};

/** @param {ProjectLine} project */
const putProject = (project) => {
  if (project.revision <= (projects.get(project.id)?.revision ?? -1)) return;
  reconcile(projects.get(project.id), project);
  projects.set(project.id, project);
};

/** @param {ListView} [opened] */
export const openList = (opened) => {
  if (!opened?.version || opened.version === version) return;
  version = opened.version;
  cursor = opened.cursor;
  scope = { teamId: opened.team_id, projectId: opened.project_id, archived: opened.archived };
  [end, more, loaded] = [opened.end, opened.more, true];
  [lines, deleted, projects] = [new Map(), new Map(), new Map()];
  const old = Date.now() - OPTIMISTIC_FOR;
  optimistic.forEach(({ at }, id) => at < old && optimistic.delete(id));
  opened.lines.forEach(putLine);
  opened.projects.forEach(putProject);
  changed();
};

/** @param {TeamsView} [sent] each change of a team, also of who is in it, is a new version */
export const putTeams = (sent) => {
  if (!sent?.version || sent.version === teams.version) return;
  teams = sent;
  changed();
};

/** @param {NextPageView} [page] chats below those listed */
export const putNextPage = (page) => {
  if (!page?.version || page.version !== version || !more) return;
  if (page.end[0] > end[0] || (page.end[0] === end[0] && page.end[1] >= end[1])) return;
  [end, more] = [page.end, page.more];
  page.lines.forEach(putLine);
  changed();
};

/** @param {Record<string, any>} one @param {Record<string, any>} other */
const same = (one, other) => {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
};

/** @param {ChatEvent} event */
const applyEvent = (event) => {
  switch (event.type) {
    case "chat.created":
    case "chat.updated":
    case "chat.seen":
    case "chat.waiting":
    case "reply.started":
    case "reply.finished":
      return putLine(event.line);
    case "chat.deleted":
      return removeLine(event.chat_id, event.revision);
    case "project.updated":
      return putProject(event.project);
  }
};

/**
 * Batches of events, each from one cursor to the next. A missing one is asked for, never passed over.
 * @param {NewsView[] | undefined} news
 * @param {() => void} onGap
 * @param {(event: ChatEvent) => void} [onEvent] called with each event that was applied
 */
export const applyNews = (news, onGap, onEvent) => {
  if (!loaded || !news?.length) return;
  let moved = false;
  for (const batch of news) {
    if (!same(batch.after, cursor)) continue;
    for (const event of batch.events) {
      applyEvent(event);
      onEvent?.(event);
    }
    cursor = batch.cursor;
    moved = true;
  }
  if (moved) changed();
  if (!same(news[news.length - 1].cursor, cursor)) onGap();
};

/**
 * Show what the user did to a chat or project before the server has said so.
 * @param {string} id
 * @param {Patch} patch
 */
export const updateOptimistically = (id, patch) => {
  const line = lines.get(id) ?? projects.get(id);
  const wanted = Object.entries({ ...optimistic.get(id)?.patch, ...patch });
  const left = wanted.filter(([name, value]) => line && !agrees(line, name, value));
  setOptimistic(id, Object.fromEntries(left), Date.now());
  changed();
};

/**
 * The server refused: the optimistic update is taken back.
 * @param {string} id
 */
export const revert = (id) => {
  if (optimistic.delete(id)) changed();
};

/** @param {string} id the chat that is being read to its end counts as seen; "" for none */
export const setReading = (id) => {
  if (reading === id) return;
  reading = id;
  changed();
};

/** @param {ChatLine} line @returns {ChatLine} */
const shownLine = (line) => {
  const patch = optimistic.get(line.id)?.patch;
  const seen = line.id === reading && isUnseen(line) ? { seen_at: line.replied_at } : null;
  return patch || seen ? { ...line, ...patch, ...seen } : line;
};

/** @type {Map<string, ChatLine>} */
let shownLines = new Map();

/**
 * The same object while nothing of a line changed, so that its row isn't rendered again.
 * @param {ChatLine} line
 */
const stable = (line) => {
  const before = shownLines.get(line.id);
  return before && (before === line || same(before, line)) ? before : line;
};

/** @param {ChatLine} line */
const isAboveEnd = (line) =>
  !more || line.active_at > end[0] || (line.active_at === end[0] && line.id >= end[1]);

/** @param {Line} line */
const isInTeam = (line) => !scope.teamId || line.team_id === scope.teamId;

/** @param {ChatLine} line */
const isInScope = (line) =>
  isInTeam(line) &&
  line.archived === scope.archived &&
  (!scope.projectId || line.project_id === scope.projectId);

/** @param {number} now */
const build = (now) => {
  const all = [...lines.values()].map((line) => stable(shownLine(line))).filter((line) => !line.deleted);
  shownLines = new Map(all.map((line) => [line.id, line]));
  const inScope = all.filter(isInScope);
  const isPinned = (/** @type {ChatLine} */ line) => !scope.archived && Boolean(line.pinned_at);
  const others = inScope.filter((line) => !isPinned(line) && isAboveEnd(line));
  groups = grouped(inScope.filter(isPinned), others, now, groups);
  const { unseen, byProject, waitingIn, marks } = badges(all);
  return {
    loaded,
    scope,
    groups,
    more,
    end,
    version,
    teams: teams.teams,
    teamsVersion: teams.version,
    unseen,
    marks,
    projects: [...projects.values()]
      .filter(isInTeam)
      .map((it) => ({
        ...it,
        ...optimistic.get(it.id)?.patch,
        unseen: byProject.get(it.id) ?? 0,
        waiting: waitingIn.has(it.id),
      }))
      .filter((it) => !it.deleted)
      .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)),
  };
};

// The list as it is shown: groups of lines, projects; unseen chats and the teams' badges, in all teams.
export const readChats = (now = Date.now()) => (snapshot ??= build(now));

// At midnight "Today" is another day.
export const refresh = () => changed();

export const readCursor = () => cursor;

/** @param {string} id */
export const readLine = (id) => {
  const line = lines.get(id);
  return line && shownLine(line);
};

/**
 * Since when there is something new in a chat, 0 for nothing; whether or not it is being read. Where
 * the user marked it as unseen and no reply ever ended, that is since it was last active.
 * @param {string} id
 */
export const unseenSince = (id) => {
  const line = lines.get(id);
  if (!line) return 0;
  const shown = { ...line, ...optimistic.get(id)?.patch };
  return !shown.deleted && isUnseen(shown) ? shown.replied_at || shown.active_at : 0;
};

export { subscribe as subscribeChats };
