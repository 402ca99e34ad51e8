import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { append, ended, rendered, restore } from "$/public/chat/live-tail.js";

const BEFORE = "Once upon a time there was";
let clock;
let node;
let inCode;

// A box whose last text is `node`.
globalThis.NodeFilter = { SHOW_TEXT: 4 };
globalThis.document = {
  createTreeWalker: () => {
    const found = [node];
    return { lastChild: () => found.pop() ?? null };
  },
};
const parentElement = { closest: () => (inCode ? {} : null) };
const fail = () => assert.fail("was not to be rendered");

beforeEach(() => {
  clock = 1000;
  mock.method(performance, "now", () => clock);
  mock.timers.enable({ apis: ["setTimeout"] });
  node = { data: BEFORE, isConnected: true, parentElement };
  inCode = false;
  rendered("reply", {});
});

afterEach(() => {
  ended("reply");
  mock.reset();
  mock.timers.reset();
});

test("plain words are shown at once and rendered later, once", () => {
  const render = mock.fn();
  assert.equal(append("reply", BEFORE, " a king", render), true);
  assert.equal(append("reply", `${BEFORE} a king`, " and", render), true);
  assert.equal(node.data, `${BEFORE} a king and`);
  assert.equal(render.mock.callCount(), 0);
  mock.timers.tick(100);
  assert.equal(render.mock.callCount(), 1);
});

for (const piece of [" *bold*", "\n", "`", " [1]", " <b>", " 1\\. "]) {
  test(`a piece that could be Markdown is left to rendering: ${JSON.stringify(piece)}`, () => {
    assert.equal(append("reply", BEFORE, piece, fail), false);
    assert.equal(node.data, BEFORE);
  });
}

test("words in every script are plain", () => {
  assert.equal(append("reply", BEFORE, " ein König, 王様, ملك", fail), true);
});

test("nothing is appended to code", () => {
  inCode = true;
  assert.equal(append("reply", BEFORE, " a king", fail), false);
});

test("nothing is appended where the last text isn't the reply's end", () => {
  node.data = "A footnote";
  assert.equal(append("reply", BEFORE, " a king", fail), false);
});

test("nothing is appended behind a line break: a new paragraph may begin", () => {
  assert.equal(append("reply", `${BEFORE}\n`, "A king", fail), false);
});

test("spaces that rendering left out stand before what is appended", () => {
  assert.equal(append("reply", `${BEFORE} `, "a king", fail), true);
  assert.equal(node.data, `${BEFORE} a king`);
});

test("what was rendered too long ago is rendered again first", () => {
  clock += 101;
  assert.equal(append("reply", BEFORE, " a king", fail), false);
});

test("a text that is no longer on the page, or was changed, takes nothing", () => {
  append("reply", BEFORE, " a", fail);
  node.data = "changed by React";
  assert.equal(append("reply", `${BEFORE} a`, " king", fail), false);
  node = { ...node, isConnected: false };
  rendered("reply", {});
  assert.equal(append("reply", BEFORE, " a king", fail), false);
});

test("a reply that isn't growing takes nothing", () => {
  ended("reply");
  assert.equal(append("reply", BEFORE, " a king", fail), false);
});

test("React gets its own text back before it renders", () => {
  append("reply", `${BEFORE} `, "a king", fail);
  restore("reply");
  assert.equal(node.data, BEFORE);
  mock.timers.tick(1000);
});

test("text that was rendered since is not taken back", () => {
  append("reply", BEFORE, " a king", fail);
  node.data = `${BEFORE} a king and a queen`;
  restore("reply");
  assert.equal(node.data, `${BEFORE} a king and a queen`);
});
