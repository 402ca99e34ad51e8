"""The MCP servers of a team as its members see them, and what its managers are to look at."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.tool_servers import ServerSecretUnreadable
from spacerr.domain.roles import MANAGERS
from spacerr.domain.tables import ToolPin, ToolServer
from spacerr.domain.tools.definition_diff import Difference, differences
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.domain.tools.pins import TO_SEE, PinState, pin_state
from spacerr.domain.tools.servers import ServerState
from spacerr.domain.tools.sign_in import Grant
from spacerr.services.access import access_managed_team, access_team, is_operator
from spacerr.services.keys import server_secrets
from spacerr.services.keys.server_secrets import Sealed
from spacerr.services.tools import pins


@dataclass(frozen=True, slots=True)
class ToolLine:
    """A tool of a server. `called`: its name for models."""

    called: str
    title: str
    summary: str
    state: PinState


@dataclass(frozen=True, slots=True)
class ServerLine:
    """A server. `since`: when its state changed. `of_file`: it stands in the operator's file.
    `reviews`: the user decides on descriptions of its tools. What follows `tools` is only for users
    who may change it.
    """

    id: str
    title: str
    state: ServerState
    since: int
    enabled: bool
    trusted: bool
    of_file: bool
    reviews: bool
    tools: list[ToolLine]
    url: str = ""
    auth: str = ""
    header: str = ""
    client_id: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class ServerList:
    """`manages`: the user may add and change servers of the team."""

    servers: list[ServerLine]
    manages: bool


@dataclass(frozen=True, slots=True)
class Review:
    """A tool whose description is to be looked at. `digest` says which one was."""

    name: str
    title: str
    new: bool
    digest: str
    differences: tuple[Difference, ...]

    @property
    def size(self) -> int:
        """Its characters."""
        return sum(len(part.text) for it in self.differences for part in it.parts)


async def list_servers(d: Deps, user_id: str, team_id: str) -> ServerList:
    """The servers of the operator's file, then those of a team. Raises TeamNotFound."""
    async with d.db.reading() as session:
        manages = (await access_team(session, user_id, team_id)).role in MANAGERS
        operates = manages and await is_operator(d, session, user_id)
        servers = await _servers(d, session, team_id)
        tools = await pins.pins_of(session, servers)
    lines = [_line(d, it, tools[it.id], manages, operates) for it in servers]
    return ServerList(lines, manages)


async def list_reviews(d: Deps, user_id: str, team_id: str, server_id: str) -> list[Review]:
    """The tools of a server that a person is to look at. Raises TeamNotFound, OnlyManagers,
    ToolServerNotFound.
    """
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
        server = await pins.find_server(session, team_id, server_id)
        found = (await pins.pins_of(session, [server]))[server.id]
    to_see = [it for it in found if pin_state(it) in {*TO_SEE, PinState.KEPT_OFF}]
    return await asyncio.to_thread(lambda: [_review(it) for it in to_see])


async def _servers(d: Deps, session: AsyncSession, team_id: str) -> Sequence[ToolServer]:
    of_file = col(ToolServer.team_id).is_(None) & col(ToolServer.name).in_(d.mcp_servers)
    query = select(ToolServer).where(or_(ToolServer.team_id == team_id, of_file))
    order = col(ToolServer.team_id).is_not(None), col(ToolServer.created_at), col(ToolServer.id)
    return (await session.exec(query.order_by(*order))).all()


def _line(
    d: Deps, server: ToolServer, tools: Sequence[ToolPin], manages: bool, operates: bool
) -> ServerLine:
    of_file = server.team_id is None
    line = ServerLine(
        id=server.id,
        title=server.title,
        state=_state(d, server),
        since=server.state_since,
        enabled=server.enabled,
        trusted=server.trusted,
        of_file=of_file,
        reviews=operates if of_file else manages,
        tools=[_tool_line(it) for it in tools],
    )
    if of_file or not manages:
        return line
    return replace(
        line,
        url=server.url,
        auth=server.auth,
        header=server.header,
        client_id=server.client_id,
        revision=server.revision,
    )


def _state(d: Deps, server: ToolServer) -> ServerState:
    try:
        server_secrets.unseal(d.vault, server, Sealed.SECRET)
        tokens = server_secrets.unseal(d.vault, server, Sealed.TOKENS)
    except ServerSecretUnreadable:
        return ServerState.UNREADABLE
    state = ServerState(server.state)
    lacks = bool(tokens) and Grant.model_validate_json(tokens).missing is not None
    shown = state in (ServerState.UNTRIED, ServerState.WORKS, ServerState.SIGN_IN)
    return ServerState.RIGHTS if lacks and shown else state


def _tool_line(pin: ToolPin) -> ToolLine:
    """A tool as it was seen last; one that is new, as its server describes it."""
    tool = McpTool.read(pin.definition or pin.proposed or {})
    return ToolLine(pin.called, tool.title, tool.summary, pin_state(pin))


def _review(pin: ToolPin) -> Review:
    seen = McpTool.read(pin.definition) if pin.definition else None
    now = McpTool.read(pin.proposed or {})
    return Review(pin.name, now.title, seen is None, now.digest, differences(seen, now))
