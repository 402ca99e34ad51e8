import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import {
  alertFor,
  alertWaiting,
  changeAlerts,
  notify,
  openWith,
  readAlerts,
  subscribeAlerts,
} from "$/public/alerts/alerts.js";
import { showChat } from "$/public/chat/shown-chats.js";
import { putWaiting } from "$/public/questions/waiting.js";
import { openList } from "$/public/sidebar/chat-store.js";
import { openStorage } from "./browser.mjs";

let versions = 0;
let shown; // notifications
let held; // names of locks that another tab holds
let storage;

class Notification {
  static permission = "granted";
  constructor(title, options) {
    Object.assign(this, { title, ...options });
    shown.push(this);
  }
  close() {}
}

Object.assign(window, { isSecureContext: true, Notification, focus() {} });
globalThis.Notification = Notification;

const locks = {
  request: async (name, options, then = options) => (held.has(name) ? then(null) : then({ name })),
  query: async () => ({ held: [...held].map((name) => ({ name })) }),
};
const withLocks = (there) => Object.defineProperty(navigator, "locks", { configurable: true, value: there });

const finished = (more, line) => ({
  type: "reply.finished",
  reply_id: `reply-${versions}`,
  status: "complete",
  line: {
    id: "chat",
    title: "A chat",
    team_id: "",
    revision: 1,
    replied_at: Date.now(),
    seen_at: 0,
    active_at: 1,
    ...line,
  },
  ...more,
});
// The event reaches this tab, whose list has its line.
const receive = async (event) => {
  versions += 1;
  const list = {
    version: String(versions),
    cursor: {},
    team_id: "",
    project_id: "",
    archived: false,
    end: [0, ""],
  };
  openList({ ...list, more: false, projects: [], lines: [event.line] });
  alertFor(event);
  mock.timers.tick(0);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_800_000_000_000 });
  versions += 1;
  shown = [];
  held = new Set();
  storage = openStorage();
  withLocks(locks);
  changeAlerts({ notification: true, sound: false });
});
afterEach(() => mock.timers.reset());

test("a finished reply of a chat that isn't on the screen is told once", async () => {
  const event = finished();
  await receive(event);
  await receive(event);
  assert.deepEqual(
    shown.map(({ title, body }) => [title, body]),
    [["A chat", "Reply finished"]],
  );
});

test("without locks, on pages without https, it is told once too", async () => {
  withLocks(undefined);
  const event = finished();
  await receive(event);
  await receive(event);
  assert.equal(shown.length, 1);
});

test("what another tab is telling this one doesn't", async () => {
  const event = finished();
  held.add(`spacerr:alerted:${event.reply_id}`);
  await receive(event);
  assert.equal(shown.length, 0);
});

test("a chat that is on the screen of some tab isn't told of", async () => {
  held.add("spacerr:shown:chat");
  await receive(finished());
  assert.equal(shown.length, 0);
});

test("without locks a tab knows of the chat that it shows itself", async () => {
  withLocks(undefined);
  const hide = showChat("chat");
  await receive(finished());
  assert.equal(shown.length, 0);
  hide();
  await receive(finished({ reply_id: "next" }));
  assert.equal(shown.length, 1);
});

test("a reply that was seen elsewhere isn't told of", async () => {
  await receive(finished({}, { seen_at: Date.now() }));
  assert.equal(shown.length, 0);
});

test("a reply that ended long ago isn't told of", async () => {
  await receive(finished({}, { replied_at: Date.now() - 5 * 60000 - 1 }));
  assert.equal(shown.length, 0);
});

test("a stopped reply isn't told of, nor is anything else than a finished one", async () => {
  await receive(finished({ status: "stopped" }));
  await receive(finished({ type: "chat.updated" }));
  assert.equal(shown.length, 0);
});

// A question begins to wait for the user.
const asks = async (more) => {
  const newest = {
    count: 1,
    id: `question-${versions}`,
    chat_id: "chat",
    chat_title: "A chat",
    title: "Delete page",
    asked_at: Date.now(),
    ...more,
  };
  putWaiting(newest);
  alertWaiting(newest);
  mock.timers.tick(0);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

test("a question is told once, with the tool that asks", async () => {
  await asks();
  await asks();
  assert.deepEqual(
    shown.map(({ title, body, tag }) => [title, body, tag]),
    [["A chat", "Delete page waits for your answer", "chat"]],
  );
});

for (const [what, more, place] of [
  ["whose chat is on the screen of some tab", {}, "chat"],
  ["that the page of what waits shows in some tab", {}, "/waiting"],
  ["that was asked long ago", { asked_at: 1 }, ""],
]) {
  test(`a question ${what} isn't told of`, async () => {
    if (place) held.add(`spacerr:shown:${place}`);
    await asks(more);
    assert.equal(shown.length, 0);
  });
}

test("a question that was answered before it could be told isn't told of", async () => {
  const answered = asks();
  putWaiting(undefined);
  await answered;
  assert.equal(shown.length, 0);
});

test("that nothing waits isn't told", async () => {
  await asks({ count: 0, id: "" });
  assert.equal(shown.length, 0);
});

test("who wants no alerts gets none", async () => {
  changeAlerts({ notification: false });
  await receive(finished());
  assert.equal(shown.length, 0);
});

test("the wish is kept in this browser, and what another tab changes is read anew", () => {
  changeAlerts({ sound: true });
  assert.deepEqual(JSON.parse(storage.getItem("spacerr:alerts")), { notification: true, sound: true });
  const listener = mock.fn();
  const end = subscribeAlerts(listener);
  storage.setItem("spacerr:alerts", '{"notification":false}');
  window.dispatchEvent(Object.assign(new Event("storage"), { key: "spacerr:alerts" }));
  assert.deepEqual(readAlerts(), { notification: false, sound: false });
  assert.equal(listener.mock.callCount(), 1);
  end();
  window.dispatchEvent(Object.assign(new Event("storage"), { key: "spacerr:alerts" }));
  assert.equal(listener.mock.callCount(), 1);
});

test("only the last fifty replies are remembered as told", async () => {
  storage.setItem("spacerr:alerted", JSON.stringify(Array.from({ length: 50 }, (_, at) => String(at))));
  await receive(finished({ reply_id: "newest" }));
  const told = JSON.parse(storage.getItem("spacerr:alerted"));
  assert.deepEqual([told.length, told[0], told.at(-1)], [50, "1", "newest"]);
});

test("a notification's click opens its chat", () => {
  const navigate = mock.fn();
  openWith(navigate);
  assert.equal(notify("A chat", "Reply finished", "chat"), true);
  shown[0].onclick();
  assert.deepEqual(navigate.mock.calls[0].arguments, ["/chat/chat"]);
});
