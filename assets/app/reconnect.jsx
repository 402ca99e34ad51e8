// Brings a tab up to date when the user comes back to it, and notices when the connection falls silent.

import { memo, useEffect, useRef } from "react";
import { isWaiting, lastMoved, readMessage, unstop } from "$/public/chat/message-store.js";
import { newId } from "$/public/ui/ids.js";

const SOON = 250; // milliseconds: waking up fires several events at once
const PATIENCE = 1500; // for an answer, before the connection counts as dead
const STALL = 8000; // without news of a running reply
const LONGEST_STALL = 60000;
const LOOK = 2000; // between two checks whether text still comes

// A connection that died while the tab slept looks alive for most of a minute. The browser's events for
// leaving and returning to a page make Reflex close it and open a new one.
const reconnect = () => {
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  document.dispatchEvent(new Event("visibilitychange"));
};

export const Reconnect = memo(({ chatId, running, answered, onResume, onStall }) => {
  const shown = useRef(chatId);
  const awaited = useRef("");
  const patience = useRef(0);
  shown.current = chatId;

  useEffect(() => {
    let soon = 0;
    const ask = () => {
      awaited.current = newId();
      onResume(shown.current, awaited.current);
      clearTimeout(patience.current);
      patience.current = setTimeout(() => awaited.current && navigator.onLine && reconnect(), PATIENCE);
    };
    const back = (event) => {
      if (!event.isTrusted || document.visibilityState === "hidden") return;
      if (event.type === "pageshow" && !event.persisted) return;
      clearTimeout(soon);
      soon = setTimeout(ask, SOON);
    };
    document.addEventListener("visibilitychange", back);
    for (const kind of ["pageshow", "online"]) window.addEventListener(kind, back);
    return () => {
      clearTimeout(soon);
      clearTimeout(patience.current);
      document.removeEventListener("visibilitychange", back);
      for (const kind of ["pageshow", "online"]) window.removeEventListener(kind, back);
    };
  }, []);

  useEffect(() => {
    if (answered === awaited.current) awaited.current = "";
  }, [answered]);

  // A model may think for long, so each check waits twice as long as the one before.
  useEffect(() => {
    if (!running) return undefined;
    let since = performance.now();
    let stall = STALL;
    const timer = setInterval(() => {
      // Of a reply that waits for a person nothing comes.
      if (isWaiting(readMessage(running))) since = performance.now();
      if (lastMoved() > since) [since, stall] = [lastMoved(), STALL];
      if (performance.now() - since < stall) return;
      since = performance.now();
      stall = Math.min(stall * 2, LONGEST_STALL);
      unstop(() => {});
      onStall(running);
    }, LOOK);
    return () => clearInterval(timer);
  }, [running]);
  return null;
});
