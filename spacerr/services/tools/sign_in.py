"""A team's sign-in with one of its servers (OAuth): a manager is sent to the service's own page,
and comes back with a code, perhaps to another process.
"""

import secrets
import time
from dataclasses import dataclass

from spacerr.deps import Deps
from spacerr.domain.accounts.tokens import digest
from spacerr.domain.errors.base import BadRequest, SpacerrError
from spacerr.domain.errors.tool_servers import (
    ServerSecretUnreadable,
    SignInNotFinished,
    ToolServerNotFound,
)
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import ToolServer
from spacerr.domain.teams.audit import Action
from spacerr.domain.tools.servers import ServerAuth, ServerState
from spacerr.domain.tools.sign_in import OAuthClient, PendingSignIn
from spacerr.infra.mcp.client import load_client
from spacerr.services import audit, rate_limits
from spacerr.services.access import access_managed_team, lock_team
from spacerr.services.accounts.sessions import Identity
from spacerr.services.keys import server_secrets
from spacerr.services.keys.server_secrets import Sealed
from spacerr.services.tools import connections, grants, pins, servers
from spacerr.tool_timings import MCP_SIGN_IN

STATE_CHARS = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person comes back to: `callback` is a route of ours. `metadata`: where we say who
    we are, "" where no service could read it.
    """

    callback: str
    metadata: str = ""


async def begin(
    d: Deps, user_id: str, team_id: str, server_id: str, place: Place, sign_in_id: str = ""
) -> str:
    """Prepare a sign-in; returns the address of the service's page. It counts once, for MCP_SIGN_IN
    seconds, and where the user is signed in now, by `sign_in_id`.

    Raises TeamNotFound, OnlyManagers, ToolServerNotFound, BadRequest, TooManyTries and what
    `oauth.begin` raises.
    """
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
        row = await servers.find_own(session, team_id, server_id)
    if row.auth != ServerAuth.SIGN_IN:
        raise BadRequest
    await rate_limits.count_attempt(d, rate_limits.probe_limits(d, user_id))
    await load_client()
    from spacerr.infra.mcp.auth import oauth

    state = f"{row.id}.{secrets.token_urlsafe(32)}"
    pending = await oauth.begin(
        row.url,
        place.callback,
        state,
        grants.access_of(d, row.id),
        _client(d, row),
        place.metadata,
        grants.wanted(d, row),
    )
    pending = pending.model_copy(
        update={
            "state": digest(state),
            "sign_in": sign_in_id,
            "user": user_id,
            "until": time.time() + MCP_SIGN_IN,
        }
    )
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        now = await servers.find_own(session, team_id, server_id, row.revision, lock=True)
        server_secrets.seal(d.vault, now, Sealed.SIGN_IN, pending.model_dump_json())
        session.add(now)
    return pending.url


async def finish(d: Deps, identity: Identity, state: str, code: str, iss: str) -> None:
    """Take the answer of the service: the tokens are the team's from then on. Without a code, the
    person or the service has refused.

    Raises SignInNotFinished, SignInRefused, ToolServerUnreachable, OnlyManagers, TeamNotFound.
    """
    row, pending = await _take_pending(d, identity, state)
    if not code:
        raise SignInNotFinished
    await load_client()
    from spacerr.infra.mcp.auth import oauth

    grant = await oauth.finish(pending, code, iss, grants.access_of(d, row.id))
    team_id = row.team_id or ""
    async with d.db.writing() as session:
        await lock_team(session, identity.user_id, team_id, TeamRole.ADMIN)
        now = await servers.find_own(session, team_id, row.id, row.revision, lock=True)
        server_secrets.seal(d.vault, now, Sealed.TOKENS, grant.model_dump_json())
        now.state = ServerState.UNTRIED
        now.revision += 1  # connections with other tokens end
        session.add(now)
        action, detail = Action.TOOL_SERVER_SIGNED_IN, {"name": now.title}
        await audit.record(session, identity.user_id, team_id, action, subject_id=now.id, **detail)
        pins.publish_server_changed(d, session, team_id)
    await _list_tools(d, now)


async def _take_pending(
    d: Deps, identity: Identity, state: str
) -> tuple[ToolServer, PendingSignIn]:
    """The sign-in that is under way, which ends with that. Raises SignInNotFinished."""
    server_id = state[:STATE_CHARS].partition(".")[0]
    try:
        async with d.db.writing() as session:
            row = await pins.find_server(session, None, server_id, lock=True)
            sealed = server_secrets.unseal(d.vault, row, Sealed.SIGN_IN)
            pending = PendingSignIn.model_validate_json(sealed) if sealed else None
            known = pending is not None and secrets.compare_digest(pending.state, digest(state))
            if pending is None or not known:
                raise SignInNotFinished
            server_secrets.seal(d.vault, row, Sealed.SIGN_IN, "")
            session.add(row)
    except (ToolServerNotFound, ServerSecretUnreadable):
        raise SignInNotFinished from None
    ours = (pending.user, pending.sign_in) == (identity.user_id, identity.sign_in_id)
    if not ours or time.time() > pending.until:
        raise SignInNotFinished
    return row, pending


async def _list_tools(d: Deps, row: ToolServer) -> None:
    """List what the server offers now. Where it can't be listed, its state says why."""
    try:
        async with connections.using(d, row) as connection:
            first = row.listed_at is None
            await pins.store_listed(d, row.id, connection.tools, adopt=first)
    except SpacerrError:
        return


def _client(d: Deps, row: ToolServer) -> OAuthClient | None:
    """Who we are to the service, if a person has entered that. Raises ServerSecretUnreadable."""
    if not row.client_id:
        return None
    secret = server_secrets.unseal(d.vault, row, Sealed.SECRET)
    return OAuthClient(id=row.client_id, secret=secret)
