// What this page holds of the list of chats: whole lines by id, of which the newer one wins.
//
// The server fetches the list and hands on events (see spacerr/state/sidebar/sidebar.py); what a person
// does is shown here at once, beside the line, until the server's line agrees or it refuses.
// Imports nothing, so that tests can run it as it is.

const PATIENCE = 10000; // milliseconds after which a new list overrules what was done here

let version = "";
let cursor = {};
let scope = { teamId: "", projectId: "", archived: false };
let end = null; // [active_at, id]: from the top down to here the list is whole
let more = false;
let loaded = false;
let lines = new Map();
let projects = new Map();
let teams = { version: "", teams: [] };
let gone = new Map(); // deleted chats: the revision at which they went
let looking = ""; // the chat somebody is reading to its end right now
const done = new Map(); // by id: { patch, at }
const listeners = new Set();
let groups = [];
let snapshot = null;

export const isUnseen = (line) => line.replied_at > line.seen_at;

const changed = () => {
  snapshot = null;
  listeners.forEach((heard) => heard());
};

const agrees = (line, name, value) => {
  if (name === "pinned_at") return Boolean(value) === Boolean(line.pinned_at);
  if (name === "seen_at") return isUnseen(line) === isUnseen({ ...line, seen_at: value });
  return line[name] === value;
};

const keepDone = (id, patch, at) => {
  if (Object.keys(patch).length) done.set(id, { patch, at });
  else done.delete(id);
};

// The server has spoken: what it agrees with or changed since is no longer shown from here.
const settle = (before, line) => {
  if (!done.has(line.id)) return;
  const { patch, at } = done.get(line.id);
  const left = Object.entries(patch).filter(
    ([name, value]) => !agrees(line, name, value) && (!before || before[name] === line[name]),
  );
  keepDone(line.id, Object.fromEntries(left), at);
};

const put = (line) => {
  const newest = Math.max(gone.get(line.id) ?? -1, lines.get(line.id)?.revision ?? -1);
  if (line.revision <= newest) return;
  gone.delete(line.id);
  settle(lines.get(line.id), line);
  lines.set(line.id, line);
};

const remove = (id, revision) => {
  if (revision <= (lines.get(id)?.revision ?? -1)) return;
  lines.delete(id);
  done.delete(id);
  gone.set(id, revision);
};

const putProject = (project) => {
  if (project.revision <= (projects.get(project.id)?.revision ?? -1)) return;
  settle(projects.get(project.id), project);
  projects.set(project.id, project);
};

export const openList = (opened) => {
  if (!opened?.version || opened.version === version) return;
  version = opened.version;
  cursor = opened.cursor;
  scope = { teamId: opened.team_id, projectId: opened.project_id, archived: opened.archived };
  [end, more, loaded] = [opened.end, opened.more, true];
  [lines, gone, projects] = [new Map(), new Map(), new Map()];
  const old = Date.now() - PATIENCE;
  done.forEach(({ at }, id) => at < old && done.delete(id));
  opened.lines.forEach(put);
  opened.projects.forEach(putProject);
  changed();
};

// The teams of this page's person. Each change of one, also of who is in it, is a new version.
export const putTeams = (sent) => {
  if (!sent?.version || sent.version === teams.version) return;
  teams = sent;
  changed();
};

// Chats below those listed.
export const putLower = (lower) => {
  if (!lower?.version || lower.version !== version || !more) return;
  if (lower.end[0] > end[0] || (lower.end[0] === end[0] && lower.end[1] >= end[1])) return;
  [end, more] = [lower.end, lower.more];
  lower.lines.forEach(put);
  changed();
};

const same = (one, other) => {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((it) => one[it] === other[it]);
};

const APPLY = {
  "chat.created": (event) => put(event.line),
  "chat.updated": (event) => put(event.line),
  "chat.seen": (event) => put(event.line),
  "reply.started": (event) => put(event.line),
  "reply.finished": (event) => put(event.line),
  "chat.deleted": (event) => remove(event.chat_id, event.revision),
  "project.updated": (event) => putProject(event.project),
};

// Batches of events, each from one cursor to the next. A missing one is asked for, never passed over.
export const hear = (news, onGap, onEvent = () => {}) => {
  if (!loaded || !news?.length) return;
  let moved = false;
  for (const batch of news) {
    if (!same(batch.after, cursor)) continue;
    for (const event of batch.events) {
      APPLY[event.type]?.(event);
      onEvent(event);
    }
    cursor = batch.cursor;
    moved = true;
  }
  if (moved) changed();
  if (!same(news.at(-1).cursor, cursor)) onGap();
};

// Show what a person did to a chat or project before the server has said so.
export const doHere = (id, patch) => {
  const line = lines.get(id) ?? projects.get(id);
  const wanted = Object.entries({ ...done.get(id)?.patch, ...patch });
  const left = wanted.filter(([name, value]) => line && !agrees(line, name, value));
  keepDone(id, Object.fromEntries(left), Date.now());
  changed();
};

// The server would not: what was done here is taken back.
export const takeBack = (id) => {
  if (done.delete(id)) changed();
};

// Which chat is being read to its end: it is seen, whatever its line says.
export const lookAt = (id) => {
  if (looking === id) return;
  looking = id;
  changed();
};

const shownLine = (line) => {
  const patch = done.get(line.id)?.patch;
  const seen = line.id === looking && isUnseen(line) ? { seen_at: line.replied_at } : null;
  return patch || seen ? { ...line, ...patch, ...seen } : line;
};

// The same object while nothing of a line changed, so that its row isn't drawn again.
let shownLines = new Map();
const stable = (line) => {
  const before = shownLines.get(line.id);
  return before && (before === line || same(before, line)) ? before : line;
};

const latestFirst = (time) => (a, b) => b[time] - a[time] || (a.id < b.id ? 1 : -1);
const above = (line) => !more || line.active_at > end[0] || (line.active_at === end[0] && line.id >= end[1]);
const inTeam = (it) => !scope.teamId || it.team_id === scope.teamId;
const inScope = (line) =>
  inTeam(line) &&
  line.archived === scope.archived &&
  (!scope.projectId || line.project_id === scope.projectId);

// The headings of a list at a moment: "today", "yesterday", "week" for the one before, then months by
// their names.
const headings = (now) => {
  const today = new Date(now);
  const day = (back) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - back).getTime();
  const [midnight, yesterday, week] = [day(0), day(1), day(7)];
  const month = new Intl.DateTimeFormat(undefined, { month: "long" });
  const older = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" });
  const named = new Map();
  return (at) => {
    if (at >= midnight) return "today";
    if (at >= yesterday) return "yesterday";
    if (at >= week) return "week";
    const date = new Date(at);
    const key = date.getFullYear() * 12 + date.getMonth();
    if (!named.has(key)) {
      named.set(key, (date.getFullYear() === today.getFullYear() ? month : older).format(date));
    }
    return named.get(key);
  };
};

const grouped = (rows, now) => {
  const pinned = scope.archived ? [] : rows.filter((line) => line.pinned_at).sort(latestFirst("pinned_at"));
  const others = rows
    .filter((line) => above(line) && (scope.archived || !line.pinned_at))
    .sort(latestFirst("active_at"));
  const found = pinned.length ? [{ heading: "pinned", rows: pinned }] : [];
  const headingAt = headings(now);
  for (const line of others) {
    const heading = headingAt(line.active_at);
    if (found.at(-1)?.heading !== heading) found.push({ heading, rows: [] });
    found.at(-1).rows.push(line);
  }
  return found.map((group) => {
    const before = groups.find((it) => it.heading === group.heading);
    const kept =
      before?.rows.length === group.rows.length && before.rows.every((it, at) => it === group.rows[at]);
    return kept ? before : group;
  });
};

const counted = (all) => {
  const unseen = all.filter((line) => isUnseen(line) && !line.archived);
  const byProject = new Map();
  for (const { project_id: id } of unseen) byProject.set(id, (byProject.get(id) ?? 0) + 1);
  const running = all.filter((line) => line.running);
  const marks = Object.fromEntries([
    ...running.map((line) => [line.team_id, "running"]),
    ...unseen.map((line) => [line.team_id, "unseen"]),
  ]);
  return { unseen: unseen.sort(latestFirst("replied_at")), byProject, marks };
};

// The list as it is shown: groups of lines, projects; unseen ones, and which teams have marks, in all
// teams.
export const readChats = (now = Date.now()) => {
  if (snapshot) return snapshot;
  const all = [...lines.values()].map((line) => stable(shownLine(line))).filter((it) => !it.deleted);
  shownLines = new Map(all.map((line) => [line.id, line]));
  groups = grouped(all.filter(inScope), now);
  const { unseen, byProject, marks } = counted(all);
  const ofTeam = [...projects.values()].filter(inTeam);
  const shown = ofTeam.map((it) => ({ ...it, ...done.get(it.id)?.patch })).filter((it) => !it.deleted);
  snapshot = {
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
    projects: shown
      .map((project) => ({ ...project, unseen: byProject.get(project.id) ?? 0 }))
      .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)),
  };
  return snapshot;
};

// At midnight "Today" is another day.
export const refresh = () => changed();

export const readCursor = () => cursor;

export const readLine = (id) => (lines.has(id) ? shownLine(lines.get(id)) : undefined);

// Since when there is something new in a chat, 0 for nothing; whether or not it is looked at. Where
// somebody marked it and no reply ever ended, that is since it was last active.
export const newReply = (id) => {
  const line = lines.has(id) && { ...lines.get(id), ...done.get(id)?.patch };
  return line && !line.deleted && isUnseen(line) ? line.replied_at || line.active_at : 0;
};

export const subscribeChats = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
