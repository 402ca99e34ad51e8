import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import * as store from "$/public/sidebar/chat-store.js";

const NOW = new Date(2026, 10, 20, 12).getTime();
const DAY = 24 * 3600 * 1000;
const BASE = {
  revision: 1,
  archived: false,
  title: "",
  team_id: "team",
  pinned_at: 0,
  project_id: "",
  running: "",
};

let versions = 0;
const fail = () => assert.fail("was not to be called");
const line = (id, more) => ({ ...BASE, id, active_at: NOW, replied_at: 0, seen_at: 0, ...more });
const open = (lines, more) => {
  versions += 1;
  const list = {
    version: String(versions),
    cursor: { me: "0" },
    team_id: "",
    project_id: "",
    archived: false,
  };
  store.openList({ ...list, lines, end: [0, ""], more: false, projects: [], ...more });
};
const news = (...events) => {
  const after = store.readCursor();
  return [{ after, cursor: { me: String(Number(after.me) + 1) }, events }];
};
const apply = (...events) => store.applyNews(news(...events), fail);
const groups = () =>
  store.readChats().groups.map(({ heading, rows }) => [heading, ...rows.map((row) => row.id)]);
const title = (id) => store.readLine(id)?.title;

beforeEach(() => mock.timers.enable({ apis: ["Date"], now: NOW }));
afterEach(() => mock.timers.reset());

test("of two versions of a line the newer one is shown, in whichever order they come", () => {
  open([line("a", { revision: 2, title: "new" })]);
  apply({ type: "chat.updated", line: line("a", { revision: 1, title: "old" }) });
  assert.equal(title("a"), "new");
  apply({ type: "chat.updated", line: line("a", { revision: 3, title: "newest" }) });
  assert.equal(title("a"), "newest");
});

test("a batch of events that doesn't follow on what is known is asked for, not applied", () => {
  open([line("a")]);
  const onGap = mock.fn();
  const events = [{ type: "chat.updated", line: line("a", { revision: 2, title: "new" }) }];
  store.applyNews([{ after: { me: "7" }, cursor: { me: "8" }, events }], onGap, fail);
  assert.equal(onGap.mock.callCount(), 1);
  assert.equal(title("a"), "");
});

test("each event that was applied is handed on, once, and moves the cursor", () => {
  open([line("a")]);
  const onEvent = mock.fn();
  const sent = news({ type: "studio.changed", team_id: "team" });
  store.applyNews(sent, fail, onEvent);
  store.applyNews(sent, fail, onEvent);
  assert.deepEqual(store.readCursor(), { me: "1" });
  assert.equal(onEvent.mock.callCount(), 1);
});

test("a deleted chat doesn't return with news from before, and does with news from after", () => {
  open([line("a")]);
  apply({ type: "chat.deleted", chat_id: "a", revision: 5 });
  apply({ type: "chat.updated", line: line("a", { revision: 4 }) });
  assert.equal(store.readLine("a"), undefined);
  apply({ type: "chat.updated", line: line("a", { revision: 6 }) });
  assert.equal(store.readLine("a").revision, 6);
});

test("a chat that changed after its deletion was published stays", () => {
  open([line("a", { revision: 6 })]);
  apply({ type: "chat.deleted", chat_id: "a", revision: 5 });
  assert.equal(store.readLine("a").revision, 6);
});

test("what the user does is shown at once and stays until the server agrees", () => {
  open([line("b", { title: "old" })]);
  store.updateOptimistically("b", { title: "mine" });
  assert.equal(title("b"), "mine");
  apply({ type: "chat.updated", line: line("b", { revision: 2, title: "old", running: "reply" }) });
  assert.equal(title("b"), "mine", "another change of the line doesn't end it");
  apply({ type: "chat.updated", line: line("b", { revision: 3, title: "mine" }) });
  apply({ type: "chat.updated", line: line("b", { revision: 4, title: "renamed elsewhere" }) });
  assert.equal(title("b"), "renamed elsewhere");
});

test("a value that was changed elsewhere since wins over the user's", () => {
  open([line("c", { title: "old" })]);
  store.updateOptimistically("c", { title: "mine" });
  apply({ type: "chat.updated", line: line("c", { revision: 2, title: "theirs" }) });
  assert.equal(title("c"), "theirs");
});

test("what the server refuses is taken back", () => {
  open([line("d", { title: "old" })]);
  store.updateOptimistically("d", { title: "mine", deleted: true });
  assert.deepEqual(groups(), []);
  store.revert("d");
  assert.deepEqual(groups(), [["today", "d"]]);
  assert.equal(title("d"), "old");
});

test("a new list overrules what the user did more than ten seconds ago", () => {
  open([line("e", { title: "old" })]);
  store.updateOptimistically("e", { title: "mine" });
  mock.timers.tick(10000);
  open([line("e", { title: "old" })]);
  assert.equal(title("e"), "mine");
  mock.timers.tick(1);
  open([line("e", { title: "old" })]);
  assert.equal(title("e"), "old");
});

test("pinned chats come first, then the others by day, week and month, newest on top", () => {
  open([
    line("last-year", { active_at: new Date(2025, 4, 1).getTime() }),
    line("may", { active_at: new Date(2026, 4, 1).getTime() }),
    line("week", { active_at: NOW - 3 * DAY }),
    line("yesterday", { active_at: NOW - DAY }),
    line("early", { active_at: NOW - 1000 }),
    line("late"),
    line("pinned", { pinned_at: 1, active_at: 1 }),
  ]);
  const headings = groups().map(([heading]) => heading);
  assert.deepEqual(groups().slice(0, 4), [
    ["pinned", "pinned"],
    ["today", "late", "early"],
    ["yesterday", "yesterday"],
    ["week", "week"],
  ]);
  assert.match(headings[4], /^May$/);
  assert.match(headings[5], /2025/);
});

test("the archive has no pinned group, and shows archived chats only", () => {
  open([line("a", { archived: true, pinned_at: 1 }), line("b")], { archived: true });
  assert.deepEqual(groups(), [["today", "a"]]);
});

test("a group of which nothing changed is the same object", () => {
  open([line("a"), line("b", { active_at: NOW - DAY })]);
  const [today, yesterday] = store.readChats().groups;
  apply({ type: "chat.updated", line: line("a", { revision: 2, title: "new" }) });
  const [changed, same] = store.readChats().groups;
  assert.notEqual(changed, today);
  assert.equal(same, yesterday);
});

test("lines below the end of the list are shown once a page reaches them", () => {
  open([line("a"), line("b", { active_at: NOW - 1000 })], { end: [NOW, "a"], more: true });
  assert.deepEqual(groups(), [["today", "a"]]);
  const page = {
    version: String(versions),
    lines: [line("c", { active_at: NOW - 2000 })],
    end: [NOW - 2000, "c"],
  };
  store.putNextPage({ ...page, more: true, version: "another list" });
  assert.deepEqual(groups(), [["today", "a"]]);
  store.putNextPage({ ...page, more: true });
  assert.deepEqual(groups(), [["today", "a", "b", "c"]]);
  store.putNextPage({ ...page, end: [NOW - 1000, "b"], more: true });
  assert.deepEqual(
    store.readChats().end,
    [NOW - 2000, "c"],
    "a page that came late doesn't shorten the list",
  );
});

test("a list of one project or team has that one's chats, and badges count all", () => {
  const unseen = { replied_at: 2, seen_at: 1 };
  const projects = [{ id: "p", revision: 1, name: "Project", team_id: "team" }];
  const lines = [
    line("in", { project_id: "p", ...unseen }),
    line("out"),
    line("other", { team_id: "b-team", running: "reply", ...unseen }),
    line("busy", { team_id: "c-team", running: "reply" }),
    line("stored", { archived: true, ...unseen }),
  ];
  open(lines, { project_id: "p", team_id: "team", projects });
  const list = store.readChats();
  assert.deepEqual(groups(), [["today", "in"]]);
  assert.deepEqual(list.marks, { team: "unseen", "b-team": "unseen", "c-team": "running" });
  assert.equal(list.projects[0].unseen, 1);
  assert.deepEqual(list.unseen.map((it) => it.id).sort(), ["in", "other"]);
});

test("a chat waits as its line says, and for the user where they may answer", () => {
  const waits = { waiting: true, running: "reply", project_id: "p", right: 3 };
  const project = { id: "p", name: "P", revision: 1, archived: false, team_id: "team", deleted: false };
  open([line("a", { ...waits, waiting: false })], { projects: [project] });
  const shown = () => {
    const { marks, projects } = store.readChats();
    return [store.readLine("a").waiting, marks.team, projects[0].waiting];
  };
  assert.deepEqual(shown(), [false, "running", false]);
  apply({ type: "chat.waiting", line: line("a", { ...waits, revision: 2 }) });
  assert.deepEqual(shown(), [true, "waiting", true]);
  apply({ type: "chat.waiting", line: line("a", { ...waits, revision: 3, right: 1 }) });
  assert.deepEqual(shown(), [true, "running", false]);
  apply({ type: "chat.waiting", line: line("a", { ...waits, revision: 4, waiting: false, running: "" }) });
  assert.deepEqual(shown(), [false, undefined, false]);
});

test("projects are ordered by name, and one that was deleted here is gone", () => {
  const project = (id, name) => ({ id, revision: 1, name, team_id: "team" });
  open([], { projects: [project("x", "Zoo"), project("y", "Art")] });
  assert.deepEqual(
    store.readChats().projects.map((it) => it.name),
    ["Art", "Zoo"],
  );
  store.updateOptimistically("y", { deleted: true });
  assert.deepEqual(
    store.readChats().projects.map((it) => it.name),
    ["Zoo"],
  );
});

test("the chat that is being read is seen, and still has news", () => {
  open([line("f", { replied_at: 7, seen_at: 1 })]);
  assert.equal(store.readChats().unseen.length, 1);
  store.setReading("f");
  assert.equal(store.readChats().unseen.length, 0);
  assert.equal(store.unseenSince("f"), 7);
  store.setReading("");
  assert.equal(store.readChats().unseen.length, 1);
});

test("a chat that was marked as unseen before any reply is new since it was active", () => {
  open([line("g")]);
  assert.equal(store.unseenSince("g"), 0);
  store.updateOptimistically("g", { seen_at: -1 });
  assert.equal(store.unseenSince("g"), NOW);
  assert.equal(store.unseenSince("unknown"), 0);
});

test("listeners are told of each change and of nothing else", () => {
  open([line("h")]);
  const listener = mock.fn();
  const end = store.subscribeChats(listener);
  store.setReading("");
  store.revert("h");
  assert.equal(listener.mock.callCount(), 0);
  store.putTeams({ version: "1", teams: [] });
  store.putTeams({ version: "1", teams: [] });
  assert.equal(listener.mock.callCount(), 1);
  end();
  store.refresh();
  assert.equal(listener.mock.callCount(), 1);
});
