"""The tables of the gateway: provider keys, model options, prompts and usage."""

from typing import Any

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id
from spacerr.domain.tables.columns import Json, parent_key, timestamp, user_key


class Connection(SQLModel, table=True):
    """A key for a provider: a team's, or one user's own in that team (`user_id`).

    `slug` begins the ids of its models. The key is sealed for this team, user, provider and
    address, so that it can be used nowhere else; only `key_tail` is ever shown. `state` is the
    result of its last use, `state_since` the time of the last change of state.
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
    """A team's options for a model; a model without a row is offered with default options.

    `temperature` None, `max_tokens` None and `effort` "" leave it to the provider. `tools`: whether
    it takes tools; None: as is known of it. `added`: a custom model, offered although its provider
    doesn't list it.
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
    tools: bool | None = None
    revision: int = 0


class Prompt(SQLModel, table=True):
    """The prompt of a reply, without the messages themselves, which never change.

    `parts`: the parts of its instructions in order, each with its level and text, and those that
    were overridden or cut. `history`: which messages were sent, which were left out and why.
    `parameters`: the other parameters of the request.
    """

    message_id: str = Field(foreign_key="message.id", primary_key=True, ondelete="CASCADE")
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)  # pyright: ignore[reportArgumentType]
    history: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    parameters: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    created_at: int = timestamp()


class Usage(SQLModel, table=True):
    """The usage of one request to a model. `cost` is in millionths of a dollar, None where the
    price is unknown; `estimated`: not counted by the provider.
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
