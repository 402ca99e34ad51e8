"""The MCP servers of a team: its managers add, change and remove them; its members see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.models import PrivateServer
from spacerr.domain.errors.tool_servers import (
    ServerProbeFailed,
    ServerSecretMissing,
    ServerSecretUnreadable,
    ToolServerChanged,
    ToolServerNotFound,
    ToolServerPrivate,
    ToolServerSignIn,
    TooManyToolServers,
)
from spacerr.domain.ids import now_ms
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import TeamSettings, ToolServer
from spacerr.domain.teams.audit import Action
from spacerr.domain.tools.limits import SERVERS_PER_TEAM
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.domain.tools.servers import (
    ServerAuth,
    ServerInput,
    ServerState,
    server_name,
    validate_server,
)
from spacerr.domain.web.origins import origin
from spacerr.infra.mcp.connection import probe
from spacerr.infra.net.ssrf_guard import require_public_server
from spacerr.services import audit, rate_limits
from spacerr.services.access import access_managed_team, lock_team
from spacerr.services.keys import server_secrets
from spacerr.services.keys.server_secrets import Sealed
from spacerr.services.tools import connections, pins


@dataclass(frozen=True, slots=True)
class Tested:
    """The number of tools that a server lists, or a sentence why that isn't known."""

    tools: int = 0
    sentence: str = ""


async def add(d: Deps, user_id: str, team_id: str, entered: ServerInput) -> str:
    """Store a server that answers, or one that was entered `untested`; returns its id. What it
    lists counts as seen.

    Raises TeamNotFound, OnlyManagers, TooManyToolServers, TooManyTries, ServerProbeFailed and what
    `validate_server` raises.
    """
    entered = validate_server(replace(entered, secret=entered.secret or ""))
    made = ToolServer(
        team_id=team_id,
        name="",
        title=entered.title,
        trusted=entered.trusted,
        made_by=user_id,
    )
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
        await _require_room(session, team_id)
    _fill(d, made, entered)
    tools = await _tested(d, user_id, made, untested=entered.untested)
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        await _require_room(session, team_id)
        taken = await session.exec(select(ToolServer.name).where(ToolServer.team_id == team_id))
        made.name = server_name(made.title, {*taken, *d.mcp_servers})
        session.add(made)
        await session.flush()
        if tools is not None:
            await pins.apply_listed(d, session, made, tools, adopt=True)
        await _record(d, session, user_id, made, Action.TOOL_SERVER_ADDED)
    return made.id


async def update(
    d: Deps, user_id: str, team_id: str, server_id: str, entered: ServerInput, revision: int
) -> None:
    """Change a server, where the user has seen this revision. Its tools keep the name that they
    have. Without a secret the stored one stays, unless the address leads to another origin.

    Raises TeamNotFound, OnlyManagers, ToolServerNotFound, ToolServerChanged, TooManyTries,
    ServerProbeFailed and what `validate_server` raises.
    """
    entered = validate_server(entered)
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
        row = await find_own(session, team_id, server_id, revision)
    before, tools = row.model_dump(), None
    if _connects_differently(row, entered):
        _fill(d, row, entered)
        tools = await _tested(d, user_id, row, untested=entered.untested)
    row.title, row.trusted = entered.title, entered.trusted
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        now = await find_own(session, team_id, server_id, revision, lock=True)
        for name, value in row.model_dump().items():
            if value != before[name]:
                setattr(now, name, value)
        now.revision += 1
        session.add(now)
        if tools is not None:
            await pins.apply_listed(d, session, now, tools, adopt=now.listed_at is None)
        await _record(d, session, user_id, now, Action.TOOL_SERVER_CHANGED)


async def remove(d: Deps, user_id: str, team_id: str, server_id: str) -> None:
    """Delete a server with its tools, and what the team says of these.

    Raises TeamNotFound, OnlyManagers, ToolServerNotFound.
    """
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        row = await find_own(session, team_id, server_id, lock=True)
        called = {it.called for it in (await pins.pins_of(session, [row]))[row.id]}
        if settings := await session.get(TeamSettings, team_id):
            settings.tools = _without(settings.tools, called)
            settings.asking = _without(settings.asking, called)
            session.add(settings)
        await session.delete(row)
        await _record(d, session, user_id, row, Action.TOOL_SERVER_REMOVED)
    d.mcp.close(server_id)


async def set_enabled(d: Deps, user_id: str, team_id: str, server_id: str, on: bool) -> None:
    """Turn a server on or off. Models are offered none of the tools of one that is off.

    Raises TeamNotFound, OnlyManagers, ToolServerNotFound.
    """
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        row = await find_own(session, team_id, server_id, lock=True)
        if row.enabled == on:
            return
        row.enabled, row.revision = on, row.revision + 1
        session.add(row)
        action = Action.TOOL_SERVER_SWITCHED_ON if on else Action.TOOL_SERVER_SWITCHED_OFF
        await _record(d, session, user_id, row, action)
    if not on:
        d.mcp.close(server_id)


async def test(d: Deps, user_id: str, team_id: str, server_id: str) -> Tested:
    """Connect to a server and list its tools anew. Where they were never listed before, they count
    as seen.

    Raises TeamNotFound, OnlyManagers, ToolServerNotFound, TooManyTries.
    """
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
        row = await find_own(session, team_id, server_id)
    try:
        tools = await _tested(d, user_id, row)
    except ServerProbeFailed as error:
        await connections.record_state(d, server_id, ServerState(error.state))
        return Tested(sentence=str(error))
    except ServerSecretUnreadable as error:
        return Tested(sentence=str(error))
    if tools is None:
        return Tested(sentence=str(ToolServerSignIn()))
    await connections.record_state(d, server_id, ServerState.WORKS)
    await pins.store_listed(d, server_id, tools, adopt=row.listed_at is None)
    return Tested(len(tools))


def _fill(d: Deps, row: ToolServer, entered: ServerInput) -> None:
    """Write what was entered into a row. Raises ServerSecretMissing."""
    moved = bool(row.url) and origin(row.url) != origin(entered.url)
    changed = row.auth != entered.auth or row.client_id != entered.client_id
    if moved or changed:
        server_secrets.drop(row)
    row.url, row.auth, row.header = entered.url, entered.auth, entered.header
    row.client_id = entered.client_id
    if entered.secret is not None:
        server_secrets.seal(d.vault, row, Sealed.SECRET, entered.secret)
    if not row.secret_sealed and row.auth in (ServerAuth.TOKEN, ServerAuth.HEADER):
        raise ServerSecretMissing


def _connects_differently(row: ToolServer, entered: ServerInput) -> bool:
    before = (row.url, row.auth, row.header, row.client_id)
    after = (entered.url, entered.auth, entered.header, entered.client_id)
    return before != after or bool(entered.secret)


async def _tested(
    d: Deps, user_id: str, row: ToolServer, *, untested: bool = False
) -> Sequence[McpTool] | None:
    """The tools of a server, None where it isn't tested; its row says how that went. Raises
    ServerProbeFailed, TooManyTries, ServerSecretUnreadable.
    """
    await rate_limits.count_attempt(d, rate_limits.probe_limits(d, user_id))
    row.state, row.state_since = ServerState.UNTRIED, now_ms()
    config, access = connections.address(d, row)
    if untested:
        try:
            await require_public_server(row.url if access.public_only else None)
        except PrivateServer:
            raise ToolServerPrivate from None
        return None
    if row.auth == ServerAuth.SIGN_IN and not row.tokens_sealed:
        row.state = ServerState.SIGN_IN
        return None
    tools = await probe(row.title, config, access)
    row.state = ServerState.WORKS
    return tools


def _without(said: Mapping[str, Any] | None, tools: Collection[str]) -> dict[str, Any] | None:
    return {name: it for name, it in (said or {}).items() if name not in tools} or None


async def _require_room(session: AsyncSession, team_id: str) -> None:
    """Raises TooManyToolServers."""
    query = select(func.count()).where(ToolServer.team_id == team_id)
    if (await session.exec(query)).one() >= SERVERS_PER_TEAM:
        raise TooManyToolServers


async def find_own(
    session: AsyncSession,
    team_id: str,
    server_id: str,
    revision: int | None = None,
    *,
    lock: bool = False,
) -> ToolServer:
    """A server of the team, at this revision if one is given. Raises ToolServerNotFound,
    ToolServerChanged.
    """
    row = await pins.find_server(session, team_id, server_id, lock=lock)
    if row.team_id is None:
        raise ToolServerNotFound
    if revision is not None and row.revision != revision:
        raise ToolServerChanged
    return row


async def _record(
    d: Deps, session: AsyncSession, user_id: str, row: ToolServer, action: Action
) -> None:
    """Add a change to the audit: the server's name and address, and nothing secret."""
    detail = {"name": row.title, "address": origin(row.url)}
    team_id = row.team_id or ""
    await audit.record(session, user_id, team_id, action, subject_id=row.id, **detail)
    pins.publish_server_changed(d, session, team_id)
