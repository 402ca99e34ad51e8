"""Keys as they are shown: never more of them than their last characters."""

import dataclasses
from dataclasses import dataclass

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.keys import KeyUnreadable
from spacerr.domain.keys.providers import ConnectionState
from spacerr.domain.roles import MANAGERS
from spacerr.domain.tables import Connection, TeamSettings
from spacerr.services.access import access_team
from spacerr.services.keys import connections


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as it is shown. Its address and its last characters are only for users who may change
    it; a short key, which sets only `has_key`, shows none. `since` is when its state changed.
    """

    id: str
    provider: str
    name: str
    state: str
    since: int
    revision: int
    base_url: str = ""
    api_version: str = ""
    tail: str = ""
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys for a user's replies in a team. `manages`: they may change the team's keys;
    `own_allowed`: they may have keys of their own.
    """

    team: list[KeyLine]
    own: list[KeyLine]
    manages: bool
    own_allowed: bool


async def list_keys(d: Deps, user_id: str, team_id: str) -> KeyList:
    """Raises TeamNotFound."""
    async with d.db.reading() as session:
        manages = (await access_team(session, user_id, team_id)).role in MANAGERS
        allowed = await own_keys_allowed(session, team_id)
        mine = or_(col(Connection.user_id).is_(None), col(Connection.user_id) == user_id)
        query = select(Connection).where(Connection.team_id == team_id, mine)
        found = list(await session.exec(query.order_by(col(Connection.id))))
    team = [_line(d, it, whole=manages) for it in found if it.user_id is None]
    own = [_line(d, it, whole=True) for it in found if it.user_id is not None]
    return KeyList(team, own, manages, allowed)


async def own_keys_allowed(session: AsyncSession, team_id: str) -> bool:
    """Whether a team's members may use keys of their own."""
    query = select(TeamSettings.own_keys).where(TeamSettings.team_id == team_id)
    return bool((await session.exec(query)).first())


def _line(d: Deps, row: Connection, *, whole: bool) -> KeyLine:
    state = _shown_state(d, row)
    line = KeyLine(row.id, row.provider, row.name, state, row.state_since, row.revision)
    if not whole:
        return line
    return dataclasses.replace(
        line,
        base_url=row.base_url,
        api_version=row.api_version,
        tail=row.key_tail,
        has_key=bool(row.key_sealed),
    )


def _shown_state(d: Deps, row: Connection) -> str:
    try:
        connections.get_key(d, row)
    except KeyUnreadable:
        return ConnectionState.UNREADABLE
    return row.state
