import assert from "node:assert/strict";
import { test } from "node:test";
import { segments } from "$/public/chat/segments.js";

const step = (id, more) => ({ id, ...more });

const cut = (text, ...places) =>
  segments(
    text,
    places.map((at, index) => step(String(index + 1), { at })),
  ).map((it) => (it.kind === "text" ? it.text : it.steps.map(({ id }) => id).join("+")));

for (const [what, text, places, expected] of [
  ["no steps leave the text whole", "\nAll of it ", [], ["\nAll of it "]],
  ["nothing is shown of no text", "", [], []],
  ["a step stands between the pieces", "Before after", [6], ["Before", "1", " after"]],
  ["a step before any text comes first", "Then", [0], ["1", "Then"]],
  ["a step behind the text ends it", "First", [5], ["First", "1"]],
  ["a step beyond the text stands at its end", "First", [99], ["First", "1"]],
  ["a step without text stands alone", "", [4], ["1"]],
  ["steps at one place are a group", "One two", [3, 3], ["One", "1+2", " two"]],
  ["steps with only spaces between them are a group", "One\n\n \ntwo", [3, 5], ["One", "1+2", "two"]],
  ["steps with words between them are none", "One two end", [3, 7], ["One", "1", " two", "2", " end"]],
  ["steps stand by their places, not by their order", "One two", [7, 3], ["One", "2", " two", "1"]],
  ["blank lines round a step are left out", "One\n\n\n\n    two\n", [5], ["One", "1", "    two\n"]],
  ["offsets count UTF-16 units", "🙂🙂", [2], ["🙂", "1", "🙂"]],
]) {
  test(what, () => assert.deepEqual(cut(text, ...places), expected));
}

test("a piece begins at the same place however long it grows, and the ones before it don't change", () => {
  const whole = "One.\n\nTwo and\n\nmore";
  for (let length = 7; length <= whole.length; length += 1) {
    const [before, , piece] = segments(whole.slice(0, length), [step("1", { at: 4 })]);
    assert.deepEqual(before, { kind: "text", from: 0, text: "One." });
    assert.deepEqual(piece, { kind: "text", from: 6, text: whole.slice(6, length) });
  }
});

test("the steps that were passed stay as they were", () => {
  const steps = [step("1", { at: 2 }), step("2", { at: 1 })];
  segments("abc", steps);
  assert.deepEqual(
    steps.map(({ id }) => id),
    ["1", "2"],
  );
});
