// What somebody has changed of agents and not saved yet: it is still there when they come back.
//
// A draft is { settings, shared, version }: the version is the one that was there when it was begun.

import { useEffect, useState } from "react";
import { ask } from "$/public/api.js";
import { useStudioVersion } from "$/public/studio-news.js";

const drafts = new Map(); // by the agent's id, or the team's of a new one

const EMPTY = {
  name: "",
  avatar: "",
  colour: "blue",
  description: "",
  instructions: "",
  model: "",
  temperature: null,
  tools: [],
  starters: [],
};

export const FRESH = { version: 0, settings: EMPTY, shared: false, mine: true, changeable: true };

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// An agent as the server has it, fetched anew on news of it: null until it is known.
export const useAgent = (id) => {
  const version = useStudioVersion();
  const [agent, setAgent] = useState(id ? null : FRESH);
  const look = async () => {
    if (!id) return FRESH;
    const answer = await ask(`agents/${id}`);
    setAgent((before) => (answer.ok || answer.status === 404 || !before?.id ? answer : before));
    return answer;
  };
  useEffect(() => {
    look();
  }, [id, version]);
  return [agent, look];
};

// The draft of an agent that is known, and what changes it.
export const useDraft = (place, agent) => {
  const [, redraw] = useState(0);
  const draft = drafts.get(place);
  const keep = (next) => {
    const back = next && same(next.settings, agent.settings) && next.shared === agent.shared;
    if (next && !back) drafts.set(place, next);
    else drafts.delete(place);
    redraw((count) => count + 1);
  };
  const { settings, shared, version } = draft ?? agent;
  return {
    settings,
    shared,
    version,
    changed: Boolean(draft),
    set: (patch) => keep({ settings: { ...settings, ...patch }, shared, version }),
    share: (next) => keep({ settings, shared: next, version }),
    basedOn: (next) => draft && drafts.set(place, { ...draft, version: next }),
    forget: () => keep(null),
  };
};
