// What the user has changed of agents and not saved yet: it is still there when they come back.
//
// A draft is { settings, shared, version }: the version is the one that was there when it was begun.
// `shared` is undefined until the user changes it here: a change by another user is then kept.

import { useEffect, useState } from "react";
import { ask } from "$/public/app/api.js";
import { useStudioVersion } from "$/public/settings/changes.js";

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
/** @returns {[any, () => Promise<any>]} the agent, and what fetches it anew */
export const useAgent = (id) => {
  const version = useStudioVersion();
  const [agent, setAgent] = useState(id ? null : FRESH);
  const load = async () => {
    if (!id) return FRESH;
    const answer = await ask(`agents/${id}`);
    setAgent((before) => (answer.ok || answer.status === 404 || !before?.id ? answer : before));
    return answer;
  };
  useEffect(() => {
    load();
  }, [id, version]);
  return [agent, load];
};

// The draft of an agent that is known, and what changes it.
export const useDraft = (place, agent) => {
  const [, redraw] = useState(0);
  const draft = drafts.get(place);
  const put = (next, at = place) => {
    if (next) drafts.set(at, next);
    else drafts.delete(at);
    redraw((count) => count + 1);
  };
  const keep = (next) => {
    const back = same(next.settings, agent.settings) && next.shared === undefined;
    put(back ? null : next);
  };
  const { settings, version } = draft ?? agent;
  const shared = draft?.shared ?? agent.shared;
  return {
    settings,
    shared,
    version,
    sharing: draft?.shared,
    changed: Boolean(draft),
    set: (patch) => keep({ settings: { ...settings, ...patch }, shared: draft?.shared, version }),
    share: (next) => keep({ settings, shared: next === agent.shared ? undefined : next, version }),
    basedOn: (next) => {
      const now = drafts.get(place);
      if (now) put({ ...now, version: next });
    },
    // What was sent is stored as a version; what has been typed since stays a draft of that one.
    stored: (next, at = place) => {
      const now = drafts.get(place);
      const sharing = now && now.shared !== draft?.shared ? now.shared : undefined;
      const all = !now || (same(now.settings, settings) && sharing === undefined);
      if (at !== place) put(null);
      put(all ? null : { settings: now.settings, shared: sharing, version: next }, at);
    },
    forget: () => put(null),
  };
};
