// Asking for the sidebar from anywhere: where it is out of sight, it comes.

const WANTED = "spacerr:sidebar-wanted";

export const wantSidebar = () => window.dispatchEvent(new Event(WANTED));

export const onSidebarWanted = (heard) => {
  window.addEventListener(WANTED, heard);
  return () => window.removeEventListener(WANTED, heard);
};
