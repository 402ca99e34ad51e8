// The frame of every page: a sidebar that is a drawer on phones, and what the connection is doing.

import { Menu, SquarePen } from "lucide-react";
import { Children, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Link, useLocation } from "react-router";
import { Away } from "$/public/alerts/away.jsx";
import { Boundary, CrashedPage, CrashedSidebar } from "$/public/app/boundary.jsx";
import { TooManyTabs } from "$/public/app/too-many-tabs.jsx";
import { SignedOut } from "$/public/auth/signed-out.jsx";
import { useWaiting } from "$/public/questions/use-waiting.js";
import { Inspector } from "$/public/replies/inspector.jsx";
import { openDrawer, readDrawer, subscribeDrawer, WIDE } from "$/public/sidebar/drawer.js";
import { SidebarToggle, useHidden } from "$/public/sidebar/toggle.jsx";
import { useNoFiles } from "$/public/ui/file-drop.js";
import { composing } from "$/public/ui/keys.js";
import { QUESTIONS } from "$/public/words/questions.js";
import { SHELL } from "$/public/words/shell.js";
import { SIDEBAR } from "$/public/words/sidebar.js";
import { EventLoopContext } from "$/utils/context";
import "@fontsource-variable/inter/index.css";

const QUIET = 1000; // milliseconds before a dropped connection is mentioned

export const Shell = ({ children }) => {
  const [sidebar, header, ...page] = Children.toArray(children);
  const hidden = useHidden();
  useNoFiles();
  const { open, aside, opener } = useDrawer();
  const { count } = useWaiting();
  const opens = count ? SHELL.openChatsWaiting(QUESTIONS.count(count)) : SHELL.openChats;
  return (
    <div className="shell" data-drawer={open ? "open" : "closed"}>
      <aside
        ref={aside}
        className="side"
        tabIndex={-1}
        onClick={(event) => /** @type {Element} */ (event.target).closest("a") && openDrawer(false)}
      >
        <Boundary fallback={CrashedSidebar}>{sidebar}</Boundary>
      </aside>
      <div className="veil" onClick={() => openDrawer(false)} />
      <main className="stage" inert={open}>
        <header className="top">
          {hidden && <SidebarToggle />}
          <button
            ref={opener}
            type="button"
            className="icon drawer-button"
            aria-label={opens}
            aria-expanded={open}
            data-marked={count > 0}
            title={opens}
            onClick={() => openDrawer(true)}
          >
            <Menu size={18} aria-hidden />
          </button>
          {!open && <NewChat hidden={hidden} />}
          {header}
          <Connection />
        </header>
        <Away />
        <Boundary fallback={CrashedPage}>{page}</Boundary>
      </main>
      <Inspector />
      <SignedOut />
      <TooManyTabs />
    </div>
  );
};

// Beside the button that shows the sidebar, for as long as the sidebar is hidden.
const NewChat = ({ hidden }) => (
  <Link
    to="/chat"
    role="button"
    className="icon new-chat-beside"
    data-away={hidden}
    aria-label={SIDEBAR.newChat}
    title={SIDEBAR.newChat}
  >
    <SquarePen size={18} aria-hidden />
  </Link>
);

// While the drawer is open the focus is in it; closed, it returns to what opened it.
const useDrawer = () => {
  const open = useSyncExternalStore(subscribeDrawer, readDrawer, () => false);
  const { pathname } = useLocation();
  const [aside, opener, before] = [useRef(null), useRef(null), useRef(open)];
  useEffect(() => openDrawer(false), [pathname]);
  useEffect(() => {
    if (before.current === open) return;
    before.current = open;
    if (!open) opener.current.focus();
    else if (!aside.current.contains(document.activeElement)) aside.current.focus();
  }, [open]);
  useEffect(() => {
    const close = (event) => {
      const ours = event.key === "Escape" && !composing(event);
      if (ours && !event.target.closest("dialog")) openDrawer(false);
    };
    const grown = window.matchMedia(WIDE);
    const widen = () => grown.matches && openDrawer(false);
    window.addEventListener("keydown", close);
    grown.addEventListener("change", widen);
    return () => {
      window.removeEventListener("keydown", close);
      grown.removeEventListener("change", widen);
    };
  }, []);
  return { open, aside, opener };
};

const Connection = () => {
  const [, connectErrors] = useContext(EventLoopContext);
  const [reachable, setReachable] = useState(true);
  const [shown, setShown] = useState("online");
  useEffect(() => {
    const look = () => setReachable(navigator.onLine);
    look();
    for (const change of ["online", "offline"]) window.addEventListener(change, look);
    return () => {
      for (const change of ["online", "offline"]) window.removeEventListener(change, look);
    };
  }, []);
  const state = !reachable ? "offline" : connectErrors.length ? "reconnecting" : "online";
  useEffect(() => {
    if (state === "online") return setShown(state);
    const timer = setTimeout(() => setShown(state), QUIET);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <span className="connection" data-connection={shown} role="status">
      {SHELL.connection[shown]}
    </span>
  );
};
