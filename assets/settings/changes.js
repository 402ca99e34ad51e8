// Tells whoever shows keys, models, agents or instructions that they may have changed.

import { useSyncExternalStore } from "react";
import { createListeners } from "$/public/ui/listeners.js";

let version = 0; // grows with all that was heard
const { subscribe, notify } = createListeners();

export const studioMoved = () => {
  version += 1;
  notify();
};

const nobody = () => 0;

export const useStudioVersion = () => useSyncExternalStore(subscribe, () => version, nobody);
