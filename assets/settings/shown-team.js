// The team the settings are about, and all that is known of it.

import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { ask } from "$/public/app/api.js";
import { activeTeam, subscribeScope } from "$/public/app/scope.js";
import { useTeamsVersion } from "$/public/auth/account.js";

// The one this tab shows, or the first; undefined while nobody is known.
export const useCurrentTeam = (me) => {
  const id = useSyncExternalStore(subscribeScope, activeTeam, () => "");
  return me?.teams.find((it) => it.id === id) ?? me?.teams[0];
};

// A team with its members and invitations, fetched anew whenever something was heard of teams.
export const useTeamDetails = (id) => {
  const version = useTeamsVersion();
  const [team, setTeam] = useState(null);
  const look = useCallback(async () => {
    const answer = await ask(`teams/${id}`);
    setTeam((before) => (answer.ok || before?.id !== id ? answer : before));
    return answer;
  }, [id]);
  useEffect(() => {
    look();
  }, [look, version]);
  return [team?.id === id || team?.ok === false ? team : null, look];
};
