"""The tables of MCP servers: those that teams add, and what their tools are known as."""

from typing import Any

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id
from spacerr.domain.tables.columns import Json, parent_key, timestamp, user_key

_CONFIGURED = text("team_id IS NULL")


class ToolServer(SQLModel, table=True):
    """An MCP server of a team; without a team, one of the operator's file, which has all about it
    but its tools.

    The names of its tools begin with `name`. What is sealed is so for this team, server and origin
    of its `url`. `auth` and `state` are a ServerAuth and a ServerState. `listed_at`: when its tools
    were first listed.
    """

    __tablename__ = "mcp_server"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_mcp_server_name", "team_id", "name", unique=True),
        Index(
            "uq_mcp_server_configured",
            "name",
            unique=True,
            sqlite_where=_CONFIGURED,
            postgresql_where=_CONFIGURED,
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str | None = Field(
        default=None, sa_column=parent_key("team", nullable=True, index=False)
    )
    name: str
    title: str
    url: str = ""
    auth: str = "none"
    header: str = ""
    client_id: str = ""
    secret_sealed: str = Field(default="", sa_type=Text)
    tokens_sealed: str = Field(default="", sa_type=Text)
    sign_in_sealed: str = Field(default="", sa_type=Text)
    trusted: bool = False
    enabled: bool = True
    state: str = "untried"
    state_since: int = timestamp()
    listed_at: int | None = Field(default=None, sa_type=BigInteger)
    revision: int = 0
    made_by: str | None = user_key()
    created_at: int = timestamp()


class ToolPin(SQLModel, table=True):
    """A tool of a server as a person who manages it has seen it: `definition` (an McpTool as JSON)
    with its `digest`, None for one that was never looked at. `proposed` is how the server describes
    it now, where that is another way; `kept_off` the digest of one that was looked at and not
    taken. `gone`: the server doesn't list it any more. `called`: its name for models.
    """

    __tablename__ = "mcp_tool"  # pyright: ignore[reportAssignmentType]

    server_id: str = Field(foreign_key="mcp_server.id", primary_key=True, ondelete="CASCADE")
    name: str = Field(primary_key=True)
    called: str
    definition: dict[str, Any] | None = Field(default=None, sa_type=Json)  # pyright: ignore[reportArgumentType]
    digest: str = ""
    proposed: dict[str, Any] | None = Field(default=None, sa_type=Json)  # pyright: ignore[reportArgumentType]
    kept_off: str = ""
    gone: bool = False
    position: int = 0
