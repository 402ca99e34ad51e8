"""The tools of MCP servers as they were seen: one that is described in another way is off until a
person who manages its server has looked at that.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import SettingsChanged
from spacerr.domain.errors.tool_servers import ToolChangedMeanwhile, ToolServerNotFound
from spacerr.domain.ids import is_valid_id, now_ms
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import ToolPin, ToolServer
from spacerr.domain.teams.audit import Action
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.domain.tools.pins import compare, take
from spacerr.services import audit
from spacerr.services.access import lock_team, require_operator
from spacerr.services.events import invalidate_team_cache, publish, publish_settings_changed
from spacerr.services.outbox import EVERY_TEAM

log = structlog.get_logger(__name__)


async def store_listed(
    d: Deps,
    server_id: str,
    tools: Sequence[McpTool],
    *,
    adopt: bool = False,
    revision: int | None = None,
) -> bool:
    """Store what a server lists now, where that is another list than before. With `adopt` it counts
    as seen; what a server of the operator's file lists at first does so, too. Returns whether the
    server is still there, on, and at this revision if one is given: else nothing is stored.
    """
    async with d.db.reading() as session:
        server = await session.get(ToolServer, server_id)
        if server is None or not _is_current(server, revision):
            return False
        known = await _pins(session, server_id)
    seen = adopt or _at_first_sight(server)
    changes = compare(server.id, server.name, known, tools, adopt=seen)
    if server.listed_at is not None and not any(changes):
        return True
    async with d.db.writing() as session:
        query = select(ToolServer).where(ToolServer.id == server_id).with_for_update()
        server = (await session.exec(query)).first()
        if server is None or not _is_current(server, revision):
            return False
        await apply_listed(d, session, server, tools, adopt=adopt or _at_first_sight(server))
    return True


async def apply_listed(
    d: Deps, session: AsyncSession, server: ToolServer, tools: Sequence[McpTool], *, adopt: bool
) -> None:
    """The same for a server whose row is locked, or new."""
    known = await _pins(session, server.id)
    stored, deleted = compare(server.id, server.name, known, tools, adopt=adopt)
    for pin in stored:
        session.add(pin)
    for pin in deleted:
        await session.delete(pin)
    if server.listed_at is None:
        server.listed_at = now_ms()
        session.add(server)
    elif not adopt:
        log.warning("mcp.tools_changed", server=server.id, tools=[it.name for it in stored])
    publish_server_changed(d, session, server.team_id)


async def review(
    d: Deps, user_id: str, team_id: str, server_id: str, seen: Mapping[str, str], *, use: bool
) -> None:
    """Use the new descriptions of a server's tools that a person has seen, or keep these tools off.
    `seen` has the digest of each description by the tool's name. Servers of the operator's file are
    the operators' to look at.

    Raises TeamNotFound, OnlyManagers, OnlyOperators, ToolServerNotFound, ToolChangedMeanwhile.
    """
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        server = await find_server(session, team_id, server_id, lock=True)
        if server.team_id is None:
            await require_operator(d, session, user_id)
        known = await _pins(session, server_id)
        for name, digest in seen.items():
            pin = known.get(name)
            if pin is None or pin.proposed is None or _digest(pin.proposed) != digest:
                raise ToolChangedMeanwhile
            if use:
                take(pin)
            else:
                pin.kept_off = digest
            session.add(pin)
        action = Action.TOOL_DESCRIPTION_TAKEN if use else Action.TOOL_DESCRIPTION_KEPT_OFF
        detail: dict[str, Any] = {"name": server.title, "tools": sorted(seen)}
        await audit.record(session, user_id, team_id, action, subject_id=server.id, **detail)
        publish_server_changed(d, session, server.team_id)


async def find_server(
    session: AsyncSession, team_id: str | None, server_id: str, *, lock: bool = False
) -> ToolServer:
    """A server of a team, or of the operator's file; with None, of any team. `lock` locks its row.
    Raises ToolServerNotFound.
    """
    if not is_valid_id(server_id):
        raise ToolServerNotFound
    query = select(ToolServer).where(ToolServer.id == server_id)
    query = query.with_for_update() if lock else query
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None or (team_id is not None and found.team_id not in (team_id, None)):
        raise ToolServerNotFound
    return found


async def pins_of(
    session: AsyncSession, servers: Sequence[ToolServer]
) -> Mapping[str, list[ToolPin]]:
    """The tools of some servers, by the servers' ids, in the order in which they were listed."""
    ids = [it.id for it in servers]
    query = select(ToolPin).where(col(ToolPin.server_id).in_(ids))
    pins: dict[str, list[ToolPin]] = {it: [] for it in ids}
    for pin in await session.exec(query.order_by(col(ToolPin.position), col(ToolPin.name))):
        pins[pin.server_id].append(pin)
    return pins


def publish_server_changed(d: Deps, session: AsyncSession, team_id: str | None) -> None:
    """Publish that a server of a team, or of all teams, or its tools are others than before."""
    if team_id is not None:
        publish_settings_changed(d, session, team_id)
        return
    invalidate_team_cache(d, session, "")
    publish(d, session, EVERY_TEAM, SettingsChanged(team_id=""))


async def _pins(session: AsyncSession, server_id: str) -> dict[str, ToolPin]:
    query = select(ToolPin).where(ToolPin.server_id == server_id)
    found = await session.exec(query.execution_options(populate_existing=True))
    return {it.name: it for it in found}


def _is_current(server: ToolServer, revision: int | None) -> bool:
    return server.enabled and revision in (None, server.revision)


def _at_first_sight(server: ToolServer) -> bool:
    return server.team_id is None and server.listed_at is None


def _digest(proposed: Mapping[str, object]) -> str:
    return McpTool.read(proposed).digest
