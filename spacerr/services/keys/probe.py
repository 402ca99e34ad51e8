"""Tests keys by a request for the provider's list of models, which costs nothing."""

from dataclasses import dataclass

from spacerr.deps import Deps
from spacerr.domain.errors.keys import KeyUnreadable, ProbeFailed
from spacerr.domain.ids import now_ms
from spacerr.domain.keys.keys import KeyInput, visible_tail
from spacerr.domain.keys.providers import ConnectionState
from spacerr.domain.tables import Connection
from spacerr.infra.providers import probe
from spacerr.services import rate_limits
from spacerr.services.access import access_connection
from spacerr.services.keys import connections


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The number of models a key's provider offers, or a sentence why that isn't known."""

    models: int = 0
    sentence: str = ""


async def test(d: Deps, user_id: str, team_id: str, connection_id: str) -> ProbeResult:
    """Request a key's list of models, and store the key's state.

    Raises TeamNotFound, OnlyManagers, ConnectionNotFound, TooManyTries.
    """
    async with d.db.reading() as session:
        row = await access_connection(session, user_id, team_id, connection_id)
    await rate_limits.count_attempt(d, rate_limits.probe_limits(d, user_id))
    try:
        models = await _count_models(d, row, connections.get_key(d, row))
    except ProbeFailed as error:
        if not error.passing:
            await connections.record_state(d, row, _state(error))
        return ProbeResult(sentence=str(error))
    except KeyUnreadable as error:
        return ProbeResult(sentence=str(error))
    await connections.record_state(d, row, ConnectionState.WORKS)
    return ProbeResult(models)


async def apply_key(d: Deps, user_id: str, row: Connection, key: KeyInput) -> None:
    """Write an entered key and address into a row, after a test unless it is `untested`. Raises
    also for a private address where those aren't allowed.
    """
    row.base_url, row.api_version = key.base_url, key.api_version
    await rate_limits.count_attempt(d, rate_limits.probe_limits(d, user_id))
    row.state, row.state_since = ConnectionState.UNTRIED, now_ms()
    if key.untested:
        await probe.require_public_address(
            row.provider, row.base_url, d.settings.allows_private_servers
        )
    else:
        await _count_models(d, row, key.key or connections.NO_KEY)
        row.state, row.tried_at = ConnectionState.WORKS, row.state_since
    row.key_sealed, row.key_tail = "", visible_tail(key.key)
    if key.key:
        connections.seal_key(d.vault, row, key.key)


async def _count_models(d: Deps, row: Connection, key: str) -> int:
    """The number of models. Raises ProbeFailed."""
    private = d.settings.allows_private_servers
    return len(await probe.list_models(row.provider, row.base_url, key, row.api_version, private))


def _state(error: ProbeFailed) -> ConnectionState:
    return ConnectionState.REFUSED if error.refused else ConnectionState.UNREACHABLE
