// Settings: the agents somebody can choose in the team, and the one that is being edited.

import { Copy, Download, Ellipsis, MessageSquarePlus, Pencil, Trash2, Users } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { beginWith, fetchAgents, useAgents } from "$/public/agents/agents.js";
import { AgentAvatar } from "$/public/agents/avatar.jsx";
import { AgentEditor } from "$/public/agents/editor.jsx";
import { ask, download } from "$/public/app/api.js";
import { Button, Setting } from "$/public/settings/parts.jsx";
import { say } from "$/public/toasts/toasts.js";
import { newId } from "$/public/ui/ids.js";
import { Menu } from "$/public/ui/menu.jsx";
import { AGENTS } from "$/public/words/studio-agents.js";

const LIST = ["", "agents"]; // what an address names that means the list

export const Agents = ({ me, team, hash }) => {
  const agents = useAgents(team.id);
  const wanted = hash.slice(1);
  const alone = me.mode !== "accounts";
  if (LIST.includes(wanted)) return <List team={team} agents={agents} alone={alone} />;
  return (
    <AgentEditor key={`${team.id}${wanted}`} team={team} id={wanted === "new" ? "" : wanted} alone={alone} />
  );
};

const List = ({ team, agents, alone }) => {
  const on = useActions(team);
  const [menu, setMenu] = useState(null);
  const openMenu = (agent, at) => setMenu({ label: agent.settings.name, at, items: entries(agent, on) });
  return (
    <Setting
      id="agents"
      title={alone ? AGENTS.yours : AGENTS.list}
      note={AGENTS.note}
      beside={<Make team={team} />}
    >
      {agents && !agents.length && <p className="agents-empty">{AGENTS.empty}</p>}
      {agents?.length > 0 && (
        <ul className="lines agents">
          {agents.map((agent) => (
            <Agent key={agent.id} agent={agent} alone={alone} on={on} onMenu={openMenu} />
          ))}
        </ul>
      )}
      {menu && <Menu {...menu} onClose={() => setMenu(null)} />}
    </Setting>
  );
};

const Make = ({ team }) => {
  const [busy, setBusy] = useState(false);
  const picker = useRef(null);
  const navigate = useNavigate();
  const choose = async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (!file || busy) return;
    setBusy(true);
    const answer = await ask(`teams/${team.id}/agents/import?request=${newId()}`, file);
    setBusy(false);
    if (!answer.ok) return say(answer.sentence, { about: "agent-file", urgent: true });
    await fetchAgents(team.id);
    say(AGENTS.imported);
    navigate(`#${answer.id}`);
  };
  return (
    <div className="agents-make">
      <Button aria-disabled={busy} onClick={() => busy || picker.current.click()}>
        {busy ? AGENTS.importing : AGENTS.import}
      </Button>
      <input
        ref={picker}
        type="file"
        accept="application/json,.json"
        aria-label={AGENTS.import}
        hidden
        onChange={choose}
      />
      <Link to="#new" className="primary">
        {AGENTS.create}
      </Link>
    </div>
  );
};

const Agent = ({ agent, alone, on, onMenu }) => {
  const { id, settings, shared, mine, maker } = agent;
  const { name, avatar, colour, description } = settings;
  const button = useRef(null);
  const whose = mine ? "" : ` ${AGENTS.by(maker || AGENTS.left)}`;
  return (
    <li>
      <AgentAvatar name={name} avatar={avatar} colour={colour} size="medium" />
      <Link to={`#${id}`} className="line-name agent-line">
        <bdi>{name}</bdi>
        {description && <small dir="auto">{description}</small>}
      </Link>
      {!alone && (
        <span className="agent-whose">
          {shared && <Users size={14} aria-hidden />} {shared ? AGENTS.shared + whose : AGENTS.private}
        </span>
      )}
      <button
        type="button"
        className="icon small"
        aria-label={AGENTS.chatWith(name)}
        title={AGENTS.chatWith(name)}
        onClick={() => on.chat(agent)}
      >
        <MessageSquarePlus size={16} aria-hidden />
      </button>
      <button
        ref={button}
        type="button"
        className="icon small"
        aria-haspopup="menu"
        aria-label={AGENTS.more(name)}
        title={AGENTS.more(name)}
        onClick={() => onMenu(agent, button.current.getBoundingClientRect())}
      >
        <Ellipsis size={16} aria-hidden />
      </button>
    </li>
  );
};

const entries = (agent, on) => [
  { name: agent.changeable ? AGENTS.edit : AGENTS.open, icon: Pencil, run: () => on.edit(agent) },
  { name: AGENTS.duplicate, icon: Copy, run: () => on.duplicate(agent) },
  { name: AGENTS.export, icon: Download, run: () => download(`agents/${agent.id}/export.json`) },
  agent.changeable && { name: AGENTS.remove, icon: Trash2, danger: true, run: () => on.remove(agent) },
];

const useActions = (team) => {
  const navigate = useNavigate();
  const gone = useRef(false);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );
  const done = async (answer) => {
    if (!answer.ok) say(answer.sentence, { urgent: true });
    await fetchAgents(team.id);
    return answer.ok;
  };
  return {
    edit: (agent) => navigate(`#${agent.id}`),
    chat(agent) {
      beginWith(agent.id);
      navigate("/chat");
    },
    async duplicate(agent) {
      const answer = await ask(`agents/${agent.id}/duplicate`, { request_id: newId() });
      if (!(await done(answer))) return;
      say(AGENTS.copied(agent.settings.name));
      if (!gone.current) navigate(`#${answer.id}`);
    },
    remove: (agent) => removeAgent(agent, done),
  };
};

// Deleted at once, and back as long as the toast says so.
export const removeAgent = async (agent, done) => {
  const act = async (what) => done(await ask(`agents/${agent.id}/${what}`, {}));
  const undo = () => act("restore");
  if (await act("delete")) say(AGENTS.removed(agent.settings.name), { about: agent.id, undo });
};
