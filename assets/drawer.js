// Whether the sidebar, a drawer on phones, is open there.

let open = false;
const listeners = new Set();

export const readDrawer = () => open;

export const openDrawer = (wanted) => {
  if (open === wanted) return;
  open = wanted;
  listeners.forEach((heard) => heard());
};

export const subscribeDrawer = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
