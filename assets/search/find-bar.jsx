// Steps through the matches of a search in the open chat: loads, scrolls to and marks each.

import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { mark, unmark } from "$/public/search/highlights.js";
import { useAsking } from "$/public/ui/retry-request.js";
import { CHAT } from "$/public/words/chat.js";

const SETTLED = 1500; // milliseconds in which what is drawn above may still grow
const LEAD = 0.25; // of the pane, above what is brought in sight
const BY_HAND = ["wheel", "touchmove", "pointerdown", "keydown"];

const words = CHAT.find;

// The search that led here, until it is closed: { query, at }, `at` is a message.
const useWanted = () => {
  const { key, state } = useLocation();
  const [wanted, setWanted] = useState(null);
  useEffect(() => setWanted(state?.find ?? null), [key]);
  const close = () => {
    // Also after a reload; the router need not know.
    window.history.replaceState({ ...window.history.state, usr: null }, "");
    setWanted(null);
  };
  return { wanted, close, go: (at) => setWanted({ ...wanted, at }) };
};

// `list` is what the page holds: { chatId, order, earlier }.
export const FindBar = ({ chatId, version, within, list, stick, writable, onFind, onOlder, onChoose }) => {
  const { wanted, close, go } = useWanted();
  const here = Boolean(wanted) && chatId && list.chatId === chatId;
  useEffect(() => {
    if (here) onFind(chatId, wanted.query);
  }, [here, version, wanted?.query]);
  const shown = here && list.order.includes(wanted.at);
  const above = here && !shown && list.earlier;
  useAsking(above, () => onOlder(list.order[0], wanted.at), [list.order[0], wanted?.at]);
  const answered = here && within?.chat_id === chatId && within.query === wanted.query;
  useInSight(shown ? wanted : null, answered ? within.terms : null, stick);
  if (!answered) return null;
  const { messages } = within;
  const at = messages.indexOf(wanted.at);
  const to = (step) => () => go(messages.at((at + step) % messages.length));
  return (
    <section className="find-bar" aria-label={words.name}>
      <p role="status">{at < 0 ? words.elsewhere : words.at(at + 1, messages.length)}</p>
      {at < 0 && !shown && writable && (
        <button type="button" className="quiet" onClick={() => onChoose(wanted.at)}>
          {words.show}
        </button>
      )}
      <Step
        icon={ChevronUp}
        name={words.previous}
        disabled={messages.length < 2}
        onClick={to(at < 0 ? 0 : -1)}
      />
      <Step icon={ChevronDown} name={words.next} disabled={messages.length < 2} onClick={to(1)} />
      <Step icon={X} name={words.close} onClick={close} />
    </section>
  );
};

const Step = ({ icon: Icon, name, ...button }) => (
  <button type="button" className="icon small" aria-label={name} title={name} {...button}>
    <Icon size={16} aria-hidden />
  </button>
);

// Scrolls to the message, or to the first marked word in it, and keeps it there while text above grows.
const useInSight = (wanted, terms, stick) => {
  const first = useRef(null);
  useLayoutEffect(() => {
    if (!wanted) return undefined;
    const pane = stick.scrollRef.current;
    const message = () => pane.querySelector(`[data-message-id="${CSS.escape(wanted.at)}"]`);
    const bring = () => {
      const target = (first.current ?? message())?.getBoundingClientRect();
      const top = pane.getBoundingClientRect().top + pane.clientHeight * LEAD;
      if (target) pane.scrollTop += target.top - top;
    };
    const draw = () => {
      first.current = terms && message() ? mark(message(), terms) : null;
    };
    const redraw = () => {
      draw();
      if (!done) bring();
    };
    let done = false;
    const stop = () => {
      done = true;
      grown.disconnect();
    };
    const grown = new ResizeObserver(() => done || bring());
    const changed = new MutationObserver(redraw);
    stick.stopScroll();
    redraw();
    grown.observe(stick.contentRef.current);
    if (message()) changed.observe(message(), { childList: true, subtree: true, characterData: true });
    for (const act of BY_HAND) pane.addEventListener(act, stop, { passive: true });
    const timer = setTimeout(stop, SETTLED);
    return () => {
      clearTimeout(timer);
      stop();
      changed.disconnect();
      for (const act of BY_HAND) pane.removeEventListener(act, stop);
      unmark();
    };
  }, [wanted, terms]);
};
