import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { rememberUser } from "$/public/auth/identity.js";
import { clearUserData } from "$/public/auth/user-data.js";
import { soon } from "$/public/format/relative-time.js";
import { answerQuestion, forgetAnswer, putAnswer, readAnswer } from "$/public/questions/answers.js";
import { readArguments, seen } from "$/public/questions/call-arguments.js";
import { forgetForm, keepForm, readForm } from "$/public/questions/form-drafts.js";
import { firstValues, sentValues } from "$/public/questions/values.js";
import { SHELL } from "$/public/words/shell.js";
import { openSessionStorage, openStorage } from "./browser.mjs";

const NOW = 1_800_000_000_000;
const LATER = NOW + 60_000;
let storage;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
  openStorage();
  storage = openSessionStorage();
  rememberUser("ada");
});
afterEach(() => {
  forgetAnswer("q1");
  mock.timers.reset();
});

// Answers

const send = mock.fn();
const answer = (decision = "accept", values = {}) => answerQuestion("q1", decision, values, send);
const said = (more) => ({ id: "q1", version: readAnswer("q1").version, sentence: "", field: "", ...more });

beforeEach(() => send.mock.resetCalls());

test("a question is answered once, however often its button is pressed", () => {
  answer();
  answer("decline");
  assert.equal(send.mock.callCount(), 1);
  assert.deepEqual(send.mock.calls[0].arguments.slice(0, 3), ["q1", "accept", {}]);
  assert.deepEqual(putAnswer(said()), { id: "q1", decision: "accept" });
  answer();
  assert.equal(send.mock.callCount(), 1);
});

test("a refused answer says why and about which field, and can be given again", () => {
  answer();
  assert.equal(putAnswer(said({ sentence: "Seats: at most 9.", field: "seats" })), undefined);
  const { sending, taken, sentence, field } = readAnswer("q1");
  assert.deepEqual([sending, taken, sentence, field], [false, false, "Seats: at most 9.", "seats"]);
  answer();
  assert.equal(readAnswer("q1").sentence, "");
  assert.equal(send.mock.callCount(), 2);
});

test("what is said of another attempt, of another question or of none changes nothing", () => {
  assert.equal(putAnswer({ id: "q1", version: "v", sentence: "", field: "" }), undefined);
  answer();
  putAnswer(said({ version: "another", sentence: "No." }));
  putAnswer(said({ id: "q2" }));
  putAnswer(undefined);
  assert.equal(readAnswer("q1").sending, true);
});

test("an answer of which nothing is heard can be given again, and one that is heard of late still counts", () => {
  answer();
  mock.timers.tick(10_000);
  assert.equal(readAnswer("q1").sending, false);
  assert.deepEqual(putAnswer(said()), { id: "q1", decision: "accept" });
});

test("an answer that was taken forgets what was typed, a refused one keeps it", () => {
  keepForm("q1", { city: "Lisbon" }, LATER);
  answer();
  putAnswer(said({ sentence: "No." }));
  assert.deepEqual(readForm("q1"), { city: "Lisbon" });
  answer();
  putAnswer(said());
  assert.deepEqual(readForm("q1"), {});
});

// What was typed

test("what is typed into a form is kept in this tab, for its user", () => {
  keepForm("q1", { city: "Lisbon", window: true }, LATER);
  assert.deepEqual(readForm("q1"), { city: "Lisbon", window: true });
  rememberUser("bob");
  assert.deepEqual(readForm("q1"), {});
  rememberUser("ada");
  forgetForm("q1");
  assert.deepEqual(readForm("q1"), {});
});

test("forms that can't be answered any more are forgotten, and all when the user signs out", () => {
  keepForm("old", { city: "Lisbon" }, NOW);
  keepForm("q1", { city: "Porto" }, LATER);
  assert.deepEqual([readForm("old"), readForm("q1")], [{}, { city: "Porto" }]);
  storage.setItem("another", "stays");
  clearUserData();
  assert.deepEqual(Object.keys(storage), ["another"]);
});

// Values

const field = (name, kind, more) => ({ name, kind, default: null, ...more });

test("a form begins with its defaults, and with nothing where there is none", () => {
  const fields = [
    field("city", "text", { default: "Lisbon" }),
    field("seats", "integer", { default: 2 }),
    field("window", "boolean", { default: true }),
    field("quiet", "boolean"),
    field("meals", "choices", { default: ["lunch"] }),
    field("drinks", "choices"),
    field("at", "date-time", { default: "2026-12-24T09:30:00+01:00" }),
    field("until", "date-time", { default: "soon" }),
    field("mail", "email"),
  ];
  assert.deepEqual(firstValues(fields), {
    city: "Lisbon",
    seats: "2",
    window: true,
    quiet: false,
    meals: ["lunch"],
    drinks: [],
    at: "2026-12-24T08:30", // this browser is in UTC
    until: "",
    mail: "",
  });
});

test("a date and time is sent with the browser's time zone, all else as it was typed", () => {
  const fields = [field("at", "date-time"), field("none", "date-time"), field("seats", "integer")];
  assert.deepEqual(sentValues(fields, { at: "2026-12-24T08:30", none: "", seats: "two" }), {
    at: "2026-12-24T08:30:00+00:00",
    none: "",
    seats: "two",
  });
});

// What a tool is called with

const lines = (values) => readArguments(JSON.stringify(values)).map(({ name, text }) => [name, text]);

test("arguments are lines that can be read", () => {
  assert.deepEqual(
    lines({ page_title: "Home", force: true, depth: 2, note: "", to: ["ann", "bob"], how: { fast: false } }),
    [
      ["Page title", "Home"],
      ["Force", "Yes"],
      ["Depth", "2"],
      ["Note", "Empty"],
      ["To", "ann\nbob"],
      ["How", "fast: No"],
    ],
  );
});

test("what is deeper stays JSON, none at all are no lines, and what was cut is none that can be told apart", () => {
  const [deep] = readArguments('{"tree": [{"a": [1]}]}');
  assert.deepEqual([deep.data, JSON.parse(deep.text)], [true, [{ a: [1] }]]);
  assert.deepEqual(readArguments(""), []);
  assert.equal(readArguments('{"text": "This is cut of'), undefined);
});

test("what would be read in another way than it is sent is seen", () => {
  const sent =
    '{"to\\u200b": "a\\u202etxt\\u202c\\n\\u00a0b\\u200d", "of": ["\\u2066x"], "in": [{"a": "\\ufeff"}]}';
  assert.deepEqual(
    readArguments(sent).map(({ name, text }) => [name, text]),
    [
      ["To⟨U+200B⟩", "a⟨U+202E⟩txt⟨U+202C⟩\n\u00a0b\u200d"],
      ["Of", "⟨U+2066⟩x"],
      ["In", '[\n  {\n    "a": "⟨U+FEFF⟩"\n  }\n]'],
    ],
  );
  assert.equal(seen("cut \u202e of"), "cut ⟨U+202E⟩ of");
});

test("a number is shown as it is sent", () => {
  const [{ text }] = readArguments('{"id": 12345678901234567890}');
  assert.equal(text, "12345678901234567890");
  assert.deepEqual(lines({ id: -1.5 }), [["Id", "-1.5"]]);
});

// Times and counts

test("until when something can be answered is as short as it is clear", () => {
  const noon = Date.UTC(2026, 4, 31, 12);
  const hour = 3_600_000;
  assert.match(soon(noon + hour, noon), /^1:00\sPM$/);
  assert.match(soon(noon + 24 * hour, noon), /^tomorrow, 12:00\sPM$/);
  assert.match(soon(noon + 72 * hour, noon), /^Jun 3, 2026, 12:00\sPM$/);
});

for (const [counts, expected] of [
  [{}, "A chat · Spacerr"],
  [{ unseen: 3 }, "(3) A chat · Spacerr"],
  [{ waiting: 1 }, "(1 waiting) A chat · Spacerr"],
  [{ waiting: 2, unseen: 3 }, "(2 waiting, 3 new) A chat · Spacerr"],
]) {
  test(`the title of a page with ${JSON.stringify(counts)} is ${expected}`, () =>
    assert.equal(SHELL.pageTitle("A chat", counts), expected));
}
