// Whether the sidebar is hidden, remembered in this browser. An attribute of the page says so: a
// script in its head sets that before the first paint (see spacerr/spacerr.py).

const PLACE = "spacerr:sidebar";
const HIDDEN = "hidden";

const listeners = new Set();

export const readHidden = () => document.documentElement.dataset.sidebar === HIDDEN;

export const hideSidebar = (hidden) => {
  document.documentElement.dataset.sidebar = hidden ? HIDDEN : "shown";
  try {
    localStorage.setItem(PLACE, document.documentElement.dataset.sidebar);
  } catch {
    // Storage is forbidden: it lasts until the reload.
  }
  listeners.forEach((heard) => heard());
};

export const subscribeHidden = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
