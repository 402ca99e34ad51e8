// Whether the sidebar is hidden, remembered in this browser. An attribute of the page says so: a
// script in its head sets that before the first paint (see spacerr/spacerr.py).

import { createListeners } from "$/public/ui/listeners.js";
import { local } from "$/public/ui/storage.js";

const PLACE = "spacerr:sidebar";
const HIDDEN = "hidden";

const { subscribe, notify } = createListeners();

export const readHidden = () => document.documentElement.dataset.sidebar === HIDDEN;

export const hideSidebar = (hidden) => {
  document.documentElement.dataset.sidebar = hidden ? HIDDEN : "shown";
  local.write(PLACE, document.documentElement.dataset.sidebar);
  notify();
};

export { subscribe as subscribeHidden };
