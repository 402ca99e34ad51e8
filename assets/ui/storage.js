// @ts-check
// What the browser keeps for this origin (`local`) or for this tab (`session`). A browser may forbid
// storage, or it may be full: then nothing is kept, and reading gives what nothing was kept of.

/** @param {() => Storage} storage asked for each time: where it is forbidden, naming it throws */
const safely = (storage) => {
  /**
   * @param {string} key
   * @returns {string | null}
   */
  const read = (key) => {
    try {
      return storage().getItem(key);
    } catch {
      return null;
    }
  };

  /**
   * @param {string} key
   * @param {string | null} value null or "" removes it
   * @returns {boolean} whether that was possible
   */
  const write = (key, value) => {
    try {
      if (value) storage().setItem(key, value);
      else storage().removeItem(key);
      return true;
    } catch {
      return false;
    }
  };

  return {
    read,
    write,

    /**
     * A value that was kept as JSON; undefined where none was, or where it isn't ours.
     * @param {string} key
     * @returns {any}
     */
    readJson(key) {
      try {
        return JSON.parse(read(key) ?? "") ?? undefined;
      } catch {
        return undefined;
      }
    },

    /** @param {string} key @param {unknown} value */
    writeJson: (key, value) => write(key, JSON.stringify(value)),

    /** @param {...string} keys */
    remove(...keys) {
      for (const key of keys) write(key, null);
    },

    /** The keys that are kept. */
    keys() {
      try {
        return Object.keys(storage());
      } catch {
        return [];
      }
    },
  };
};

/**
 * Calls `changed` whenever another tab changes what is kept of a key, until the returned function is
 * called.
 * @param {string} key
 * @param {(value: string | null) => void} changed
 */
export const watchKey = (key, changed) => {
  const onStorage = (/** @type {StorageEvent} */ event) => {
    if (event.key === key) changed(event.newValue);
  };
  window.addEventListener("storage", onStorage);
  return () => window.removeEventListener("storage", onStorage);
};

export const local = safely(() => localStorage);
export const session = safely(() => sessionStorage);
