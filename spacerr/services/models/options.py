"""A team's options for its models: whether offered, nickname, and parameters of requests."""

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.sql.functions import count
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from spacerr.deps import Deps
from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.errors.team_models import (
    NicknameTooLong,
    OptionChangedMeanwhile,
    OutputLimitOutOfRange,
    TemperatureOutOfRange,
    TooManyDecided,
    UnknownEffort,
    UnknownModel,
)
from spacerr.domain.limits import MAX_TEMPERATURE, MODEL_CHARS, MODEL_OPTIONS, NICKNAME_CHARS
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import ModelOption, TeamSettings
from spacerr.domain.teams.audit import Action
from spacerr.domain.text import clean, one_line
from spacerr.services import audit
from spacerr.services.access import access_managed_team, lock_team
from spacerr.services.events import publish_settings_changed
from spacerr.services.models import catalog, policy
from spacerr.services.models.catalog import TeamModels

EFFORTS = ("minimal", "low", "medium", "high")
LEAST_OUTPUT, MOST_OUTPUT = 16, 1_000_000


@dataclass(frozen=True, slots=True)
class ModelOverrides:
    """A team's nickname and parameters for a model. None and "" leave it to the provider. `tools`:
    whether it takes tools; None: as is known of it.
    """

    nickname: str = ""
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""
    tools: bool | None = None


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """All models of a team, those switched off too, with the team's settings. `placed` are the ids
    of those put first, in their order, unavailable ones too, and `connections` the names of keys by
    the prefix of their models' ids.
    """

    catalogue: TeamModels
    team_settings: TeamSettings
    placed: Sequence[str]
    connections: Mapping[str, str]


async def get_model_settings(d: Deps, user_id: str, team_id: str) -> ModelSettings:
    """Raises TeamNotFound, OnlyManagers."""
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
        team_settings = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        placed = (await session.exec(select_ordered(team_id))).all()
    known_ids = await catalog.load_team_models(d, user_id, team_id)
    usable = (await policy.get_policy(d, user_id, team_id)).connections
    names = {slug: it.name for slug, it in usable.items()}
    return ModelSettings(known_ids, team_settings, [it.model for it in placed], names)


def select_ordered(team_id: str) -> SelectOfScalar[ModelOption]:
    """The models a team has put first, in their order."""
    query = select(ModelOption).where(
        ModelOption.team_id == team_id, col(ModelOption.position).is_not(None)
    )
    return query.order_by(col(ModelOption.position), ModelOption.model)


async def list_model_ids(d: Deps, user_id: str, team_id: str) -> Container[str]:
    """The ids of all models in a manager's team. Raises TeamNotFound, OnlyManagers."""
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
    return {it.id for it in (await catalog.load_team_models(d, user_id, team_id)).all}


async def set_enabled(d: Deps, user_id: str, team_id: str, model_id: str, on: bool) -> None:
    """Offer a model in a team, or withdraw it.

    Raises TeamNotFound, OnlyManagers, UnknownModel, TooManyDecided.
    """
    known_ids = await list_model_ids(d, user_id, team_id)
    async with d.db.writing() as session:
        option = await _lock_option(session, user_id, team_id, model_id, known_ids)
        if option.enabled == on:
            return
        option.enabled, option.revision = on, option.revision + 1
        session.add(option)
        action = Action.MODEL_SWITCHED_ON if on else Action.MODEL_SWITCHED_OFF
        await audit.record(session, user_id, team_id, action, model=model_id)
        publish_settings_changed(d, session, team_id)


async def set_overrides(
    d: Deps, user_id: str, team_id: str, model_id: str, overrides: ModelOverrides, revision: int
) -> None:
    """Store a team's overrides for a model, where the user has seen this revision.

    Raises TeamNotFound, OnlyManagers, UnknownModel, NicknameTooLong, TemperatureOutOfRange,
    OutputLimitOutOfRange, UnknownEffort, OptionChangedMeanwhile, TooManyDecided.
    """
    known_ids = await list_model_ids(d, user_id, team_id)
    overrides = _checked(overrides)
    async with d.db.writing() as session:
        option = await _lock_option(session, user_id, team_id, model_id, known_ids)
        if option.revision != revision:
            raise OptionChangedMeanwhile
        option.nickname, option.temperature = overrides.nickname, overrides.temperature
        option.max_tokens, option.effort = overrides.max_tokens, overrides.effort
        option.tools, option.revision = overrides.tools, option.revision + 1
        session.add(option)
        await audit.record(session, user_id, team_id, Action.MODEL_CHANGED, model=model_id)
        publish_settings_changed(d, session, team_id)


async def set_defaults(
    d: Deps, user_id: str, team_id: str, default: str, fallback: str, revision: int
) -> None:
    """Store a team's default model for new chats and its fallback model; "" for none.

    Raises TeamNotFound, OnlyManagers, UnknownModel, ChangedMeanwhile.
    """
    known_ids = await list_model_ids(d, user_id, team_id)
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        team_settings = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        chosen = ("", team_settings.default_model, team_settings.fallback_model)
        if any(it not in known_ids for it in (default, fallback) if it not in chosen):
            raise UnknownModel
        if team_settings.revision != revision:
            raise ChangedMeanwhile
        team_settings.default_model, team_settings.fallback_model = default, fallback
        team_settings.revision += 1
        session.add(team_settings)
        done: dict[str, Any] = {"default": default, "fallback": fallback}
        await audit.record(session, user_id, team_id, Action.DEFAULT_MODELS_SET, **done)
        publish_settings_changed(d, session, team_id)


async def _lock_option(
    session: AsyncSession, user_id: str, team_id: str, model_id: str, known_ids: Container[str]
) -> ModelOption:
    """A team's option for a model, with the team locked. The user must be a manager. For a model
    that is unavailable now, only where the team has an option for it.
    """
    await lock_team(session, user_id, team_id, TeamRole.ADMIN)
    if not is_model_id(model_id):
        raise UnknownModel
    if found := await session.get(ModelOption, (team_id, model_id)):
        return found
    if model_id not in known_ids:
        raise UnknownModel
    of_team = select(count()).where(col(ModelOption.team_id) == team_id)
    if (await session.exec(of_team)).one() >= MODEL_OPTIONS:
        raise TooManyDecided
    return ModelOption(team_id=team_id, model=model_id)


def is_model_id(model_id: str) -> bool:
    """Whether a model can have this id."""
    return 0 < len(model_id) <= MODEL_CHARS and model_id.isprintable()


def _checked(overrides: ModelOverrides) -> ModelOverrides:
    nickname = one_line(clean(overrides.nickname))
    if len(nickname) > NICKNAME_CHARS:
        raise NicknameTooLong
    temperature, max_tokens = overrides.temperature, overrides.max_tokens
    if temperature is not None and not (
        math.isfinite(temperature) and 0 <= temperature <= MAX_TEMPERATURE
    ):
        raise TemperatureOutOfRange
    if max_tokens is not None and not LEAST_OUTPUT <= max_tokens <= MOST_OUTPUT:
        raise OutputLimitOutOfRange
    if overrides.effort not in ("", *EFFORTS):
        raise UnknownEffort
    return replace(overrides, nickname=nickname)
