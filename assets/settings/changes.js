// A version that grows whenever keys, models, agents or instructions may have changed.

import { useSyncExternalStore } from "react";
import { createListeners } from "$/public/ui/listeners.js";

let version = 0;
const { subscribe, notify } = createListeners();

export const invalidateStudio = () => {
  version += 1;
  notify();
};

const nobody = () => 0;

export const useStudioVersion = () => useSyncExternalStore(subscribe, () => version, nobody);
