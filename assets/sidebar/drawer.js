// Whether the sidebar, a drawer on phones, is open there.

import { hideSidebar } from "$/public/sidebar/collapse.js";
import { createListeners } from "$/public/ui/listeners.js";

export const WIDE = "(min-width: 48.01rem)"; // here the sidebar is no drawer

let open = false;
const { subscribe, notify } = createListeners();

export const readDrawer = () => open;

export const openDrawer = (wanted) => {
  if (open === wanted) return;
  open = wanted;
  notify();
};

// Bring the sidebar in sight, wherever it is hidden.
export const wantSidebar = () => {
  hideSidebar(false);
  if (!window.matchMedia(WIDE).matches) openDrawer(true);
};

export { subscribe as subscribeDrawer };
