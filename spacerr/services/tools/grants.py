"""The tokens of servers that a team has signed in to: read for each request, and renewed once for
all processes.
"""

import asyncio
import time
from functools import partial

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.tool_servers import (
    ServerProbeFailed,
    ServerSecretUnreadable,
    SignInEnded,
)
from spacerr.domain.ids import now_ms
from spacerr.domain.tables import ToolServer
from spacerr.domain.tools.servers import ServerState
from spacerr.domain.tools.sign_in import Grant
from spacerr.infra.mcp.auth.access import Access, Tokens
from spacerr.infra.mcp.client import load_client
from spacerr.services.keys import server_secrets
from spacerr.services.keys.server_secrets import Sealed
from spacerr.services.tools.pins import publish_server_changed
from spacerr.tool_timings import MCP_CONNECT

EARLY = 10.0
"""Seconds before their end in which tokens are renewed already."""

RENEWING = 2 * MCP_CONNECT
"""Seconds that a process has to renew them, before another one tries."""

_LOOK = 0.2
"""Seconds between two looks whether another process has renewed them."""


def access_of(d: Deps, server_id: str) -> Access:
    """How a server that a team signs in to is reached."""
    told = d, server_id
    tokens = Tokens(partial(get, *told), partial(renew, *told), partial(note_missing, *told))
    return Access(public_only=not d.settings.allows_private_servers, tokens=tokens)


async def get(d: Deps, server_id: str) -> str:
    """The access token to send; "" where the team has to sign in."""
    async with d.db.reading() as session:
        grant = _grant(d, await session.get(ToolServer, server_id))
    if grant is None:
        return ""
    if grant.refresh and grant.expires_at and grant.expires_at - time.time() < EARLY:
        return await renew(d, server_id, grant.access)
    return grant.access


async def renew(d: Deps, server_id: str, refused: str) -> str:
    """Another access token than the one that was refused, or ends soon; "" where the team has to
    sign in again.
    """
    while True:
        grant = await _claim(d, server_id, refused)
        if grant is None:
            return ""
        if grant.access != refused:
            return grant.access
        if grant.renewing_until:  # by this process
            break
        await asyncio.sleep(_LOOK)
    await load_client()
    from spacerr.infra.mcp.auth import oauth

    try:
        renewed = await oauth.renew(grant, access_of(d, server_id))
    except SignInEnded:
        return await _store(d, server_id, refused, None)
    except ServerProbeFailed:  # it may work the next time
        await _store(d, server_id, refused, grant.model_copy(update={"renewing_until": 0.0}))
        return "" if _has_ended(grant) else refused
    return await _store(d, server_id, refused, renewed)


async def note_missing(d: Deps, server_id: str, token: str, scope: str) -> None:
    """Note that a token doesn't allow a request, and which scopes its server names for that."""
    async with d.db.writing() as session:
        server = await _lock(session, server_id)
        grant = _grant(d, server)
        if server is None or grant is None or grant.access != token:
            return
        lacking = grant.lacking(scope)
        if lacking.missing == grant.missing:
            return
        server_secrets.seal(d.vault, server, Sealed.TOKENS, lacking.model_dump_json())
        server.state_since = now_ms()
        session.add(server)
        publish_server_changed(d, session, server.team_id)


def wanted(d: Deps, server: ToolServer) -> str:
    """The scopes that the next sign-in asks for besides what the server says it wants."""
    grant = _grant(d, server)
    return grant.wanted if grant else ""


async def _claim(d: Deps, server_id: str, refused: str) -> Grant | None:
    """What is granted now: None where nothing is; with `renewing_until` where this process is to
    renew it, and without where another one does.
    """
    async with d.db.writing() as session:
        server = await _lock(session, server_id)
        grant = _grant(d, server)
        if server is None or grant is None or grant.access != refused:
            return grant
        if not grant.refresh:
            _end(d, session, server)
            return None
        if grant.renewing_until > time.time():
            return grant.model_copy(update={"renewing_until": 0.0})
        claimed = grant.model_copy(update={"renewing_until": time.time() + RENEWING})
        server_secrets.seal(d.vault, server, Sealed.TOKENS, claimed.model_dump_json())
        session.add(server)
        return claimed


async def _store(d: Deps, server_id: str, before: str, grant: Grant | None) -> str:
    """Store what was granted anew, None for nothing more; returns the access token that counts."""
    async with d.db.writing() as session:
        server = await _lock(session, server_id)
        now = _grant(d, server)
        if server is None or now is None or now.access != before:
            return now.access if now else ""
        if grant is None:
            _end(d, session, server)
            return ""
        grant = grant.model_copy(update={"missing": now.missing})
        server_secrets.seal(d.vault, server, Sealed.TOKENS, grant.model_dump_json())
        session.add(server)
        return grant.access


def _end(d: Deps, session: AsyncSession, server: ToolServer) -> None:
    """Remove tokens that don't count any more."""
    server_secrets.seal(d.vault, server, Sealed.TOKENS, "")
    server.state, server.state_since = ServerState.SIGN_IN, now_ms()
    session.add(server)
    publish_server_changed(d, session, server.team_id)


def _grant(d: Deps, server: ToolServer | None) -> Grant | None:
    if server is None:
        return None
    try:
        sealed = server_secrets.unseal(d.vault, server, Sealed.TOKENS)
    except ServerSecretUnreadable:
        return None
    return Grant.model_validate_json(sealed) if sealed else None


def _has_ended(grant: Grant) -> bool:
    return grant.expires_at is not None and grant.expires_at <= time.time()


async def _lock(session: AsyncSession, server_id: str) -> ToolServer | None:
    query = select(ToolServer).where(ToolServer.id == server_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()
