"""Roles in a team, and rights in a chat."""

from enum import IntEnum, StrEnum


class TeamRole(StrEnum):
    """A member's role. Admins can do all but delete the team and make owners."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


MANAGERS = frozenset({TeamRole.OWNER, TeamRole.ADMIN})
"""Roles that may invite and remove members, and read the audit."""


class Sharing(StrEnum):
    """What a chat's team may do with it besides its owner: nothing, read it, or write in it."""

    PRIVATE = "private"
    READ = "read"
    WRITE = "write"


class Right(IntEnum):
    """A user's right in a chat; each includes the lower ones."""

    READ = 1
    WRITE = 2
    OWN = 3
