// Whether the sidebar, a drawer on phones, is open there.

import { hideSidebar } from "$/public/sidebar/collapse.js";

export const WIDE = "(min-width: 48.01rem)"; // here the sidebar is no drawer

let open = false;
const listeners = new Set();

export const readDrawer = () => open;

export const openDrawer = (wanted) => {
  if (open === wanted) return;
  open = wanted;
  listeners.forEach((heard) => heard());
};

// Bring the sidebar in sight, wherever it is hidden.
export const wantSidebar = () => {
  hideSidebar(false);
  if (!window.matchMedia(WIDE).matches) openDrawer(true);
};

export const subscribeDrawer = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
