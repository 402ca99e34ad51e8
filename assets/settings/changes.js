// Tells whoever shows keys, models, agents or instructions that they may have changed.

import { useSyncExternalStore } from "react";

let version = 0; // grows with all that was heard
const listeners = new Set();

export const studioMoved = () => {
  version += 1;
  listeners.forEach((heard) => heard());
};

const subscribe = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};

const nobody = () => 0;

export const useStudioVersion = () => useSyncExternalStore(subscribe, () => version, nobody);
