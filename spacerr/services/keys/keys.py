"""Management of keys: the team's by its managers, own keys where the team allows them.

A key is never sent out again: only its last characters are shown.
"""

from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.keys import (
    KeyChangedMeanwhile,
    KeyThereAlready,
    OwnKeysNotAllowed,
    TooManyKeys,
)
from spacerr.domain.keys.keys import KeyInput, key_name, validate_key
from spacerr.domain.keys.providers import PROVIDERS, slug_for
from spacerr.domain.limits import KEYS
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import Connection, TeamSettings
from spacerr.domain.teams.audit import Action
from spacerr.services import audit
from spacerr.services.access import access_connection, access_managed_team, access_team, lock_team
from spacerr.services.events import publish_settings_changed
from spacerr.services.keys import probe
from spacerr.services.keys.views import own_keys_allowed

FILLED = (
    "base_url",
    "api_version",
    "key_sealed",
    "key_tail",
    "state",
    "state_since",
    "tried_at",
)
"""The columns that replacing a key changes."""


async def add(d: Deps, user_id: str, team_id: str, entered: KeyInput) -> str:
    """Store a key that works, or one that was entered `untested`; returns its id.

    Raises TeamNotFound, OnlyManagers, OwnKeysNotAllowed, KeyThereAlready, TooManyKeys,
    TooManyTries, ProbeFailed and what `validate_key` raises.
    """
    entered = validate_key(entered)
    made = Connection(
        team_id=team_id,
        user_id=user_id if entered.own else None,
        provider=entered.provider,
        slug="",
        name=entered.name,
        made_by=user_id,
    )
    async with d.db.reading() as session:
        await _require_may_add(session, user_id, made)
    await probe.apply_key(d, user_id, made, entered)
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id)
        await _require_may_add(session, user_id, made)
        made.slug = await _slug(session, made)
        session.add(made)
        await _record(session, user_id, made, Action.KEY_ADDED)
        publish_settings_changed(d, session, team_id)
    return made.id


async def replace(
    d: Deps, user_id: str, team_id: str, connection_id: str, entered: KeyInput, revision: int
) -> None:
    """Replace a key and its address, where the user has seen this revision; name and owner stay.

    Raises TeamNotFound, OnlyManagers, OwnKeysNotAllowed, ConnectionNotFound, KeyChangedMeanwhile,
    TooManyTries, ProbeFailed and what `validate_key` raises.
    """
    async with d.db.reading() as session:
        row = await _find_unchanged(session, user_id, team_id, connection_id, revision)
    entered = validate_key(entered, PROVIDERS[row.provider])
    await probe.apply_key(d, user_id, row, entered)
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id)
        now = await _find_unchanged(session, user_id, team_id, connection_id, revision)
        for name in FILLED:
            setattr(now, name, getattr(row, name))
        now.revision += 1
        session.add(now)
        await _record(session, user_id, now, Action.KEY_CHANGED)
        publish_settings_changed(d, session, team_id)


async def rename(d: Deps, user_id: str, team_id: str, connection_id: str, name: str) -> None:
    """Rename a key. The ids of its models stay.

    Raises TeamNotFound, OnlyManagers, ConnectionNotFound, KeyNameTooLong.
    """
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id)
        row = await access_connection(session, user_id, team_id, connection_id)
        name, was = key_name(name) or PROVIDERS[row.provider].name, row.name
        if name == was:
            return
        row.name, row.revision = name, row.revision + 1
        session.add(row)
        await _record(session, user_id, row, Action.KEY_RENAMED, was=was)
        publish_settings_changed(d, session, team_id)


async def remove(d: Deps, user_id: str, team_id: str, connection_id: str) -> None:
    """Delete a key. Replies that run with it continue.

    Raises TeamNotFound, OnlyManagers, ConnectionNotFound.
    """
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id)
        row = await access_connection(session, user_id, team_id, connection_id)
        await session.delete(row)
        await _record(session, user_id, row, Action.KEY_REMOVED)
        publish_settings_changed(d, session, team_id)


async def set_own_keys_allowed(d: Deps, user_id: str, team_id: str, allowed: bool) -> None:
    """Allow a team's members keys of their own, or forbid them: existing ones stay stored, unused,
    until they are allowed again or removed.

    Raises TeamNotFound, OnlyManagers.
    """
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        team_settings = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        if team_settings.own_keys == allowed:
            return
        team_settings.own_keys = allowed
        session.add(team_settings)
        action = Action.OWN_KEYS_ALLOWED if allowed else Action.OWN_KEYS_ENDED
        await audit.record(session, user_id, team_id, action)
        publish_settings_changed(d, session, team_id)


async def _require_may_add(session: AsyncSession, user_id: str, made: Connection) -> None:
    """Raises TeamNotFound, OnlyManagers, OwnKeysNotAllowed, TooManyKeys, KeyThereAlready."""
    await _require_may_change(session, user_id, made)
    same = (
        Connection.team_id == made.team_id,
        col(Connection.user_id).is_not_distinct_from(made.user_id),
    )
    if (await session.exec(select(func.count()).where(*same))).one() >= KEYS:
        raise TooManyKeys
    if PROVIDERS[made.provider].takes_url:
        return
    existing = select(Connection.id).where(*same, Connection.provider == made.provider)
    if (await session.exec(existing)).first() is not None:
        raise KeyThereAlready


async def _require_may_change(session: AsyncSession, user_id: str, row: Connection) -> None:
    if row.user_id is None:
        await access_managed_team(session, user_id, row.team_id)
        return
    await access_team(session, user_id, row.team_id)
    if not await own_keys_allowed(session, row.team_id):
        raise OwnKeysNotAllowed


async def _find_unchanged(
    session: AsyncSession, user_id: str, team_id: str, connection_id: str, revision: int
) -> Connection:
    row = await access_connection(session, user_id, team_id, connection_id)
    await _require_may_change(session, user_id, row)
    if row.revision != revision:
        raise KeyChangedMeanwhile
    return row


async def _slug(session: AsyncSession, made: Connection) -> str:
    query = select(Connection.slug).where(Connection.team_id == made.team_id)
    return slug_for(PROVIDERS[made.provider], made.name, set(await session.exec(query)))


async def _record(
    session: AsyncSession, user_id: str, row: Connection, action: Action, **more: Any
) -> None:
    """Add a change of a key to the audit: owner, provider and name, nothing of the key itself."""
    provider = PROVIDERS.get(row.provider)  # None: one that only a newer version knows
    provider_name = provider.name if provider else row.provider
    detail: dict[str, Any] = {"provider": provider_name, "name": row.name, **more}
    if row.user_id:
        detail["own"] = True
    await audit.record(session, user_id, row.team_id, action, subject_id=row.id, **detail)
