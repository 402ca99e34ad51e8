// Settings: the agent that is being edited.

import { AgentEditor } from "$/public/agents/editor.jsx";

const LIST = ["", "agents"]; // what an address names that means the list

export const Agents = ({ me, team, hash }) => {
  const wanted = hash.slice(1);
  if (LIST.includes(wanted)) return null;
  return (
    <AgentEditor
      key={`${team.id}${wanted}`}
      team={team}
      id={wanted === "new" ? "" : wanted}
      alone={me.mode !== "accounts"}
    />
  );
};
