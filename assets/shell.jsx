// The frame of every page: a sidebar that is a drawer on phones, and what the connection is doing.

import { Children, useContext, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { Menu, X } from "lucide-react";
import { EventLoopContext } from "$/utils/context";
import { Away } from "$/public/away.jsx";
import { onSidebarWanted } from "$/public/sidebar-wanted.js";
import "@fontsource-variable/inter/index.css";

const QUIET = 1000; // milliseconds before a drop is worth a word

export const Shell = ({ children }) => {
  const [sidebar, header, ...page] = Children.toArray(children);
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);
  useEffect(() => onSidebarWanted(() => setOpen(true)), []);
  useEffect(() => {
    const close = (event) => event.key === "Escape" && setOpen(false);
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, []);
  const Icon = open ? X : Menu;
  return (
    <div className="shell" data-drawer={open ? "open" : "closed"}>
      <aside className="side">{sidebar}</aside>
      <div className="veil" onClick={() => setOpen(false)} />
      <main className="stage">
        <header className="top">
          <button
            type="button"
            className="icon drawer-button"
            aria-label={open ? "Close chats" : "Open chats"}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon size={18} aria-hidden />
          </button>
          {header}
          <Connection />
        </header>
        <Away />
        {page}
      </main>
    </div>
  );
};

const WORDS = { online: "", reconnecting: "Reconnecting", offline: "Offline" };

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
      {WORDS[shown]}
    </span>
  );
};
