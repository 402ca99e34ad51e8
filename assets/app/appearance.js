// How the page looks in this browser. Attributes of the page say so; early.js sets them before the
// first paint. The theme is Reflex's own.

import { createListeners } from "$/public/ui/listeners.js";
import { local, watchKey } from "$/public/ui/storage.js";

const PLACE = "spacerr:appearance";
const START = Object.freeze({ text: "normal", density: "comfortable", motion: "system" });

let looks = null;
const kept = () => ({ ...START, ...local.readJson(PLACE) });

export const readLooks = () => (looks ??= kept());

const show = () => Object.assign(document.documentElement.dataset, looks);

export const changeLooks = (change) => {
  looks = { ...readLooks(), ...change };
  show();
  local.writeJson(PLACE, looks);
  notify();
};

const { subscribe, notify } = createListeners(() =>
  watchKey(PLACE, () => {
    looks = kept();
    show();
    notify();
  }),
);

export { subscribe as subscribeLooks };

export const readStart = () => START;
