"""Connections: keys of providers with their address. Finds them, unseals keys, records states."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.keys import KeyUnreadable
from spacerr.domain.ids import now_ms
from spacerr.domain.keys.providers import PROVIDERS, ConnectionState
from spacerr.domain.tables import Connection, Membership, TeamSettings
from spacerr.infra.security.vault import UnsealFailed, Vault
from spacerr.services.events import publish_settings_changed

KEY = "key"
NO_KEY = "none"
"""Sent to a server that needs no key: without one, LiteLLM would send the operator's."""


async def list_usable(d: Deps, team_id: str, user_id: str) -> Sequence[Connection]:
    """The keys for a user's replies in a team: their own first, where the team allows those, then
    the team's.
    """
    allowed = select(TeamSettings.own_keys).where(TeamSettings.team_id == team_id)
    member = select(Membership.user_id).where(
        Membership.team_id == team_id, Membership.user_id == user_id
    )
    own = (col(Connection.user_id) == user_id) & allowed.scalar_subquery() & member.exists()
    query = (
        select(Connection)
        .where(Connection.team_id == team_id, or_(col(Connection.user_id).is_(None), own))
        .order_by(col(Connection.user_id).is_(None), col(Connection.id))
    )
    async with d.db.reading() as session:
        found = await session.exec(query)
        return [it for it in found if it.provider in PROVIDERS]


def get_key(d: Deps, connection: Connection) -> str:
    """A connection's key, never to be shown, stored or logged. Raises KeyUnreadable."""
    if not connection.key_sealed:
        return NO_KEY
    return unseal_key(d.vault, connection)


def get_base_url(connection: Connection) -> str:
    """A connection's address. Always set, so that the environment's address isn't used."""
    return connection.base_url or PROVIDERS[connection.provider].url


def seal_key(vault: Vault, connection: Connection, key: str) -> None:
    """Seal a key into a connection: bound to its team, user, provider and address."""
    connection.key_sealed = vault.seal(KEY, _bound_to(connection), key)


def unseal_key(vault: Vault, connection: Connection) -> str:
    """Raises KeyUnreadable."""
    try:
        return vault.unseal(KEY, _bound_to(connection), connection.key_sealed)
    except UnsealFailed:
        raise KeyUnreadable from None


async def record_state(d: Deps, used: Connection, state: str) -> None:
    """Store a connection's new state, if it differs and the key wasn't replaced since."""
    async with d.db.reading() as session:
        found = await session.get(Connection, used.id)
    if found is None or found.state == state:
        return
    news = {"state": ConnectionState(state), "state_since": now_ms(), "tried_at": now_ms()}
    same = col(Connection.id) == used.id, col(Connection.revision) == used.revision
    other = *same, col(Connection.state) != state
    async with d.db.writing() as session:
        changed = await session.exec(update(Connection).where(*other).values(**news))
        if changed.rowcount:
            publish_settings_changed(d, session, found.team_id)


async def delete_own_keys(session: AsyncSession, team_id: str, user_id: str) -> None:
    """Delete a user's own keys in a team they no longer belong to."""
    own = col(Connection.team_id) == team_id, col(Connection.user_id) == user_id
    await session.exec(delete(Connection).where(*own))


def _bound_to(it: Connection) -> str:
    return f"{it.team_id}|{it.user_id or ''}|{it.provider}|{it.base_url}"
