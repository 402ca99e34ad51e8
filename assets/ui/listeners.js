// @ts-check
// What stores have in common: listeners that are told of changes, as React's useSyncExternalStore wants.

/** @param {() => () => void} [watch] called for the first listener; what it returns, after the last one */
export const createListeners = (watch) => {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {(() => void) | undefined} */
  let unwatch;
  return {
    notify() {
      for (const listener of [...listeners]) listener();
    },

    /** @param {() => void} listener */
    subscribe(listener) {
      if (!listeners.size) unwatch = watch?.();
      listeners.add(listener);
      return () => {
        if (listeners.delete(listener) && !listeners.size) unwatch?.();
      };
    },
  };
};
