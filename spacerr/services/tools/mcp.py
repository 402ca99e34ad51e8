"""Tools of MCP servers for models: of those in the operator's file, and of a team's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlmodel import col, or_, select

from spacerr.deps import Deps
from spacerr.domain.errors.mcp import McpRequestRefused, McpServerAway
from spacerr.domain.errors.tool_servers import McpSignInNeeded
from spacerr.domain.tables import ToolPin, ToolServer
from spacerr.domain.tools.asking import Asking
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.domain.tools.pins import PinState, pin_state
from spacerr.domain.tools.servers import ServerAuth, ServerState
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.tools import connections
from spacerr.services.tools.built_in import BUILT_IN
from spacerr.services.tools.mcp_call import call_tool
from spacerr.services.tools.pins import pins_of
from spacerr.services.tools.results import READ_RESULT
from spacerr.services.tools.tool import Ask, Tool, ToolContext

UNAUTHORISED = 401


@dataclass(frozen=True, slots=True)
class ServerTools:
    """The servers of a team that are on, and the tools of theirs that models are offered."""

    servers: Sequence[ToolServer]
    tools: tuple[Tool, ...]


async def mcp_tools(d: Deps, team_id: str) -> tuple[Tool, ...]:
    """The tools of all servers of a team, also of those that are away."""
    found = await d.team_cache.get(team_id, "server tools", lambda: _read(d, team_id))
    connections.wake(d, found.servers)
    return found.tools


def is_allowed(d: Deps, server: ToolServer, tool: McpTool) -> bool:
    """Whether a tool runs without a question to a person, where a team doesn't say."""
    if server.team_id is not None:
        return server.trusted and tool.read_only
    allow = d.mcp_servers[server.name].allow
    if allow == "read-only":
        return tool.read_only
    return allow == "all" or tool.name in allow


async def _read(d: Deps, team_id: str) -> ServerTools:
    of_file = col(ToolServer.team_id).is_(None) & col(ToolServer.name).in_(d.mcp_servers)
    query = (
        select(ToolServer)
        .where(or_(ToolServer.team_id == team_id, of_file), col(ToolServer.enabled).is_(True))
        .order_by(col(ToolServer.team_id).is_not(None), col(ToolServer.created_at))
    )
    async with d.db.reading() as session:
        servers = (await session.exec(query)).all()
        pins = await pins_of(session, servers)
    used = {*(it.spec.name for it in BUILT_IN), READ_RESULT.name}
    tools = [_tool(d, server, pin, used) for server in servers for pin in _seen(pins[server.id])]
    return ServerTools(servers, tuple(tools))


def _seen(pins: Sequence[ToolPin]) -> list[ToolPin]:
    return [it for it in pins if pin_state(it) is PinState.SEEN]


def _tool(d: Deps, server: ToolServer, pin: ToolPin, used: set[str]) -> Tool:
    tool = McpTool.read(pin.definition or {})
    name = _unique(pin.called, used)
    spec = ToolSpec(
        name=name,
        title=tool.title,
        summary=f"{server.title}: {tool.summary}" if tool.summary else server.title,
        description=tool.description,
        parameters={"type": "object", **tool.parameters},
    )
    asking = Asking.NEVER if is_allowed(d, server, tool) else Asking.ONCE
    return Tool(spec, partial(_run, server.id, pin.name), asking, server.title)


def _unique(name: str, used: set[str]) -> str:
    """The name, unless another server's tool has it already."""
    chosen, number = name, 1
    while chosen in used:
        number += 1
        chosen = f"{name[:60]}_{number}"
    used.add(chosen)
    return chosen


async def _run(
    server_id: str, tool: str, context: ToolContext, arguments: Mapping[str, Any]
) -> str | Ask:
    """Call a tool over the process's connection to its server as it is now."""
    d, team_id = context.d, context.reply.chat.team_id
    known = await d.team_cache.get(team_id, "server tools", lambda: _read(d, team_id))
    server = next((it for it in known.servers if it.id == server_id), None)
    if server is None:
        raise McpServerAway
    try:
        async with connections.using(d, server) as connection:
            return await call_tool(connection, tool, context, arguments)
    except McpRequestRefused as error:
        if error.status != UNAUTHORISED:
            raise
        signs_in = server.auth == ServerAuth.SIGN_IN
        state = ServerState.SIGN_IN if signs_in else ServerState.REFUSED
        await connections.record_state(d, server.id, state)
        raise McpSignInNeeded from None
