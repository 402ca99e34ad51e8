// The open list of the combobox "Agent": arrows, first letters, Enter, Escape; on phones a sheet.

import { Check, Settings2 } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { AgentAvatar } from "$/public/agents/avatar.jsx";
import { Layer, whenLeft } from "$/public/ui/layer.jsx";
import { place } from "$/public/ui/menu.jsx";
import { AGENTS } from "$/public/words/studio-agents.js";

const TYPING = 600; // milliseconds between two letters of one word

// The option that a key leads to, or none.
const moved = (key, here, count) =>
  ({
    ArrowDown: Math.min(here + 1, count - 1),
    ArrowUp: Math.max(here - 1, 0),
    Home: 0,
    End: count - 1,
  })[key];

const useLetters = (agents) => {
  const typed = useRef({ text: "", at: 0 });
  return (letter) => {
    const now = Date.now();
    const earlier = now - typed.current.at < TYPING ? typed.current.text : "";
    typed.current = { text: earlier + letter.toLowerCase(), at: now };
    return agents.findIndex((it) => it.settings.name.toLowerCase().startsWith(typed.current.text));
  };
};

export const AgentList = ({ id, at, agents, chosen, onChoose, onClose }) => {
  const box = useRef(null);
  const list = useRef(null);
  const [here, setHere] = useState(() =>
    Math.max(
      agents.findIndex((it) => it.id === chosen),
      0,
    ),
  );
  const find = useLetters(agents);
  useLayoutEffect(() => {
    place(box.current, at);
    list.current.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    list.current.children[here]?.scrollIntoView({ block: "nearest" });
  }, [here]);
  const onKeyDown = (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = key.length === 1 && key !== " ";
    const next = letter ? find(key) : moved(key, here, agents.length);
    if (next !== undefined && next >= 0) setHere(next);
    else if (key === "Enter" || key === " ") onChoose(agents[here]);
    else if (!letter) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Layer onClose={onClose} onBlur={whenLeft(onClose)}>
      <div ref={box} className="menu agent-menu">
        <p className="menu-title" aria-hidden>
          {AGENTS.choose}
        </p>
        <div
          ref={list}
          id={id}
          role="listbox"
          tabIndex={0}
          className="agent-options"
          aria-label={AGENTS.choose}
          aria-activedescendant={`${id}${here}`}
          onKeyDown={onKeyDown}
        >
          {agents.map((agent, number) => (
            <Option
              key={agent.id}
              id={`${id}${number}`}
              agent={agent}
              here={number === here}
              chosen={agent.id === chosen}
              onHere={() => setHere(number)}
              onChoose={() => onChoose(agent)}
            />
          ))}
        </div>
        <Link to="/settings/agents" className="agent-manage">
          <Settings2 size={16} aria-hidden /> {AGENTS.manage}
        </Link>
      </div>
    </Layer>
  );
};

/** @param {Props} props */
const Option = ({ id, agent, here, chosen, onHere, onChoose }) => {
  const { name, avatar, colour, description } = agent.settings;
  return (
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className="agent-option"
      data-here={here}
      onPointerMove={onHere}
      onClick={onChoose}
    >
      {agent.id ? (
        <AgentAvatar name={name} avatar={avatar} colour={colour} />
      ) : (
        <span className="agent-avatar" data-size="small" data-none="true" aria-hidden />
      )}
      <span className="agent-words">
        <span dir="auto">{name}</span>
        <small dir="auto">{agent.id ? description : AGENTS.noneNote}</small>
      </span>
      {chosen && <Check size={16} aria-hidden />}
    </div>
  );
};
