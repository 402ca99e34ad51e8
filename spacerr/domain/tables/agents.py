"""The tables of agents and their versions."""

from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id
from spacerr.domain.tables.columns import Json, parent_key, timestamp, user_key


class Agent(SQLModel, table=True):
    """Instructions with a name, to talk to. Private to the user who made it, or shared in the team.

    `settings` are those of the newest version: see AgentVersion. `version` counts the saves.
    """

    __table_args__ = (Index("uq_agent_request", "user_id", "client_request_id", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(sa_column=parent_key("team"))
    user_id: str | None = user_key()
    shared: bool = False
    version: int = 1
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    client_request_id: str | None = None
    created_at: int = timestamp()
    changed_at: int = timestamp()
    deleted_at: int | None = Field(default=None, sa_type=BigInteger)


class AgentVersion(SQLModel, table=True):
    """The settings of an agent at one save."""

    __tablename__ = "agent_version"  # pyright: ignore[reportAssignmentType]

    agent_id: str = Field(foreign_key="agent.id", primary_key=True, ondelete="CASCADE")
    version: int = Field(primary_key=True)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    made_by: str | None = user_key()
    created_at: int = timestamp()
