"""The actions in a team's audit, each with the words people read. Never the content of a chat."""

from enum import StrEnum


class Action(StrEnum):
    """A change of a team's membership, sharing or data."""

    TEAM_CREATED = "team-created"
    TEAM_RENAMED = "team-renamed"
    INVITATION_MADE = "invitation-made"
    INVITATION_REVOKED = "invitation-revoked"
    MEMBER_JOINED = "member-joined"
    MEMBER_LEFT = "member-left"
    MEMBER_REMOVED = "member-removed"
    ROLE_CHANGED = "role-changed"
    OWNERSHIP_HANDED_OVER = "ownership-handed-over"
    OWNER_MADE = "owner-made"
    CHAT_SHARED = "chat-shared"
    CHAT_UNSHARED = "chat-unshared"
    CHAT_DELETED = "chat-deleted"
    CHAT_RESTORED = "chat-restored"
    KEY_ADDED = "key-added"
    KEY_CHANGED = "key-changed"
    KEY_RENAMED = "key-renamed"
    KEY_REMOVED = "key-removed"
    OWN_KEYS_ALLOWED = "own-keys-allowed"
    OWN_KEYS_ENDED = "own-keys-ended"
    LINK_MADE = "link-made"
    LINK_ENDED = "link-ended"
    INSTRUCTIONS_CHANGED = "instructions-changed"
    AGENT_SHARED = "agent-shared"
    AGENT_UNSHARED = "agent-unshared"
    AGENT_DELETED = "agent-deleted"
    AGENT_RESTORED = "agent-restored"
    MODEL_SWITCHED_ON = "model-switched-on"
    MODEL_SWITCHED_OFF = "model-switched-off"
    MODEL_CHANGED = "model-changed"
    MODEL_ADDED = "model-added"
    MODEL_TAKEN_AWAY = "model-taken-away"
    MODELS_ARRANGED = "models-arranged"
    DEFAULT_MODELS_SET = "default-models-set"
    CEILINGS_SET = "ceilings-set"
    TOOL_SWITCHED_ON = "tool-switched-on"
    TOOL_SWITCHED_OFF = "tool-switched-off"
    TOOL_ASKING_SET = "tool-asking-set"
    TOOL_SERVER_ADDED = "tool-server-added"
    TOOL_SERVER_CHANGED = "tool-server-changed"
    TOOL_SERVER_REMOVED = "tool-server-removed"
    TOOL_SERVER_SWITCHED_ON = "tool-server-switched-on"
    TOOL_SERVER_SWITCHED_OFF = "tool-server-switched-off"
    TOOL_SERVER_SIGNED_IN = "tool-server-signed-in"
    TOOL_DESCRIPTION_TAKEN = "tool-description-taken"
    TOOL_DESCRIPTION_KEPT_OFF = "tool-description-kept-off"


ACTION_LABELS: dict[str, str] = {
    Action.TEAM_CREATED: "Created the team",
    Action.TEAM_RENAMED: "Renamed the team",
    Action.INVITATION_MADE: "Created an invitation",
    Action.INVITATION_REVOKED: "Revoked an invitation",
    Action.MEMBER_JOINED: "Joined the team",
    Action.MEMBER_LEFT: "Left the team",
    Action.MEMBER_REMOVED: "Removed a member",
    Action.ROLE_CHANGED: "Changed a role",
    Action.OWNERSHIP_HANDED_OVER: "Transferred ownership",
    Action.OWNER_MADE: "Made somebody an owner",
    Action.CHAT_SHARED: "Shared a chat with the team",
    Action.CHAT_UNSHARED: "Stopped sharing a chat",
    Action.CHAT_DELETED: "Deleted a shared chat",
    Action.CHAT_RESTORED: "Restored a shared chat",
    Action.KEY_ADDED: "Added a key",
    Action.KEY_CHANGED: "Replaced a key",
    Action.KEY_RENAMED: "Renamed a key",
    Action.KEY_REMOVED: "Removed a key",
    Action.OWN_KEYS_ALLOWED: "Allowed members’ own keys",
    Action.OWN_KEYS_ENDED: "Stopped allowing members’ own keys",
    Action.LINK_MADE: "Created a link to a chat",
    Action.LINK_ENDED: "Deleted a link to a chat",
    Action.INSTRUCTIONS_CHANGED: "Changed the team’s instructions",
    Action.AGENT_SHARED: "Shared an agent with the team",
    Action.AGENT_UNSHARED: "Stopped sharing an agent",
    Action.AGENT_DELETED: "Deleted a shared agent",
    Action.AGENT_RESTORED: "Restored a shared agent",
    Action.MODEL_SWITCHED_ON: "Turned on a model",
    Action.MODEL_SWITCHED_OFF: "Turned off a model",
    Action.MODEL_CHANGED: "Changed a model’s settings",
    Action.MODEL_ADDED: "Added a model",
    Action.MODEL_TAKEN_AWAY: "Removed a model",
    Action.MODELS_ARRANGED: "Changed the order of models",
    Action.DEFAULT_MODELS_SET: "Changed the default models",
    Action.CEILINGS_SET: "Changed the limits per reply",
    Action.TOOL_SWITCHED_ON: "Turned on a tool",
    Action.TOOL_SWITCHED_OFF: "Turned off a tool",
    Action.TOOL_ASKING_SET: "Changed when a tool is asked about",
    Action.TOOL_SERVER_ADDED: "Added a server of tools",
    Action.TOOL_SERVER_CHANGED: "Changed a server of tools",
    Action.TOOL_SERVER_REMOVED: "Removed a server of tools",
    Action.TOOL_SERVER_SWITCHED_ON: "Turned on a server of tools",
    Action.TOOL_SERVER_SWITCHED_OFF: "Turned off a server of tools",
    Action.TOOL_SERVER_SIGNED_IN: "Signed in to a server of tools",
    Action.TOOL_DESCRIPTION_TAKEN: "Accepted the description of a tool",
    Action.TOOL_DESCRIPTION_KEPT_OFF: "Kept a tool off whose description is new",
}
