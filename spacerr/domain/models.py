"""The tables: what has been said, by whom, where. Times are milliseconds since 1970."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.status import ACTIVE, Colour, Kind, Role, Status, TitleSource

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

_Json = JSON().with_variant(JSONB(), "postgresql")
_RUNNING = "role = 'assistant' AND status IN ({})".format(
    ", ".join(f"'{status}'" for status in sorted(ACTIVE))
)


def _time() -> Any:
    return Field(default_factory=now_ms, sa_type=BigInteger)


def _owner(table: str, *, nullable: bool = False, ondelete: str = "CASCADE") -> Column[str]:
    return Column(ForeignKey(f"{table}.id", ondelete=ondelete), nullable=nullable, index=True)


class User(SQLModel, table=True):
    """A person."""

    __tablename__ = "user_account"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    is_local: bool = False
    created_at: int = _time()


class Team(SQLModel, table=True):
    """People who share chats, keys and models. Everybody has at least one."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    created_at: int = _time()


class Membership(SQLModel, table=True):
    """A person in a team."""

    user_id: str = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    team_id: str = Field(foreign_key="team.id", primary_key=True, ondelete="CASCADE", index=True)
    role: str = "owner"
    created_at: int = _time()


class Project(SQLModel, table=True):
    """A named group of chats in a team. `instructions` are for the models that answer in it."""

    __table_args__ = (Index("uq_project_client_request_id", "client_request_id", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(sa_column=_owner("team"))
    name: str
    colour: str = Colour.GREY
    instructions: str = Field(default="", sa_type=Text)
    archived_at: int | None = Field(default=None, sa_type=BigInteger)
    client_request_id: str | None = None
    revision: int = 0
    created_at: int = _time()


class Chat(SQLModel, table=True):
    """A tree of messages, owned by a person in a team.

    `leaf_id` ends the branch last shown, `chosen` names the child chosen last where the tree forks,
    by its parent's id. `client_request_id` is the request that began the chat. `running_id` is the
    reply being written, `replied_at` when one last ended by itself. `revision` counts the changes
    that lists of chats show. A deleted chat can be restored for a while.
    """

    __table_args__ = (
        Index("ix_chat_recent", "user_id", "active_at"),
        Index("uq_chat_request", "user_id", "client_request_id", unique=True),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(sa_column=_owner("user_account"))
    team_id: str = Field(sa_column=_owner("team"))
    project_id: str | None = Field(
        default=None, sa_column=_owner("project", nullable=True, ondelete="SET NULL")
    )
    title: str = ""
    title_source: str = TitleSource.NONE
    model: str = ""
    leaf_id: str | None = None
    chosen: dict[str, str] = Field(default_factory=dict, sa_type=_Json)  # pyright: ignore[reportArgumentType]
    client_request_id: str | None = None
    running_id: str | None = None
    replied_at: int = Field(default=0, sa_type=BigInteger)
    pinned_at: int | None = Field(default=None, sa_type=BigInteger)
    archived_at: int | None = Field(default=None, sa_type=BigInteger)
    deleted_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    revision: int = 0
    created_at: int = _time()
    active_at: int = _time()


class Sight(SQLModel, table=True):
    """When a person last looked at a chat."""

    user_id: str = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    chat_id: str = Field(foreign_key="chat.id", primary_key=True, ondelete="CASCADE", index=True)
    seen_at: int = Field(sa_type=BigInteger)


class Message(SQLModel, table=True):
    """One node of a chat's tree.

    `seq` is the log entry up to which `content` was saved. `fence` counts the writers a reply has
    had; only the latest may settle it. `meta` holds timings, usage and how the reply came about.
    """

    __table_args__ = (
        Index("ix_message_thread", "chat_id", "id"),
        Index("uq_message_request", "chat_id", "client_request_id", unique=True),
        Index(
            "uq_message_running",
            "chat_id",
            unique=True,
            sqlite_where=text(_RUNNING),
            postgresql_where=text(_RUNNING),
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    chat_id: str = Field(sa_column=_owner("chat"))
    parent_id: str | None = Field(default=None, index=True)
    role: str = Role.USER
    kind: str = Kind.TEXT
    status: str = Status.COMPLETE
    content: str = Field(default="", sa_type=Text)
    reasoning: str = Field(default="", sa_type=Text)
    model: str = ""
    error: dict[str, Any] | None = Field(default=None, sa_type=_Json)  # pyright: ignore[reportArgumentType]
    meta: dict[str, Any] = Field(default_factory=dict, sa_type=_Json)  # pyright: ignore[reportArgumentType]
    client_request_id: str | None = None
    seq: int = 0
    fence: int = 0
    created_at: int = _time()
    ended_at: int | None = Field(default=None, sa_type=BigInteger)


class Passage(SQLModel, table=True):
    """What search looks through: the `words` of a message, or of a chat's title where no message
    is named. Each database has an index of its own on them, which only migrations know.
    """

    __table_args__ = (
        Index("uq_passage_message_id", "message_id", unique=True),
        Index(
            "uq_passage_title",
            "chat_id",
            unique=True,
            sqlite_where=text("message_id IS NULL"),
            postgresql_where=text("message_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    chat_id: str = Field(sa_column=_owner("chat"))
    message_id: str | None = Field(default=None, foreign_key="message.id", ondelete="CASCADE")
    words: str = Field(sa_type=Text)
