"""What a team's audit tells of, each with the words people read. Never what was said."""

from enum import StrEnum


class Action(StrEnum):
    """Something somebody did to a team's membership, sharing or data."""

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


WORDS: dict[str, str] = {
    Action.TEAM_CREATED: "Created the team",
    Action.TEAM_RENAMED: "Renamed the team",
    Action.INVITATION_MADE: "Made an invitation",
    Action.INVITATION_REVOKED: "Revoked an invitation",
    Action.MEMBER_JOINED: "Joined the team",
    Action.MEMBER_LEFT: "Left the team",
    Action.MEMBER_REMOVED: "Removed somebody",
    Action.ROLE_CHANGED: "Changed a role",
    Action.OWNERSHIP_HANDED_OVER: "Handed the team over",
    Action.OWNER_MADE: "Made somebody an owner",
    Action.CHAT_SHARED: "Shared a chat with the team",
    Action.CHAT_UNSHARED: "Stopped sharing a chat",
    Action.CHAT_DELETED: "Deleted a shared chat",
    Action.CHAT_RESTORED: "Restored a shared chat",
    Action.KEY_ADDED: "Added a key",
    Action.KEY_CHANGED: "Replaced a key",
    Action.KEY_RENAMED: "Renamed a key",
    Action.KEY_REMOVED: "Removed a key",
    Action.OWN_KEYS_ALLOWED: "Allowed members their own keys",
    Action.OWN_KEYS_ENDED: "Stopped allowing members their own keys",
    Action.LINK_MADE: "Made a link to a chat",
    Action.LINK_ENDED: "Ended a link to a chat",
    Action.INSTRUCTIONS_CHANGED: "Changed the team’s instructions",
    Action.AGENT_SHARED: "Gave the team an agent",
    Action.AGENT_UNSHARED: "Took an agent back from the team",
    Action.AGENT_DELETED: "Deleted an agent of the team",
    Action.AGENT_RESTORED: "Restored an agent of the team",
    Action.MODEL_SWITCHED_ON: "Switched a model on",
    Action.MODEL_SWITCHED_OFF: "Switched a model off",
    Action.MODEL_CHANGED: "Changed how a model is asked",
    Action.MODEL_ADDED: "Added a model by hand",
    Action.MODEL_TAKEN_AWAY: "Took a model away again",
    Action.MODELS_ARRANGED: "Changed the order of models",
    Action.DEFAULT_MODELS_SET: "Chose the default models",
    Action.CEILINGS_SET: "Changed how much a reply may use",
}
