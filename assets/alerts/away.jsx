// "While you were away": the replies that ended since the user was last here, and what waits for them since.

import { X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Link } from "react-router";
import { isVisible } from "$/public/chat/read-state.js";
import { WAITING_PAGE } from "$/public/chat/shown-chats.js";
import { ago } from "$/public/format/relative-time.js";
import { useWaiting } from "$/public/questions/use-waiting.js";
import { readChats, subscribeChats } from "$/public/sidebar/chat-store.js";
import { composing } from "$/public/ui/keys.js";
import { local } from "$/public/ui/storage.js";
import { ALERTS } from "$/public/words/alerts.js";
import { CHAT } from "$/public/words/chat.js";
import { QUESTIONS } from "$/public/words/questions.js";
import { SHELL } from "$/public/words/shell.js";

const ACTIVE_AT = "spacerr:active-at"; // when a tab of this browser was last on the screen
const AWAY = 5 * 60000; // milliseconds
const TICK = 30000;
const GATHERED = 60000; // after returning; what arrives later is not counted
const LINES = 6;

const lastActive = () => Number(local.read(ACTIVE_AT)) || Date.now();
const keepActive = () => local.write(ACTIVE_AT, String(Date.now()));

// The absence that the user has just come back from, as { from, to }; null for none.
const useAbsence = () => {
  const [absence, setAbsence] = useState(null);
  useEffect(() => {
    const look = () => {
      if (!isVisible()) return;
      const [from, to] = [lastActive(), Date.now()];
      if (to - from >= AWAY) setAbsence({ from, to });
      keepActive();
    };
    const onVisibility = () => (isVisible() ? look() : keepActive());
    // What another tab keeps may arrive late: a user who came back there has seen it.
    const onStorage = ({ key, newValue }) => {
      if (key !== ACTIVE_AT) return;
      setAbsence((now) => (now && now.from < newValue && newValue <= now.to ? null : now));
    };
    look();
    const timer = setInterval(look, TICK);
    document.addEventListener("visibilitychange", onVisibility);
    window.addEventListener("pageshow", look);
    window.addEventListener("storage", onStorage);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onVisibility);
      window.removeEventListener("pageshow", look);
      window.removeEventListener("storage", onStorage);
    };
  }, []);
  return [absence, () => setAbsence(null)];
};

// Escape belongs to menus, dialogs and the sidebar first.
const useEscape = (active, onEscape) => {
  useEffect(() => {
    if (!active) return undefined;
    const press = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || composing(event)) return;
      if (!event.target.closest?.("aside, dialog, form.editing, [popover]")) onEscape();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [active]);
};

export const Away = () => {
  const [absence, dismiss] = useAbsence();
  const { unseen } = useSyncExternalStore(subscribeChats, readChats, readChats);
  const { count, asked_at: askedAt } = useWaiting();
  const shown = useRef(false);
  const meanwhile = (at) => Boolean(absence) && at > absence.from && at <= absence.to;
  const lines = unseen.filter((line) => meanwhile(line.replied_at));
  const waiting = meanwhile(askedAt) ? count : 0;
  const any = lines.length > 0 || waiting > 0;
  useEscape(any, dismiss);
  useEffect(() => {
    if (shown.current && !any) dismiss();
    shown.current = any;
    if (any || !absence) return undefined;
    const timer = setTimeout(dismiss, GATHERED);
    return () => clearTimeout(timer);
  }, [any, absence]);
  return (
    <div className="away-place" aria-live="polite">
      {any && <Card lines={lines} waiting={waiting} onDismiss={dismiss} />}
    </div>
  );
};

const Card = ({ lines, waiting, onDismiss }) => {
  const rest = lines.length - LINES;
  return (
    <section className="away" aria-label={ALERTS.away}>
      <header>
        <h2>{ALERTS.away}</h2>
        <button type="button" aria-label={SHELL.dismiss} title={SHELL.dismiss} onClick={onDismiss}>
          <X size={16} aria-hidden />
        </button>
      </header>
      <ul>
        {waiting > 0 && (
          <li>
            <Link to={WAITING_PAGE}>
              <span className="away-title">{QUESTIONS.count(waiting)}</span>
            </Link>
          </li>
        )}
        {lines.slice(0, LINES).map((line) => (
          <li key={line.id}>
            <Link to={`/chat/${line.id}`}>
              <span className="away-title" dir="auto">
                {line.title || CHAT.untitled}
              </span>
              <time dateTime={new Date(line.replied_at).toISOString()}>{ago(line.replied_at)}</time>
            </Link>
          </li>
        ))}
      </ul>
      {rest > 0 && <p>{ALERTS.awayMore(rest)}</p>}
    </section>
  );
};
