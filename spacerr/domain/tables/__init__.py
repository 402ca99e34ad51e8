"""The tables. Times are milliseconds since 1970."""

from sqlmodel import SQLModel

from spacerr.domain.tables.accounts import AuditEntry, Invitation, Membership, SignIn, Team, User
from spacerr.domain.tables.agents import Agent, AgentVersion
from spacerr.domain.tables.chats import (
    ERASED,
    PINNED,
    RUNNING,
    SHARED,
    Chat,
    Message,
    Passage,
    Project,
    ReadMarker,
    ShareLink,
)
from spacerr.domain.tables.gateway import Connection, ModelOption, Prompt, Usage
from spacerr.domain.tables.mcp import ToolPin, ToolServer
from spacerr.domain.tables.outbox import OutboxRow
from spacerr.domain.tables.questions import OpenQuestion
from spacerr.domain.tables.results import LongResult, ToolImage
from spacerr.domain.tables.settings import PlatformSettings, TeamSettings, UserSettings
from spacerr.domain.tables.steps import ReplyStep

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
    "LongResult",
    "Membership",
    "Message",
    "ModelOption",
    "OpenQuestion",
    "OutboxRow",
    "Passage",
    "PlatformSettings",
    "Project",
    "Prompt",
    "ReadMarker",
    "ReplyStep",
    "SQLModel",
    "ShareLink",
    "SignIn",
    "Team",
    "TeamSettings",
    "ToolImage",
    "ToolPin",
    "ToolServer",
    "Usage",
    "User",
    "UserSettings",
]
