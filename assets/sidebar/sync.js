// Hands the list's store what the server fetched and tells, and asks it to keep this tab's scope true.

import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { alertFor } from "$/public/alerts/alerts.js";
import { ALL, chooseScope, readScope, START, subscribeScope } from "$/public/app/scope.js";
import { invalidateTeams } from "$/public/auth/account.js";
import { setUser } from "$/public/auth/user-data.js";
import { invalidateStudio } from "$/public/settings/changes.js";
import {
  applyNews,
  openList,
  putNextPage,
  putTeams,
  readChats,
  readCursor,
  refresh,
  subscribeChats,
} from "$/public/sidebar/chat-store.js";

const MINUTE = 60000; // milliseconds
const EMPTY = readChats();

const same = (one, other) =>
  one.teamId === other.teamId && one.projectId === other.projectId && one.archived === other.archived;

const STUDIO = ["studio.changed", "project.updated"]; // projects have instructions

const tell = (event) => {
  if (STUDIO.includes(event.type)) invalidateStudio();
  alertFor(event);
};

// The list, the scope this tab wants, and whether the list is already of that scope.
/** @param {Props} props */
export const useList = ({ connection, opened, teams, nextPage, news, onFollow }) => {
  const list = useSyncExternalStore(subscribeChats, readChats, () => EMPTY);
  const scope = useSyncExternalStore(subscribeScope, readScope, () => START);
  const ask = useRef(onFollow);
  ask.current = onFollow;
  const follow = () => {
    const wanted = readScope();
    const cursor = same(readChats().scope, wanted) ? readCursor() : {};
    ask.current(cursor, wanted.projectId, wanted.archived, wanted.teamId);
  };
  useLayoutEffect(() => {
    if (opened?.version) setUser(opened.local ? "" : opened.me);
    const again = readChats().loaded;
    openList(opened);
    if (again) invalidateStudio();
  }, [opened]);
  useLayoutEffect(() => putTeams(teams), [teams]);
  useEffect(() => invalidateTeams(), [list.teamsVersion]);
  useLayoutEffect(() => putNextPage(nextPage), [nextPage]);
  useLayoutEffect(() => applyNews(news, follow, tell), [news]);
  useEffect(() => {
    if (connection) follow();
  }, [connection, scope]);
  const ready = list.loaded && same(list.scope, scope);
  useLeaveWhatIsGone(ready, list.projects, scope);
  useMidnight();
  return { list, scope, ready };
};

const useLeaveWhatIsGone = (ready, projects, { projectId }) => {
  const there = projects.some((it) => it.id === projectId && !it.archived);
  useEffect(() => {
    if (ready && projectId && !there) chooseScope(ALL);
  }, [ready, projectId, there]);
};

// A minute's patience rather than one long timer: those don't run while a computer sleeps.
const useMidnight = () =>
  useEffect(() => {
    let day = new Date().getDate();
    const timer = setInterval(() => {
      if (new Date().getDate() === day) return;
      day = new Date().getDate();
      refresh();
    }, MINUTE);
    return () => clearInterval(timer);
  }, []);
