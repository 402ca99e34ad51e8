"""The process's connections to MCP servers, and what they report."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors.tool_servers import (
    McpServersBusy,
    McpSignInNeeded,
    ServerSecretUnreadable,
)
from spacerr.domain.ids import now_ms
from spacerr.domain.tables import ToolServer
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.domain.tools.servers import ServerAuth, ServerState
from spacerr.infra.database.database import insert_into
from spacerr.infra.mcp.auth.access import OPERATOR, Access
from spacerr.infra.mcp.config import McpServer
from spacerr.infra.mcp.connection import McpConnection, Reports
from spacerr.services.events import invalidate_team_cache
from spacerr.services.keys import server_secrets
from spacerr.services.keys.server_secrets import Sealed
from spacerr.services.tools import grants, pins

log = structlog.get_logger(__name__)


async def run(d: Deps) -> None:
    """Keep the connections of the operator's servers and close idle ones of teams, for ever."""
    try:
        for server in await list_configured(d):
            d.mcp.wake(server.id, server.revision, partial(_connection, d, server), kept=True)
        await d.mcp.sweep()
    finally:
        await d.mcp.close_all()


@asynccontextmanager
async def using(d: Deps, server: ToolServer) -> AsyncGenerator[McpConnection]:
    """A connection to a server that is reached, for as long as the block runs. Raises
    McpServersBusy, McpServerAway, McpSignInNeeded, ServerSecretUnreadable.
    """
    if _waits_for_sign_in(server):
        raise McpSignInNeeded
    async with d.mcp.using(server.id, server.revision, partial(_connection, d, server)) as found:
        yield found


def wake(d: Deps, servers: Sequence[ToolServer]) -> None:
    """Begin to connect to servers of a team that is active, so that their tools stay known."""
    for server in servers:
        if _waits_for_sign_in(server):
            continue
        try:
            d.mcp.wake(server.id, server.revision, partial(_connection, d, server))
        except (McpServersBusy, ServerSecretUnreadable) as error:
            log.info("mcp.not_woken", server=server.id, reason=type(error).__name__)


def address(d: Deps, server: ToolServer) -> tuple[McpServer, Access]:
    """How a server is connected to. Raises ServerSecretUnreadable."""
    if server.team_id is None:
        return d.mcp_servers[server.name], OPERATOR
    if server.auth == ServerAuth.SIGN_IN:
        return McpServer(url=server.url), grants.access_of(d, server.id)
    secret = server_secrets.unseal(d.vault, server, Sealed.SECRET)
    headers: dict[str, str] = {}
    if server.auth == ServerAuth.TOKEN:
        headers[server.header] = f"Bearer {secret}"
    elif server.auth == ServerAuth.HEADER:
        headers[server.header] = secret
    access = Access(public_only=not d.settings.allows_private_servers)
    return McpServer(url=server.url, headers=headers), access


async def record_state(
    d: Deps, server_id: str, state: ServerState, revision: int | None = None
) -> None:
    """Store how an attempt to connect ended, if that is another state than before, and the server
    still at this revision.
    """
    other = [col(ToolServer.id) == server_id, col(ToolServer.state) != state]
    if revision is not None:
        other.append(col(ToolServer.revision) == revision)
    async with d.db.reading() as session:
        if (await session.exec(select(ToolServer.id).where(*other))).first() is None:
            return
    async with d.db.writing() as session:
        server = (await session.exec(select(ToolServer).where(*other).with_for_update())).first()
        if server is not None:
            server.state, server.state_since = state, now_ms()
            session.add(server)
            pins.publish_server_changed(d, session, server.team_id)


def _waits_for_sign_in(server: ToolServer) -> bool:
    return server.auth == ServerAuth.SIGN_IN and not server.tokens_sealed


def _connection(d: Deps, server: ToolServer) -> McpConnection:
    config, access = address(d, server)
    which = server.id, server.revision
    reports = Reports(partial(_listed, d, *which), partial(_state, d, *which))
    return McpConnection(server.title, config, access, reports)


async def _listed(d: Deps, server_id: str, revision: int, tools: list[McpTool]) -> None:
    try:
        known = await pins.store_listed(d, server_id, tools, revision=revision)
    except SQLAlchemyError as error:  # it is listed again soon
        log.warning("mcp.list_not_stored", reason=type(error).__name__)
        return
    if not known:
        d.mcp.close(server_id, revision)


async def _state(d: Deps, server_id: str, revision: int, state: ServerState) -> None:
    try:
        await record_state(d, server_id, state, revision)
    except SQLAlchemyError as error:
        log.warning("mcp.state_not_stored", reason=type(error).__name__)


async def list_configured(d: Deps) -> Sequence[ToolServer]:
    """The rows of the operator's servers, which hold their tools; made where there are none."""
    if not d.mcp_servers:
        return []
    query = select(ToolServer).where(
        col(ToolServer.team_id).is_(None), col(ToolServer.name).in_(d.mcp_servers)
    )
    async with d.db.reading() as session:
        known = {it.name for it in await session.exec(query)}
    if missing := [name for name in d.mcp_servers if name not in known]:
        async with d.db.writing() as session:
            rows = [ToolServer(name=name, title=name).model_dump() for name in missing]
            insert = insert_into(session, ToolServer).values(rows)
            await session.exec(insert.on_conflict_do_nothing())
            invalidate_team_cache(d, session, "")
    async with d.db.reading() as session:
        return (await session.exec(query)).all()
