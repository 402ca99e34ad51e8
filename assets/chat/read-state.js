// Whether the user reads the open chat to its end: then its reply is seen, in every tab and device.

import { useEffect, useRef, useSyncExternalStore } from "react";
import { useAddress } from "$/public/app/address.js";
import { showChat } from "$/public/chat/shown-chats.js";
import {
  readLine,
  setReading,
  subscribeChats,
  unseenSince,
  updateOptimistically,
} from "$/public/sidebar/chat-store.js";

const subscribeVisible = (listener) => {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
};
export const isVisible = () => document.visibilityState === "visible";
export const useVisible = () => useSyncExternalStore(subscribeVisible, isVisible, () => false);

const latest = (line) => Math.max(line?.replied_at ?? 0, line?.active_at ?? 0);

// A chat that the user marks as unseen while it is open stays unseen until a newer reply comes or the
// chat is opened anew.
export const useReadMarker = (chatId, atEnd, onMarkSeen) => {
  const { chatId: wanted, key } = useAddress();
  const visible = useVisible();
  const fresh = useSyncExternalStore(
    subscribeChats,
    () => unseenSince(chatId),
    () => 0,
  );
  const newest = useSyncExternalStore(
    subscribeChats,
    () => latest(readLine(chatId)),
    () => 0,
  );
  const known = useRef({ opening: "", until: 0 });
  const open = Boolean(chatId) && wanted === chatId;

  useEffect(() => (open && visible ? showChat(chatId) : undefined), [chatId, open, visible]);

  useEffect(() => {
    const opening = `${chatId} ${key}`;
    if (open && known.current.opening !== opening) known.current = { opening, until: 0 };
    const marked = fresh > 0 && fresh <= known.current.until;
    if (!open || !visible || !atEnd || marked) {
      setReading("");
      return;
    }
    known.current.until = Math.max(known.current.until, newest);
    setReading(chatId);
    if (!fresh) return;
    updateOptimistically(chatId, { seen_at: fresh });
    onMarkSeen(chatId, true);
  }, [chatId, key, open, visible, atEnd, fresh, newest]);

  useEffect(() => () => setReading(""), []);
};
