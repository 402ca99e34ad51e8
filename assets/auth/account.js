// Who is here and which teams they are in, as the API says: { id, name, email, mode, teams }.
//
// Fetched when a page first wants it, when the user comes back to the tab, and when a team has changed.

import { useEffect, useSyncExternalStore } from "react";
import { ask } from "$/public/app/api.js";
import { reportLocale } from "$/public/app/browser-facts.js";
import { createListeners } from "$/public/ui/listeners.js";

let me = null;
let asked = 0;
let answered = 0;
let version = 0; // grows with each change of a team
const { subscribe, notify } = createListeners();

// An answer that was asked for before another one doesn't count.
export const fetchMe = async () => {
  const mine = (asked += 1);
  const answer = await ask("me");
  if (answer.ok) reportLocale();
  if (answer.ok && mine > answered) {
    answered = mine;
    me = answer;
    notify();
  }
  return answer;
};

// What is known of teams may no longer be true.
export const invalidateTeams = () => {
  version += 1;
  notify();
  if (me) fetchMe();
};

export const useTeamsVersion = () =>
  useSyncExternalStore(
    subscribe,
    () => version,
    () => 0,
  );

// null until it is known.
export const useMe = () => {
  const known = useSyncExternalStore(
    subscribe,
    () => me,
    () => null,
  );
  useEffect(() => {
    if (!asked) fetchMe();
    const back = () => document.visibilityState === "visible" && invalidateTeams();
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }, []);
  return known;
};

export const initials = (name) => {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
};
