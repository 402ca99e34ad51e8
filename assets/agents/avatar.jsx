// An agent's picture: an emoji or letters on its colour.

import { initials } from "$/public/auth/account.js";

export const AgentAvatar = ({ name, avatar, colour, size = "small" }) => (
  <span
    className="agent-avatar"
    data-size={size}
    style={{ "--dot": `var(--project-${colour || "grey"})` }}
    aria-hidden
  >
    {avatar || initials(name)}
  </span>
);
