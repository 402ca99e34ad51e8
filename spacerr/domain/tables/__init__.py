"""The tables: what has been said, by whom, where. Times are milliseconds since 1970."""

from sqlmodel import SQLModel

from spacerr.domain.tables.chats import (
    ERASED,
    PINNED,
    RUNNING,
    SHARED,
    Chat,
    Link,
    Message,
    Passage,
    Project,
    ReadMarker,
)
from spacerr.domain.tables.outbox import OutboxRow
from spacerr.domain.tables.people import AuditEntry, Invitation, Membership, SignIn, Team, User
from spacerr.domain.tables.studio import (
    Agent,
    AgentVersion,
    Connection,
    ModelOption,
    PersonStudio,
    PlatformStudio,
    Prompt,
    TeamStudio,
    Usage,
)

__all__ = [
    "ERASED",
    "PINNED",
    "RUNNING",
    "SHARED",
    "Agent",
    "AgentVersion",
    "AuditEntry",
    "Chat",
    "Connection",
    "Invitation",
    "Link",
    "Membership",
    "Message",
    "ModelOption",
    "OutboxRow",
    "Passage",
    "PersonStudio",
    "PlatformStudio",
    "Project",
    "Prompt",
    "ReadMarker",
    "SQLModel",
    "SignIn",
    "Team",
    "TeamStudio",
    "Usage",
    "User",
]
