"""Words of the settings' section about members and invitations."""

from spacerr.domain.accounts.names import FORMER_MEMBER
from spacerr.domain.roles import TeamRole

ROLES = {TeamRole.OWNER: "Owner", TeamRole.ADMIN: "Admin", TeamRole.MEMBER: "Member"}
YOU = "you"
SINCE = "since"
REMOVE = "Remove"
REMOVE_BODY = (
    "They lose access to the team’s chats, and to their own private chats in it. Those are kept, "
    "in case they rejoin."
)
HAND_OVER = "Make owner"
HAND_OVER_BODY = "They become an owner, and you become an admin."
CANCEL = "Cancel"
INVITATIONS = "Invitations"
INVITE_NOTE = "A link for one person. Anyone who has it can join, so send it to nobody else."
EXPIRES = "expires"
NO_INVITATIONS = "No pending invitations."


def role_name(role: str) -> str:
    return ROLES.get(TeamRole(role), role) if role in set(TeamRole) else role


def members_of(team: str) -> str:
    return f"Members of {team}"


def role_of(name: str) -> str:
    return f"Role of {name}"


def role_changed(name: str, role: str) -> str:
    return f"{name} is now: {role_name(role)}"


def remove(name: str) -> str:
    return f"Remove {name}"


def remove_title(name: str) -> str:
    return f"Remove {name}?"


def hand_over(name: str) -> str:
    return f"Make {name} the owner"


def hand_over_title(name: str) -> str:
    return f"Make {name} the owner?"


def made_by(name: str) -> str:
    return f"created by {name or FORMER_MEMBER}"


def revoke(role: str) -> str:
    return f"Revoke the invitation for: {role_name(role)}"
