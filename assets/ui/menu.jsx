// A menu at a point of the page, on phones at its lower edge. Arrows, first letters, Escape.
//
// Entries are { name, icon | colour, run, danger, chosen, mark } or { name, icon, items } for more. Those
// whose names may be the same have a key. `heading` stands above them on wide screens, too.

import { Check, ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Dot } from "$/public/ui/dot.jsx";
import { Layer } from "$/public/ui/layer.jsx";
import { SHELL } from "$/public/words/shell.js";

const EDGE = 8; // pixels between menu and window
const TYPING = 600; // milliseconds between two letters of one word

/** @param {Props} props */
export const Menu = ({ label, at, items, heading, onClose }) => {
  const box = useRef(null);
  const opener = useRef(null);
  const [more, setMore] = useState(null);
  useLayoutEffect(() => {
    opener.current = document.activeElement;
  }, []);
  useLayoutEffect(() => place(box.current, at), [at, more]);
  const close = () => {
    onClose();
    opener.current?.focus?.({ preventScroll: true });
  };
  const choose = (item) => {
    if (item.items) return setMore(item);
    close();
    item.run();
  };
  const leave = () => (more ? setMore(null) : close());
  return (
    <Layer
      onClose={close}
      onContextMenu={(event) => {
        event.preventDefault();
        if (event.target === event.currentTarget) close();
      }}
    >
      <div ref={box} className="menu">
        <p className="menu-title" data-always={Boolean(heading)} dir="auto" aria-hidden>
          {heading ?? label}
        </p>
        <Entries
          key={more?.name ?? ""}
          label={more?.name ?? label}
          items={(more?.items ?? items).filter(Boolean)}
          back={more}
          onChoose={choose}
          onLeave={leave}
          onClose={close}
        />
      </div>
    </Layer>
  );
};

const Entries = ({ label, items, back, onChoose, onLeave, onClose }) => {
  const list = useRef(null);
  const typed = useRef({ text: "", at: 0 });
  const entries = () => [...list.current.querySelectorAll("[role^=menuitem]")];
  useEffect(() => {
    const chosen = list.current.querySelector("[aria-checked=true]");
    (chosen ?? entries()[back ? 1 : 0])?.focus();
  }, []);
  const find = (letter) => {
    const now = Date.now();
    const earlier = now - typed.current.at < TYPING ? typed.current.text : "";
    typed.current = { text: earlier + letter.toLowerCase(), at: now };
    const match = (it) => it.textContent.trim().toLowerCase().startsWith(typed.current.text);
    entries().find(match)?.focus();
  };
  const onKeyDown = (event) => {
    const all = entries();
    const here = all.indexOf(document.activeElement);
    const to = (index) => () => all[(index + all.length) % all.length].focus();
    const keys = {
      ArrowDown: to(here + 1),
      ArrowUp: to(here < 0 ? -1 : here - 1),
      Home: to(0),
      End: to(-1),
      ArrowRight: () => all[here]?.ariaHasPopup === "menu" && all[here].click(),
      ArrowLeft: () => back && onLeave(),
      Escape: onLeave,
      Tab: onClose,
    };
    const letter = event.key.length === 1 && event.key !== " ";
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key] ?? (letter && (() => find(event.key)));
    event.stopPropagation();
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div ref={list} role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {back && <Entry item={{ name: SHELL.back, icon: ChevronLeft }} onChoose={onLeave} />}
      {items.map((item) => (
        <Entry key={item.key ?? item.name} item={item} onChoose={() => onChoose(item)} />
      ))}
    </div>
  );
};

/** @param {Props} props */
const Entry = ({ item: { name, icon: Icon, colour, items, danger, chosen, mark }, onChoose }) => (
  // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only what can be chosen has a state
  <button
    type="button"
    role={chosen === undefined ? "menuitem" : "menuitemradio"}
    aria-checked={chosen}
    aria-haspopup={items ? "menu" : undefined}
    tabIndex={-1}
    className={danger ? "danger" : undefined}
    onClick={onChoose}
  >
    <span className="menu-icon">
      {colour ? <Dot colour={colour} /> : Icon && <Icon size={16} aria-hidden />}
    </span>
    <span className="menu-name" dir="auto">
      {name}
    </span>
    {mark && <span className="mark" role="img" aria-label={mark} title={mark} />}
    {items && <ChevronRight size={16} aria-hidden />}
    {chosen && <Check size={16} aria-hidden />}
  </button>
);

// Below or beside its point, wherever there is room.
export const place = (box, at) => {
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = at.bottom + height + EDGE <= window.innerHeight;
  const top = below ? at.bottom : at.top - height;
  box.style.left = `${Math.max(EDGE, Math.min(at.left, window.innerWidth - width - EDGE))}px`;
  box.style.top = `${Math.max(EDGE, top)}px`;
};
