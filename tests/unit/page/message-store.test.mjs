import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import * as store from "$/public/chat/message-store.js";

let versions = 0;
const fail = () => assert.fail("was not to be called");
const message = (id, more) => ({
  id,
  role: "assistant",
  status: "complete",
  label: "",
  text: "",
  parent: "",
  ...more,
});
const open = (messages, chatId = "chat", earlier = false) => {
  versions += 1;
  store.openThread({ chat_id: chatId, version: String(versions), earlier, messages });
};
const writing = (id, text = "") => message(id, { status: "writing", text });
const text = (id) => store.readMessage(id)?.text;
const key = (id) => id.slice(-6);

beforeEach(() => {
  store.leaveThread();
  open([message("question-1", { role: "user", text: "Why?" }), writing("reply-000001")]);
});

test("a thread is shown in the order in which it was sent", () => {
  assert.deepEqual(store.readList().order, ["question-1", "reply-000001"]);
});

test("the same version of a thread is put once", () => {
  store.grow([[key("reply-000001"), 0, "Because"]], fail);
  store.openThread({ chat_id: "chat", version: String(versions), earlier: false, messages: [] });
  assert.equal(text("reply-000001"), "Because");
});

test("chunks grow a running reply, and text that comes twice is dropped", () => {
  store.grow([[key("reply-000001"), 0, "Bec"]], fail);
  store.grow([[key("reply-000001"), 2, "cause"]], fail);
  store.grow([[key("reply-000001"), 0, "Bec"]], fail);
  assert.equal(text("reply-000001"), "Because");
});

test("a chunk behind a gap shows nothing and asks for the reply", () => {
  const onGap = mock.fn();
  store.grow([[key("reply-000001"), 5, "se"]], onGap);
  assert.equal(text("reply-000001"), "");
  assert.deepEqual(onGap.mock.calls[0].arguments, ["reply-000001"]);
});

test("a reply that has ended takes no more chunks", () => {
  store.putTurn("chat", [message("reply-000001", { parent: "question-1", text: "No." })], fail);
  store.grow([[key("reply-000001"), 3, " Yes."]], fail);
  assert.equal(text("reply-000001"), "No.");
});

test("a running reply whose row comes again keeps the text that arrived by chunks", () => {
  store.grow([[key("reply-000001"), 0, "Because", "writing"]], fail);
  open([message("question-1"), writing("reply-000001", "Bec")]);
  assert.equal(text("reply-000001"), "Because");
});

test("a status and a label that a chunk brings are shown", () => {
  store.grow([[key("reply-000001"), 0, "", "thinking", "Thinking"]], fail);
  const { status, label } = store.readMessage("reply-000001");
  assert.deepEqual([status, label], ["thinking", "Thinking"]);
});

test("text that turned out to be thoughts moves there, and chunks from before that are dropped", () => {
  store.grow([[key("reply-000001"), 0, "So I think"]], fail);
  store.grow([[key("reply-000001"), 3, "Yes", null, null, 0, "I think", 3]], fail);
  store.grow([[key("reply-000001"), 6, " more"]], fail);
  const { text: shown, thoughts } = store.readMessage("reply-000001");
  assert.deepEqual([shown, thoughts], ["So Yes", "I think"]);
});

test("a turn stands behind its parent, in place of what was there", () => {
  store.putTurn("chat", [message("other", { parent: "question-1" })], fail);
  assert.deepEqual(store.readList().order, ["question-1", "other"]);
});

test("a turn whose parent the page doesn't know asks for the thread", () => {
  const onStale = mock.fn();
  store.putTurn("chat", [message("other", { parent: "unknown" })], onStale);
  assert.deepEqual(onStale.mock.calls[0].arguments, ["chat"]);
  assert.equal(store.readMessage("other"), undefined);
});

test("news of the chat that was left for a new one doesn't open it again, another chat's turn does", () => {
  store.leaveThread();
  store.putTurn("chat", [message("late", { parent: "" })], fail);
  assert.deepEqual(store.readList(), { chatId: "", earlier: false, order: [] });
  store.putTurn("new", [message("first", { parent: "" })], fail);
  assert.deepEqual(store.readList(), { chatId: "new", earlier: false, order: ["first"] });
});

test("a turn of another chat than the open one is dropped", () => {
  store.putTurn("elsewhere", [message("other")], fail);
  assert.equal(store.readMessage("other"), undefined);
});

test("older messages stand above, each once", () => {
  const older = {
    chat_id: "chat",
    before: "question-1",
    earlier: true,
    messages: [message("old"), message("question-1")],
  };
  store.putOlder(older);
  store.putOlder({ ...older, messages: [message("older")] });
  assert.deepEqual(store.readList(), {
    chatId: "chat",
    earlier: true,
    order: ["old", "question-1", "reply-000001"],
  });
});

test("older messages come again after the thread was sent anew", () => {
  const newest = [message("question-1"), message("reply-000001")];
  const older = { chat_id: "chat", before: "question-1", earlier: false, messages: [message("old")] };
  open(newest, "chat", true);
  store.putOlder(older);
  open(newest, "chat", true);
  store.putOlder({ ...older });
  const { order, earlier } = store.readList();
  assert.deepEqual([order, earlier], [["old", "question-1", "reply-000001"], false]);
});

test("older messages that are not those above the first one shown are dropped", () => {
  store.putOlder({ chat_id: "chat", before: "elsewhere", earlier: true, messages: [message("old")] });
  store.putOlder({ chat_id: "chat", before: "", earlier: true, messages: [message("old")] });
  assert.deepEqual(store.readList().order, ["question-1", "reply-000001"]);
});

test("a stopped reply shows no more than it did, and the stop says how much that was", () => {
  store.grow([[key("reply-000001"), 0, "Because 🙂"]], fail);
  assert.equal(store.stopAt("reply-000001"), 10, "in UTF-16 units");
  store.grow([[key("reply-000001"), 10, " of that"]], fail);
  assert.equal(text("reply-000001"), "Because 🙂");
  assert.equal(store.stopAt("unknown"), -1);
});

test("a stop that failed asks for what has come since, and the reply grows on", () => {
  const onGap = mock.fn();
  store.stopAt("reply-000001");
  store.unstop(onGap);
  store.unstop(fail);
  assert.deepEqual(onGap.mock.calls[0].arguments, ["reply-000001"]);
  store.grow([[key("reply-000001"), 0, "Go on"]], fail);
  assert.equal(text("reply-000001"), "Go on");
});

test("thoughts are put into a reply that has ended, never into a running one", () => {
  store.putThoughts({ id: "reply-000001", text: "Hm" });
  assert.equal(store.readMessage("reply-000001").thoughts, "");
  store.putTurn("chat", [message("reply-000001", { parent: "question-1" })], fail);
  store.putThoughts({ id: "reply-000001", text: "Hm" });
  assert.equal(store.readMessage("reply-000001").thoughts, "Hm");
});

test("what is pinned is marked, and stays marked when its row comes again", () => {
  store.putPinned(["question-1"]);
  store.putTurn("chat", [message("question-1")], fail);
  assert.equal(store.readMessage("question-1").pinned, true);
  store.putPinned([]);
  assert.equal(store.readMessage("question-1").pinned, false);
});

test("a chunk tells the listeners of its message alone", () => {
  const [list, own, other] = [mock.fn(), mock.fn(), mock.fn()];
  const ends = [
    store.subscribeList(list),
    store.subscribeMessage("reply-000001")(own),
    store.subscribeMessage("question-1")(other),
  ];
  store.grow([[key("reply-000001"), 0, "Because"]], fail);
  ends.forEach((end) => end());
  store.grow([[key("reply-000001"), 7, " of that"]], fail);
  assert.deepEqual(
    [list, own, other].map((it) => it.mock.callCount()),
    [0, 1, 0],
  );
});
