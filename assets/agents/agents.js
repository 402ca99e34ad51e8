// The agents that can be chosen, by team, and who answers in the chat that is begun here.
//
// A team's list is fetched when something first wants it, and anew on news of the studio.

import { useEffect, useSyncExternalStore } from "react";
import { ask } from "$/public/app/api.js";
import { useStudioVersion } from "$/public/settings/changes.js";
import { createListeners } from "$/public/ui/listeners.js";

const lists = new Map(); // by team: agents by name
let asked = 0;
const answered = new Map(); // by team: which question was answered last
let newChatAgent = null; // the agent of a new chat
let wanted = ""; // the id of the agent that the next new chat begins with
const { subscribe, notify } = createListeners();

// An answer that was asked for before another one doesn't count.
export const fetchAgents = async (teamId) => {
  const mine = (asked += 1);
  const answer = await ask(`teams/${teamId}/agents`);
  if (mine < (answered.get(teamId) ?? 0)) return;
  answered.set(teamId, mine);
  if (answer.ok) lists.set(teamId, answer.agents);
  else if (answer.status === 404) lists.delete(teamId);
  notify();
};

// undefined until they are known.
export const useAgents = (teamId) => {
  const version = useStudioVersion();
  useEffect(() => {
    if (teamId) fetchAgents(teamId);
  }, [teamId, version]);
  return useSyncExternalStore(
    subscribe,
    () => lists.get(teamId),
    () => undefined,
  );
};

export const showNewChatAgent = (agent) => {
  if (newChatAgent === agent) return;
  newChatAgent = agent;
  notify();
};

export const useNewChatAgent = () =>
  useSyncExternalStore(
    subscribe,
    () => newChatAgent,
    () => null,
  );

// The next new chat begins with an agent.
export const beginWith = (id) => {
  wanted = id;
};

export const takeWanted = () => {
  const id = wanted;
  wanted = "";
  return id;
};
