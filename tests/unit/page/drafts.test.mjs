import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { rememberUser } from "$/public/auth/identity.js";
import { claimDrafts, forgetAccepted, forgetDrafts, keepDraft, readDraft } from "$/public/composer/drafts.js";
import { forbidStorage, openStorage } from "./browser.mjs";

let storage;

beforeEach(() => {
  storage = openStorage();
  rememberUser("ada");
});

test("a draft is kept by place, with the request that it will be sent as", () => {
  keepDraft("chat", { text: "Hello", id: "request" });
  assert.deepEqual(readDraft("chat"), { text: "Hello", id: "request" });
  assert.deepEqual(readDraft("other"), {});
});

test("a draft without text is forgotten", () => {
  keepDraft("chat", { text: "Hello", id: "request" });
  keepDraft("chat", { text: "", id: "request" });
  assert.deepEqual(Object.keys(storage), ["spacerr:person"]);
});

test("a draft that empties a stored text is kept", () => {
  keepDraft("field", { text: "", mark: "of the stored text" });
  assert.deepEqual(readDraft("field"), { text: "", mark: "of the stored text" });
});

test("each user of a browser has their own drafts", () => {
  keepDraft("chat", { text: "Ada's" });
  rememberUser("bob");
  assert.deepEqual(readDraft("chat"), {});
  rememberUser("");
  assert.deepEqual(readDraft("chat"), {});
});

test("an accepted request is forgotten wherever it was typed, and nothing else", () => {
  keepDraft("new", { text: "Hello", id: "request" });
  keepDraft("chat", { text: "Hello", id: "request" });
  keepDraft("other", { text: "Bye", id: "another" });
  forgetAccepted("request");
  assert.deepEqual([readDraft("new"), readDraft("chat")], [{}, {}]);
  assert.equal(readDraft("other").text, "Bye");
});

test("another user's draft of the same request stays", () => {
  keepDraft("chat", { text: "Hello", id: "request" });
  rememberUser("bob");
  forgetAccepted("request");
  rememberUser("ada");
  assert.equal(readDraft("chat").text, "Hello");
});

test("signing out forgets the drafts of one user", () => {
  keepDraft("chat", { text: "Ada's" });
  rememberUser("");
  keepDraft("chat", { text: "of no account" });
  forgetDrafts("ada");
  assert.equal(readDraft("chat").text, "of no account");
  rememberUser("ada");
  assert.deepEqual(readDraft("chat"), {});
});

test("forgetting the drafts of no account leaves those of users", () => {
  keepDraft("chat", { text: "Ada's" });
  forgetDrafts("");
  assert.equal(readDraft("chat").text, "Ada's");
});

test("the first user who signs in gets what was typed before", () => {
  rememberUser("");
  keepDraft("chat", { text: "typed before", id: "request" });
  claimDrafts("ada");
  assert.deepEqual(readDraft("chat"), {});
  rememberUser("ada");
  assert.deepEqual(readDraft("chat"), { text: "typed before", id: "request" });
});

test("a draft that a full storage can't hand on stays where it is", () => {
  rememberUser("");
  keepDraft("chat", { text: "typed before" });
  storage.setItem = undefined;
  claimDrafts("ada");
  assert.equal(readDraft("chat").text, "typed before");
});

test("storage that is forbidden, or holds something else, holds no draft", () => {
  storage.setItem("spacerr:draft:ada/chat", "{broken");
  assert.deepEqual(readDraft("chat"), {});
  forbidStorage();
  keepDraft("chat", { text: "Hello" });
  assert.deepEqual(readDraft("chat"), {});
  forgetAccepted("request");
  claimDrafts("ada");
});
