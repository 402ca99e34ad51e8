// Where toasts are shown: above everything, for some seconds, longer under the pointer or with the focus.

import { X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { dismiss, readToasts, say, subscribeToasts, undo, undoLast, unsay } from "$/public/toasts/toasts.js";
import { SHELL } from "$/public/words/shell.js";

const SHOWN = 8000; // milliseconds
const NONE = [];

export const Toasts = () => {
  const toasts = useSyncExternalStore(subscribeToasts, readToasts, () => NONE);
  const [there, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  useUndoKey();
  useFailures();
  if (!there) return null;
  const shown = (urgent) =>
    toasts.filter((it) => it.urgent === urgent).map((it) => <Toast key={it.key} toast={it} />);
  return createPortal(
    <div className="toasts">
      <div role="status">{shown(false)}</div>
      {shown(true)}
    </div>,
    document.body,
  );
};

// Failures that the server did not foresee, and what a State says (state/settings/section.py).
const useFailures = () =>
  useEffect(() => {
    const onFailed = () => say(SHELL.failed, { about: "failed", urgent: true });
    const onSay = (/** @type {CustomEvent} */ { detail: { sentence, urgent, about, undo: token } }) => {
      if (about) unsay(about);
      const back = () => window.dispatchEvent(new CustomEvent("spacerr:undo", { detail: token }));
      say(sentence, { urgent, about, undo: token ? back : null });
    };
    window.addEventListener("spacerr:failed", onFailed);
    window.addEventListener("spacerr:say", onSay);
    return () => {
      window.removeEventListener("spacerr:failed", onFailed);
      window.removeEventListener("spacerr:say", onSay);
    };
  }, []);

const Toast = ({ toast }) => {
  const [held, setHeld] = useState(false);
  const left = useRef(SHOWN);
  useEffect(() => {
    if (held) return undefined;
    const began = Date.now();
    const timer = setTimeout(() => dismiss(toast.key), left.current);
    return () => {
      clearTimeout(timer);
      left.current -= Date.now() - began;
    };
  }, [held]);
  return (
    <div
      className="toast"
      role={toast.urgent ? "alert" : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.sentence}</span>
      {toast.undo && (
        <button type="button" className="toast-undo" onClick={() => undo(toast)}>
          {SHELL.undo}
        </button>
      )}
      <button
        type="button"
        className="icon small"
        aria-label={SHELL.dismiss}
        title={SHELL.dismiss}
        onClick={() => dismiss(toast.key)}
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
};

// Ctrl+Z belongs to a text field as long as one has the focus and holds text.
const typing = ({ target }) => target.matches?.("input, textarea, select") && target.value !== "";

const useUndoKey = () =>
  useEffect(() => {
    const press = (event) => {
      const asked = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
      if (asked && !typing(event) && undoLast()) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
