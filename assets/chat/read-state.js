// Whether somebody looks at the open chat's newest words: then its reply is seen, everywhere.

import { useEffect, useRef, useSyncExternalStore } from "react";
import { useAddress } from "$/public/app/address.js";
import { doHere, lookAt, newReply, readLine, subscribeChats } from "$/public/sidebar/chat-store.js";

const SHOWN = "spacerr:shown:";

const subscribeVisible = (heard) => {
  document.addEventListener("visibilitychange", heard);
  return () => document.removeEventListener("visibilitychange", heard);
};
export const isVisible = () => document.visibilityState === "visible";
const useVisible = () => useSyncExternalStore(subscribeVisible, isVisible, () => false);

// A lock tells the browser's other tabs, and the browser takes it back however this one ends. On
// pages without https there are no locks: there, each tab knows of itself alone.
let shownHere = "";

const showing = (chatId) => {
  let hidden = () => {};
  const untilHidden = new Promise((resolve) => {
    hidden = resolve;
  });
  shownHere = chatId;
  navigator.locks?.request(SHOWN + chatId, { mode: "shared" }, () => untilHidden);
  return () => {
    shownHere = "";
    hidden();
  };
};

// Whether a chat is on the screen in any tab of this browser.
export const isShown = async (chatId) => {
  if (!navigator.locks) return shownHere === chatId;
  const { held } = await navigator.locks.query();
  return held.some((lock) => lock.name === SHOWN + chatId);
};

const latest = (line) => Math.max(line?.replied_at ?? 0, line?.active_at ?? 0);

// What was seen since the chat was opened stays so: a mark that somebody sets by hand meanwhile is
// for later, and only a newer reply, or opening the chat anew, makes looking count again.
export const useLooking = (chatId, atEnd, onSee) => {
  const { chatId: wanted, key } = useAddress();
  const visible = useVisible();
  const fresh = useSyncExternalStore(
    subscribeChats,
    () => newReply(chatId),
    () => 0,
  );
  const newest = useSyncExternalStore(
    subscribeChats,
    () => latest(readLine(chatId)),
    () => 0,
  );
  const known = useRef({ opening: "", until: 0 });
  const open = Boolean(chatId) && wanted === chatId;

  useEffect(() => (open && visible ? showing(chatId) : undefined), [chatId, open, visible]);

  useEffect(() => {
    const opening = `${chatId} ${key}`;
    if (open && known.current.opening !== opening) known.current = { opening, until: 0 };
    const marked = fresh > 0 && fresh <= known.current.until;
    if (!open || !visible || !atEnd || marked) return lookAt("");
    known.current.until = Math.max(known.current.until, newest);
    lookAt(chatId);
    if (!fresh) return;
    doHere(chatId, { seen_at: fresh });
    onSee(chatId, true);
  }, [chatId, key, open, visible, atEnd, fresh, newest]);

  useEffect(() => () => lookAt(""), []);
};
