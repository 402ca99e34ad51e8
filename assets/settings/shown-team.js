// The team the settings are about.

import { useSyncExternalStore } from "react";
import { activeTeam, subscribeScope } from "$/public/app/scope.js";

// The one this tab shows, or the first; undefined while the user isn't known.
export const useCurrentTeam = (me) => {
  const id = useSyncExternalStore(subscribeScope, activeTeam, () => "");
  return me?.teams.find((it) => it.id === id) ?? me?.teams[0];
};
