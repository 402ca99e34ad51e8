import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { append, ended, rendered } from "$/public/chat/live-tail.js";
import * as store from "$/public/chat/message-store.js";
import { decisions, folded, openQuestions, summary } from "$/public/replies/steps.js";

const ID = "reply-000001";
const KEY = ID.slice(-6);
const fail = () => assert.fail("was not to be called");
const step = (id, more) => ({
  id,
  at: 0,
  title: "Calculator",
  state: "running",
  brief: "",
  seconds: 0,
  sentence: "",
  ...more,
});
const done = (id, title = "Calculator") => step(id, { title, state: "succeeded" });

// What is said of several

test("several steps that have ended are one line, and one that runs stands beside it", () => {
  const [one, two, three] = [done("1"), step("2", { state: "failed" }), step("3", { state: "cancelled" })];
  assert.deepEqual(folded([one, two]), []);
  assert.deepEqual(folded([one, two, three]), [one, two, three]);
  assert.deepEqual(folded([one, step("4"), three]), [one, three]);
  assert.deepEqual(folded([one, step("4"), step("5", { state: "waiting" })]), []);
});

test("the line names a few tools, counts many, and says how many failed", () => {
  const many = ["Calculator", "Clock", "Search", "Weather"].map((title) => done(title, title));
  assert.equal(summary([done("1"), done("2", "Clock"), done("3"), done("4")]), "Calculator ×3, Clock");
  assert.equal(summary(many), "Used 4 tools");
  assert.equal(summary([...many, step("5", { state: "failed" })]), "Used 5 tools · 1 failed");
  assert.equal(summary([done("1"), done("2"), step("3")]), "2 done");
});

// How they arrive

let versions = 0;
const message = (more) => ({
  id: ID,
  role: "assistant",
  status: "pending",
  label: "",
  text: "",
  parent: "",
  steps: [],
  ...more,
});
const open = (more) => {
  versions += 1;
  store.openThread({ chat_id: "chat", version: String(versions), earlier: false, messages: [message(more)] });
};
const grow = (...chunks) => store.grow(chunks, fail);
const withSteps = (offset, piece, ...steps) => [KEY, offset, piece, null, null, null, null, null, steps];
const shown = () => store.readMessage(ID);
const counted = (act) => {
  const told = mock.fn();
  const end = store.subscribeMessage(ID)(told);
  act();
  end();
  return told.mock.callCount();
};

beforeEach(() => {
  store.unstop(() => {});
  store.leaveThread();
  open();
});

test("steps arrive in their order, and a step that comes again is replaced in its place", () => {
  grow(withSteps(0, "Let me see.", step("1", { at: 11 })));
  grow(withSteps(11, "", step("1", { at: 11, brief: "17 * 23" }), step("2", { at: 11 })));
  grow(withSteps(11, "", step("1", { at: 11, brief: "17 * 23", state: "succeeded", seconds: 0.2 })));
  assert.deepEqual(
    shown().steps.map(({ id, state, brief }) => [id, state, brief]),
    [
      ["1", "succeeded", "17 * 23"],
      ["2", "running", ""],
    ],
  );
});

test("elements that are null say nothing: text, status, label and thoughts stay", () => {
  grow([KEY, 0, "Hello", "thinking", "Thinking", 0, "Hm"]);
  grow(withSteps(5, ""));
  grow([KEY, 0, "Hello", null, null, null, null, null, null]);
  const { text, status, label, thoughts, turned } = shown();
  assert.deepEqual(
    { text, status, label, thoughts, turned },
    { text: "Hello", status: "thinking", label: "Thinking", thoughts: "Hm", turned: undefined },
  );
});

test("a message whose row names no steps has none", () => {
  open({ steps: undefined });
  assert.deepEqual(shown().steps, []);
  grow([KEY, 0, "Hello"]);
  assert.deepEqual(shown().steps, []);
});

test("a step renders its reply, one that the page has does not, and stays the same for React", () => {
  assert.equal(
    counted(() => grow(withSteps(0, "", step("1")))),
    1,
  );
  const [known] = shown().steps;
  assert.equal(
    counted(() => grow(withSteps(0, "", step("1")))),
    0,
  );
  grow(withSteps(0, "", step("1"), step("2")));
  assert.equal(shown().steps[0], known);
});

test("steps behind a gap wait for the reply", () => {
  const onGap = mock.fn();
  store.grow([withSteps(5, "", step("1"))], onGap);
  assert.equal(onGap.mock.callCount(), 1);
  assert.deepEqual(shown().steps, []);
});

test("steps stay where the text before them turns out to be thoughts", () => {
  grow(withSteps(0, "So I think", step("1", { at: 10 })));
  grow([KEY, 0, "", "tool-calling", "Using a tool", 0, "So I think", 0, [step("2")]]);
  assert.deepEqual([shown().text, shown().steps.length], ["", 2]);
});

test("a running reply whose row comes again keeps its steps, and an ended one has its row's", () => {
  grow(withSteps(0, "", step("1")));
  open();
  assert.equal(shown().steps.length, 1);
  open({ status: "complete", steps: [step("1", { state: "cancelled" }), done("2")] });
  assert.deepEqual(
    shown().steps.map(({ state }) => state),
    ["cancelled", "succeeded"],
  );
});

test("a reply that was stopped here keeps its steps as they are until the server says more", () => {
  grow(withSteps(0, "Hello", step("1", { at: 5 })));
  assert.equal(store.stopAt(ID), 5);
  grow(withSteps(5, "", step("1", { at: 5, state: "succeeded" })));
  assert.equal(shown().steps[0].state, "running");
});

// What persons are asked in them

const asked = (id, more) => ({ id, kind: "confirm", message: '{"a": 1}', fields: [], decision: "", ...more });
const waiting = (...questions) => step("1", { state: "waiting", questions });
const isWaiting = () => store.isWaiting(shown());

test("a reply waits for as long as one of its questions is open", () => {
  assert.equal(isWaiting(), false);
  grow(withSteps(0, "", waiting(asked("q1"), asked("q2"))));
  assert.equal(isWaiting(), true);
  grow(withSteps(0, "", waiting(asked("q1", { decision: "accept" }), asked("q2"))));
  assert.equal(isWaiting(), true);
  grow(withSteps(0, "", step("1", { questions: [asked("q1", { decision: "accept" })] })));
  assert.equal(isWaiting(), false);
});

test("what was answered here is not asked again, although news from before says so", () => {
  grow(withSteps(0, "", waiting(asked("q1"))));
  store.putDecision({ id: "q1", decision: "accept" });
  assert.equal(isWaiting(), false);
  grow(withSteps(0, "", waiting(asked("q1"))));
  assert.equal(isWaiting(), false);
  assert.equal(decisions(shown().steps[0]), "Allowed");
});

test("a decision renders the reply that asked, and no other news of the same step does", () => {
  const news = () => grow(withSteps(0, "", waiting(asked("q1"))));
  assert.equal(counted(news), 1);
  assert.equal(counted(news), 0);
  assert.equal(
    counted(() => store.putDecision({ id: "another", decision: "accept" })),
    0,
  );
  assert.equal(
    counted(() => store.putDecision({ id: "q1", decision: "decline" })),
    1,
  );
});

test("a reply that was stopped here asks nothing, until the stop turns out not to have arrived", () => {
  grow(withSteps(0, "", waiting(asked("q1"))));
  store.stopAt(ID);
  assert.equal(isWaiting(), false);
  store.unstop(() => {});
  grow(withSteps(0, "", waiting(asked("q1"))));
  assert.equal(isWaiting(), true);
});

test("a step that doesn't wait asks nothing", () => {
  assert.deepEqual(openQuestions(step("1", { questions: [asked("q1")] })), []);
  assert.deepEqual(openQuestions(step("1", { state: "waiting" })), []);
});

for (const [what, questions, expected] of [
  ["nothing of a step that asked nothing", [], ""],
  ["nothing of a question that is open", [["confirm", ""]], ""],
  ["a permission", [["confirm", "accept"]], "Allowed"],
  ["a permission for the chat", [["confirm", "accept-in-chat"]], "Allowed in this chat"],
  ["a refusal", [["confirm", "decline"]], "Not allowed"],
  ["a form", [["form", "accept"]], "Answered"],
  ["that it was not answered in time", [["form", "expired"]], "Not answered in time"],
  [
    "each decision once",
    [
      ["confirm", "accept"],
      ["form", "accept"],
      ["form", "accept"],
    ],
    "Allowed · Answered",
  ],
]) {
  test(`the line of a step tells ${what}`, () =>
    assert.equal(
      decisions({ questions: questions.map(([kind, decision]) => ({ kind, decision })) }),
      expected,
    ));
}

// Their details

const DETAILS = { version: "v", id: "1", arguments: '{"expression": "17 * 23"}', result: "" };

test("details belong to the step that has ended, and stay when its row comes again", () => {
  open({ status: "complete", steps: [done("1"), done("2")] });
  const [, other] = shown().steps;
  store.putStep(DETAILS);
  open({ status: "complete", steps: [done("1"), done("2")] });
  const [one, two] = shown().steps;
  assert.deepEqual([one.arguments, one.result], [DETAILS.arguments, ""]);
  assert.equal(two, other);
});

test("a step that runs takes no details, nor does the page those of a step it doesn't have", () => {
  grow(withSteps(0, "", step("1")));
  store.putStep(DETAILS);
  store.putStep({ ...DETAILS, id: "unknown" });
  store.putStep({ version: "", id: "", arguments: "", result: "" });
  store.putStep(undefined);
  assert.equal(shown().steps[0].arguments, undefined);
});

// Words that are shown without rendering

const node = { data: "Hello", isConnected: true, parentElement: { closest: () => null } };
globalThis.NodeFilter = { SHOW_TEXT: 4 };
globalThis.document = {
  createTreeWalker: ({ found }) => {
    const texts = [...found];
    return { lastChild: () => texts.pop() ?? null };
  },
};

beforeEach(() => {
  node.data = "Hello";
});

afterEach(() => ended(ID));

test("nothing is appended to the piece before a step, from the moment in which the step arrives", () => {
  const box = { found: [node] };
  grow([KEY, 0, "Hello"]);
  rendered(ID, box);
  grow(withSteps(5, "", step("1", { at: 5 })), [KEY, 5, " there"]);
  assert.equal(node.data, "Hello");
  ended(ID, box);
  grow([KEY, 11, " again"]);
  assert.deepEqual([node.data, shown().text], ["Hello", "Hello there again"]);
});

test("words are appended to the piece behind a step, whatever is rendered of the one before", () => {
  const [before, behind] = [{ found: [] }, { found: [node] }];
  rendered(ID, before);
  ended(ID, before);
  rendered(ID, behind);
  ended(ID, before);
  assert.equal(append(ID, "Yes. Hello", " there", fail), true);
  assert.equal(node.data, "Hello there");
});
