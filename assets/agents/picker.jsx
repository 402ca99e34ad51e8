// Who answers in this chat: the combobox "Agent" in the composer, where the team has agents.

import { ChevronDown } from "lucide-react";
import { memo, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { showNewChatAgent, takeWanted, useAgents } from "$/public/agents/agents.js";
import { AgentAvatar } from "$/public/agents/avatar.jsx";
import { AgentList } from "$/public/agents/list.jsx";
import { useAddress } from "$/public/app/address.js";
import { activeProject, activeTeam, subscribeScope } from "$/public/app/scope.js";
import { useMe } from "$/public/auth/account.js";
import { readChats, subscribeChats } from "$/public/sidebar/chat-store.js";
import { AGENTS } from "$/public/words/studio-agents.js";

const NOBODY = { id: "", settings: { name: AGENTS.none } };

// The team in which a new chat would begin.
const subscribePlace = (listener) => {
  const leave = [subscribeScope(listener), subscribeChats(listener)];
  return () => leave.forEach((it) => it());
};

const placeOfNew = () =>
  readChats().projects.find((it) => it.id === activeProject())?.team_id ?? activeTeam();

const useTeam = (fresh, team) => {
  const me = useMe();
  const place = useSyncExternalStore(subscribePlace, placeOfNew, () => "");
  if (!fresh) return team;
  const known = me?.teams.find((it) => it.id === place) ?? me?.teams[0];
  return known?.id ?? "";
};

// `agent` is who was chosen here, as the server knows it; `team` that of the open chat. What is
// `opened` here changes once the server has begun a new chat.
export const AgentPicker = memo(({ agent, team, opened, onChoose, onModel }) => {
  const fresh = !useAddress().chatId;
  const agents = useAgents(useTeam(fresh, team));
  const found = agents?.find((it) => it.id === agent.id);
  const shown = found ?? (agent.id ? { id: agent.id, settings: agent } : NOBODY);
  const choose = (next) => {
    onChoose(next.id);
    if (fresh && next.settings.model) onModel(next.settings.model);
  };
  useEffect(() => {
    if (agents && agent.id && !found) onChoose("");
  }, [agents, agent.id]);
  const before = useRef(opened);
  useEffect(() => {
    const wanted = fresh && agents && opened !== before.current && takeWanted();
    const next = wanted && agents.find((it) => it.id === wanted);
    if (next) choose(next);
  }, [fresh, agents, opened]);
  useEffect(() => {
    showNewChatAgent((fresh && found) || null);
    return () => showNewChatAgent(null);
  }, [fresh, found]);
  if (!agents?.length && !agent.id) return null;
  return <Picker shown={shown} agents={agents ?? []} onChoose={choose} />;
});

const OPENING = /^(ArrowDown|ArrowUp|Enter| )$/;

const Picker = ({ shown, agents, onChoose }) => {
  const [at, setAt] = useState(null);
  const button = useRef(null);
  const list = useId();
  const open = () => setAt(button.current.getBoundingClientRect());
  const close = () => {
    setAt(null);
    button.current?.focus({ preventScroll: true });
  };
  const onKeyDown = (event) => {
    if (!OPENING.test(event.key)) return;
    event.preventDefault();
    open();
  };
  const { name, avatar, colour } = shown.settings;
  return (
    <>
      <button
        ref={button}
        type="button"
        role="combobox"
        className="agent-picker"
        data-chosen={Boolean(shown.id)}
        aria-label={AGENTS.choose}
        aria-haspopup="listbox"
        aria-expanded={Boolean(at)}
        aria-controls={at ? list : undefined}
        title={AGENTS.choose}
        onClick={open}
        onKeyDown={onKeyDown}
      >
        {shown.id && <AgentAvatar name={name} avatar={avatar} colour={colour} size="tiny" />}
        <span className="agent-picker-name" dir="auto">
          {name}
        </span>
        <ChevronDown size={14} aria-hidden />
      </button>
      {at && (
        <AgentList
          id={list}
          at={at}
          agents={[NOBODY, ...agents]}
          chosen={shown.id}
          onChoose={(next) => {
            close();
            onChoose(next);
          }}
          onClose={close}
        />
      )}
    </>
  );
};
