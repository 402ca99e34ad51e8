// What hides and shows the sidebar: a button and Ctrl+B, on phones the button that closes the drawer.

import { PanelLeft, X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { useWaiting } from "$/public/questions/use-waiting.js";
import { hideSidebar, readHidden, subscribeHidden } from "$/public/sidebar/collapse.js";
import { openDrawer } from "$/public/sidebar/drawer.js";
import { SHELL } from "$/public/words/shell.js";

export const useHidden = () => useSyncExternalStore(subscribeHidden, readHidden, () => false);

export const useHideKey = () =>
  useEffect(() => {
    const press = (event) => {
      const asked = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!asked || event.key.toLowerCase() !== "b") return;
      event.preventDefault();
      hideSidebar(!readHidden());
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

export const SidebarToggle = () => {
  const hidden = useHidden();
  const { count } = useWaiting();
  const name = hidden ? SHELL.showSidebar : SHELL.hideSidebar;
  return (
    <button
      type="button"
      className="icon sidebar-button"
      aria-label={name}
      aria-expanded={!hidden}
      data-marked={hidden && count > 0}
      title={SHELL.withKey(name)}
      onClick={() => hideSidebar(!hidden)}
    >
      <PanelLeft size={18} aria-hidden />
    </button>
  );
};

export const DrawerClose = () => (
  <button
    type="button"
    className="icon drawer-button"
    aria-label={SHELL.closeChats}
    title={SHELL.closeChats}
    onClick={() => openDrawer(false)}
  >
    <X size={18} aria-hidden />
  </button>
);
