"""Models that managers add by their id, because a provider has no list or leaves them out."""

from sqlalchemy.sql.functions import count
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors.keys import ConnectionNotFound
from spacerr.domain.errors.team_models import (
    ModelIdMalformed,
    ModelIdMissing,
    ModelThereAlready,
    TooManyAdded,
    UnknownModel,
)
from spacerr.domain.limits import CUSTOM_MODELS
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import ModelOption
from spacerr.domain.teams.audit import Action
from spacerr.services import audit
from spacerr.services.access import lock_team
from spacerr.services.events import publish_settings_changed
from spacerr.services.models import policy
from spacerr.services.models.options import is_model_id, list_model_ids


async def add(d: Deps, user_id: str, team_id: str, slug: str, name: str) -> str:
    """Add a model of a key that its provider doesn't list. Returns its id.

    Raises TeamNotFound, OnlyManagers, ConnectionNotFound, ModelIdMissing, ModelIdMalformed,
    ModelThereAlready, TooManyAdded.
    """
    known_ids = await list_model_ids(d, user_id, team_id)
    if slug not in (await policy.get_policy(d, user_id, team_id)).connections:
        raise ConnectionNotFound
    name = name.strip()
    model_id = f"{slug}/{name}"
    if not name:
        raise ModelIdMissing
    if not is_model_id(model_id):
        raise ModelIdMalformed
    if model_id in known_ids:
        raise ModelThereAlready
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        added = select(count()).where(
            col(ModelOption.team_id) == team_id, col(ModelOption.added).is_(True)
        )
        if (await session.exec(added)).one() >= CUSTOM_MODELS:
            raise TooManyAdded
        option = await session.get(ModelOption, (team_id, model_id))
        option = option or ModelOption(team_id=team_id, model=model_id)
        option.added = option.enabled = True
        option.revision += 1
        session.add(option)
        await audit.record(session, user_id, team_id, Action.MODEL_ADDED, model=model_id)
        publish_settings_changed(d, session, team_id)
    return model_id


async def remove(d: Deps, user_id: str, team_id: str, model_id: str) -> None:
    """Remove a custom model. It stays offered if its provider lists it by now.

    Raises TeamNotFound, OnlyManagers, UnknownModel.
    """
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        option = (
            await session.get(ModelOption, (team_id, model_id)) if is_model_id(model_id) else None
        )
        if option is None or not option.added:
            raise UnknownModel
        option.added, option.enabled, option.position = False, True, None
        option.revision += 1
        session.add(option)
        await audit.record(session, user_id, team_id, Action.MODEL_TAKEN_AWAY, model=model_id)
        publish_settings_changed(d, session, team_id)
