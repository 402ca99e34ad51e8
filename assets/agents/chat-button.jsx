// Begins a new chat with an agent.

import { MessageSquarePlus } from "lucide-react";
import { useNavigate } from "react-router";
import { beginWith } from "$/public/agents/agents.js";

export const ChatButton = ({ agentId, label }) => {
  const navigate = useNavigate();
  const begin = () => {
    beginWith(agentId);
    navigate("/chat");
  };
  return (
    <button type="button" className="icon small" aria-label={label} title={label} onClick={begin}>
      <MessageSquarePlus size={16} aria-hidden />
    </button>
  );
};
