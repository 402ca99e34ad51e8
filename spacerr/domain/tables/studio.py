"""The studio's tables: keys, models, agents, instructions; what a reply was told and cost."""

from typing import Any

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id
from spacerr.domain.tables.columns import Json, parent_key, timestamp, user_key

PLATFORM = "platform"
"""The id of the one row of PlatformStudio."""


class Connection(SQLModel, table=True):
    """A key for a provider: a team's, or one person's in that team (`user_id`).

    `slug` begins the ids of its models. The key is sealed for this team, person, provider and
    address, so that it opens nowhere else; `key_tail` is all of it that is ever shown. `state` is
    how it went when it was last tried, `state_since` since when it is so.
    """

    __table_args__ = (Index("ix_connection_place", "team_id", "slug"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(sa_column=parent_key("team"))
    user_id: str | None = Field(default=None, sa_column=parent_key("user_account", nullable=True))
    provider: str
    slug: str
    name: str
    base_url: str = ""
    api_version: str = ""
    key_sealed: str = Field(default="", sa_type=Text)
    key_tail: str = ""
    state: str = "untried"
    state_since: int = timestamp()
    tried_at: int | None = Field(default=None, sa_type=BigInteger)
    made_by: str | None = user_key()
    revision: int = 0
    created_at: int = timestamp()


class ModelOption(SQLModel, table=True):
    """What a team has decided about a model; a model without a row is offered as it is.

    `temperature` None, `max_tokens` None and `effort` "" leave it to the provider. `added`: it is
    offered although its provider doesn't list it.
    """

    __tablename__ = "model_option"  # pyright: ignore[reportAssignmentType]

    team_id: str = Field(foreign_key="team.id", primary_key=True, ondelete="CASCADE")
    model: str = Field(primary_key=True)
    enabled: bool = True
    added: bool = False
    position: int | None = None
    nickname: str = ""
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""
    revision: int = 0


class TeamSettings(SQLModel, table=True):
    """What a team has decided for all of its replies. `max_cost` is in millionths of a dollar."""

    __tablename__ = "team_studio"  # pyright: ignore[reportAssignmentType]

    team_id: str = Field(foreign_key="team.id", primary_key=True, ondelete="CASCADE")
    default_model: str = ""
    fallback_model: str = ""
    own_keys: bool = False
    instructions: str = Field(default="", sa_type=Text)
    max_tokens: int | None = None
    max_cost: int | None = Field(default=None, sa_type=BigInteger)
    revision: int = 0


class UserSettings(SQLModel, table=True):
    """What a person has decided for the replies they ask for. The lists hold ids of models;
    `time_zone` (as IANA names it) and `language` (a BCP 47 tag) are what their browser last said.
    """

    __tablename__ = "person_studio"  # pyright: ignore[reportAssignmentType]

    user_id: str = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    time_zone: str = ""
    language: str = ""
    instructions: str = Field(default="", sa_type=Text)
    favourites: list[str] = Field(default_factory=list, sa_type=Json)  # pyright: ignore[reportArgumentType]
    recent: list[str] = Field(default_factory=list, sa_type=Json)  # pyright: ignore[reportArgumentType]
    revision: int = 0


class PlatformSettings(SQLModel, table=True):
    """What whoever runs the server has decided for every reply on it: one row."""

    __tablename__ = "platform_studio"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default=PLATFORM, primary_key=True)
    instructions: str = Field(default="", sa_type=Text)
    revision: int = 0
    changed_by: str | None = user_key()
    changed_at: int = timestamp()


class Agent(SQLModel, table=True):
    """Somebody to talk to: instructions with a name. Private to who made it, or the team's.

    `settings` is what a version keeps: see AgentVersion. `version` counts what was saved.
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
    """An agent as it was saved once."""

    __tablename__ = "agent_version"  # pyright: ignore[reportAssignmentType]

    agent_id: str = Field(foreign_key="agent.id", primary_key=True, ondelete="CASCADE")
    version: int = Field(primary_key=True)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    made_by: str | None = user_key()
    created_at: int = timestamp()


class Prompt(SQLModel, table=True):
    """What a reply's model was told, beside the messages themselves, which never change.

    `parts`: the pieces of its instructions in order, each with its level and text, and those that
    were overridden or cut. `history`: which messages were sent, which were left out and why.
    `parameters`: what else the request said.
    """

    message_id: str = Field(foreign_key="message.id", primary_key=True, ondelete="CASCADE")
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)  # pyright: ignore[reportArgumentType]
    history: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    parameters: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    created_at: int = timestamp()


class Usage(SQLModel, table=True):
    """What one request to a model used. `cost` is in millionths of a dollar, None where nobody
    knows the price; `estimated`: somebody other than the provider counted.
    """

    __table_args__ = (
        Index("ix_usage_team_spend", "team_id", "created_at", "cost"),
        Index("ix_usage_person_spend", "user_id", "created_at", "cost"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(sa_column=parent_key("team"))
    user_id: str | None = user_key()
    chat_id: str | None = Field(
        default=None, sa_column=parent_key("chat", nullable=True, ondelete="SET NULL")
    )
    model: str
    purpose: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: int | None = Field(default=None, sa_type=BigInteger)
    estimated: bool = False
    created_at: int = timestamp()
