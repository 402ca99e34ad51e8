"""The words for what people may do: in a team, and with a chat."""

from enum import IntEnum, StrEnum


class TeamRole(StrEnum):
    """What somebody is in a team. Admins can do all but end it and make owners."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


MANAGERS = frozenset({TeamRole.OWNER, TeamRole.ADMIN})
"""Who may invite, remove, and read what was done."""


class Sharing(StrEnum):
    """Who in its team may open a chat besides its owner: nobody, or everybody, to read or write."""

    PRIVATE = "private"
    READ = "read"
    WRITE = "write"


class Right(IntEnum):
    """What somebody may do with a chat; each includes those below."""

    READ = 1
    WRITE = 2
    OWN = 3
