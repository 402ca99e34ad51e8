"""The tables of chats. Times are milliseconds since 1970."""

from typing import Any

from sqlalchemy import BigInteger, Index, Text, false, text
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id
from spacerr.domain.roles import Sharing
from spacerr.domain.status import ACTIVE, Colour, Kind, Role, Status, TitleSource
from spacerr.domain.tables.columns import Json, parent_key, timestamp, user_key

RUNNING = text(
    "role = 'assistant' AND status IN ({})".format(
        ", ".join(f"'{status}'" for status in sorted(ACTIVE))
    )
)
"""SQL condition: running replies. In exactly these words, without parameters, a query uses the
index `uq_message_running`, which holds no other messages.
"""


PINNED = text("pinned")
"""SQL condition: pinned messages. In exactly this word, a query uses `ix_message_pinned`."""


class Project(SQLModel, table=True):
    """A named group of chats in a team. `instructions` are for the models that answer in it. A
    deleted one can be restored for a while.
    """

    __table_args__ = (Index("uq_project_client_request_id", "client_request_id", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(sa_column=parent_key("team"))
    name: str
    colour: str = Colour.GREY
    instructions: str = Field(default="", sa_type=Text)
    archived_at: int | None = Field(default=None, sa_type=BigInteger)
    deleted_at: int | None = Field(default=None, sa_type=BigInteger)
    client_request_id: str | None = None
    revision: int = 0
    created_at: int = timestamp()


_SHARED = "shared <> 'private'"
SHARED = f"chat.{_SHARED}"
"""As text, because databases choose a partial index only by the literal condition."""
_ASKED = "client_request_id IS NOT NULL"


ERASED = 1
"""`deleted_at` of a chat that is partly erased: it can't be restored any more."""


class Chat(SQLModel, table=True):
    """A tree of messages, owned by a user in a team.

    `leaf_id` ends the branch shown last, `chosen` names the child chosen last where the tree forks,
    by its parent's id. `agent_id` is the agent that answers in it. `client_request_id` is the
    request that created the chat. `running_id` is the reply being written, `replied_at` when
    one last ended by itself. `tools` says of some tools, by name, whether they are on in it;
    `allowed_tools` run in it unasked. `waiting`: a question in it waits for a person.
    `revision` counts the changes that lists of chats show. `shared` is what the rest of the
    team may do. A deleted chat can be restored for a while.
    """

    __table_args__ = (
        Index("ix_chat_recent", "user_id", "active_at"),
        Index("ix_chat_team_recent", "team_id", "active_at"),
        Index("ix_chat_own_recent", "user_id", "team_id", "active_at"),
        Index(
            "ix_chat_shared_recent",
            "team_id",
            "active_at",
            sqlite_where=text(_SHARED),
            postgresql_where=text(_SHARED),
        ),
        Index("uq_chat_request", "user_id", "client_request_id", unique=True),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(sa_column=parent_key("user_account"))
    team_id: str = Field(sa_column=parent_key("team", index=False))
    project_id: str | None = Field(
        default=None, sa_column=parent_key("project", nullable=True, ondelete="SET NULL")
    )
    title: str = ""
    title_source: str = TitleSource.NONE
    model: str = ""
    agent_id: str | None = Field(
        default=None, sa_column=parent_key("agent", nullable=True, ondelete="SET NULL")
    )
    leaf_id: str | None = None
    chosen: dict[str, str] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    client_request_id: str | None = None
    running_id: str | None = None
    replied_at: int = Field(default=0, sa_type=BigInteger)
    pinned_at: int | None = Field(default=None, sa_type=BigInteger)
    archived_at: int | None = Field(default=None, sa_type=BigInteger)
    deleted_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    shared: str = Sharing.PRIVATE
    tools: dict[str, bool] | None = Field(default=None, sa_type=Json)  # pyright: ignore[reportArgumentType]
    allowed_tools: list[str] | None = Field(default=None, sa_type=Json)  # pyright: ignore[reportArgumentType]
    waiting: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    revision: int = 0
    created_at: int = timestamp()
    active_at: int = timestamp()


class ReadMarker(SQLModel, table=True):
    """When a user last saw a chat. `revision` counts how often that changed."""

    __tablename__ = "sight"  # pyright: ignore[reportAssignmentType]

    user_id: str = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    chat_id: str = Field(foreign_key="chat.id", primary_key=True, ondelete="CASCADE", index=True)
    seen_at: int = Field(sa_type=BigInteger)
    revision: int = 0


class Message(SQLModel, table=True):
    """One node of a chat's tree.

    `seq` is the log entry up to which `content` was saved. `fence` counts the writers a reply has
    had; only the latest may settle it. `meta` holds timings, usage and how the reply came about.
    `author_id` is the user who asked, for a reply too. A `pinned` message is sent to every model,
    however long the chat grows.
    """

    __table_args__ = (
        Index("ix_message_thread", "chat_id", "id"),
        Index("uq_message_request", "chat_id", "client_request_id", unique=True),
        Index(
            "ix_message_client_request_id",
            "client_request_id",
            sqlite_where=text(_ASKED),
            postgresql_where=text(_ASKED),
        ),
        Index("ix_message_pinned", "chat_id", sqlite_where=PINNED, postgresql_where=PINNED),
        Index(
            "uq_message_running",
            "chat_id",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    chat_id: str = Field(sa_column=parent_key("chat"))
    parent_id: str | None = Field(default=None, index=True)
    role: str = Role.USER
    kind: str = Kind.TEXT
    status: str = Status.COMPLETE
    content: str = Field(default="", sa_type=Text)
    reasoning: str = Field(default="", sa_type=Text)
    model: str = ""
    error: dict[str, Any] | None = Field(default=None, sa_type=Json)  # pyright: ignore[reportArgumentType]
    meta: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    author_id: str | None = user_key()
    client_request_id: str | None = None
    pinned: bool = False
    seq: int = 0
    fence: int = 0
    created_at: int = timestamp()
    ended_at: int | None = Field(default=None, sa_type=BigInteger)


class Passage(SQLModel, table=True):
    """A row of the search index: the `words` of a message, or of a chat's title where no message is
    named. Each database has its own index on them, which only migrations define.
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
    chat_id: str = Field(sa_column=parent_key("chat"))
    message_id: str | None = Field(default=None, foreign_key="message.id", ondelete="CASCADE")
    words: str = Field(sa_type=Text)


class ShareLink(SQLModel, table=True):
    """A chat as it was, for anyone with the link: its title, and the branch that ends at `leaf_id`,
    where no message ever changes. Links of an earlier version hold a copy of the `messages`.
    """

    __tablename__ = "link"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("uq_link_token_hash", "token_hash", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True)
    chat_id: str = Field(sa_column=parent_key("chat"))
    made_by: str | None = user_key()
    token_hash: str
    title: str
    leaf_id: str | None = None
    messages: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)  # pyright: ignore[reportArgumentType]
    created_at: int = timestamp()
    expires_at: int | None = Field(default=None, sa_type=BigInteger)
