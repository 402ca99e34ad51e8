"""What a team's managers decide about its models: which, in which order, by which name, and how."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.audit import Action
from spacerr.domain.errors import ChangedMeanwhile
from spacerr.domain.limits import HOTTEST, MODEL_CHARS, MODELS_IN_ORDER, NICKNAME_CHARS
from spacerr.domain.models import ModelOption, TeamStudio
from spacerr.domain.offer_errors import (
    NicknameTooLong,
    OptionChangedMeanwhile,
    OutputLimitOutOfRange,
    TemperatureOutOfRange,
    TooManyInOrder,
    UnknownEffort,
    UnknownModel,
)
from spacerr.domain.roles import TeamRole
from spacerr.domain.text import clean, one_line
from spacerr.services import audit, models
from spacerr.services.access import access_managed, lock_team
from spacerr.services.announcing import announce_studio
from spacerr.services.models import Offered

EFFORTS = ("minimal", "low", "medium", "high")
LEAST_OUTPUT, MOST_OUTPUT = 16, 1_000_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a team wants a model asked. None and "" leave it to the provider."""

    nickname: str = ""
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""


async def everything(d: Deps, user_id: str, team_id: str) -> tuple[Sequence[Offered], TeamStudio]:
    """All models of a team, those switched off too, and what the team has decided for all of them.

    Raises TeamNotFound, OnlyManagers.
    """
    async with d.db.reading() as session:
        await access_managed(session, user_id, team_id)
        studio = await session.get(TeamStudio, team_id) or TeamStudio(team_id=team_id)
    return await models.catalogue(d, user_id, team_id), studio


async def switch(d: Deps, user_id: str, team_id: str, model_id: str, on: bool) -> None:
    """Offer a model in a team, or no longer. Raises TeamNotFound, OnlyManagers, UnknownModel."""
    async with d.db.writing() as session:
        option = await _option(session, user_id, team_id, model_id)
        if option.enabled == on:
            return
        option.enabled, option.revision = on, option.revision + 1
        session.add(option)
        action = Action.MODEL_SWITCHED_ON if on else Action.MODEL_SWITCHED_OFF
        await audit.note(session, user_id, team_id, action, model=model_id)
    await announce_studio(d, team_id)


async def change(
    d: Deps, user_id: str, team_id: str, model_id: str, wishes: Wishes, revision: int
) -> None:
    """Have a model asked as a team wishes, by somebody who has seen it as of a revision.

    Raises TeamNotFound, OnlyManagers, UnknownModel, NicknameTooLong, TemperatureOutOfRange,
    OutputLimitOutOfRange, UnknownEffort, OptionChangedMeanwhile.
    """
    wishes = _checked(wishes)
    async with d.db.writing() as session:
        option = await _option(session, user_id, team_id, model_id)
        if option.revision != revision:
            raise OptionChangedMeanwhile
        option.nickname, option.temperature = wishes.nickname, wishes.temperature
        option.max_tokens, option.effort = wishes.max_tokens, wishes.effort
        option.revision += 1
        session.add(option)
        await audit.note(session, user_id, team_id, Action.MODEL_CHANGED, model=model_id)
    await announce_studio(d, team_id)


async def arrange(d: Deps, user_id: str, team_id: str, first: Sequence[str]) -> None:
    """Put some models first, in this order; all others follow as they come.

    Raises TeamNotFound, OnlyManagers, UnknownModel, TooManyInOrder.
    """
    first = list(dict.fromkeys(first))
    if len(first) > MODELS_IN_ORDER:
        raise TooManyInOrder
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        of_team = col(ModelOption.team_id) == team_id
        others = update(ModelOption).where(of_team, col(ModelOption.model).not_in(first))
        await session.exec(others.values(position=None))
        for position, model_id in enumerate(first):
            option = await _option(session, user_id, team_id, model_id)
            option.position = position
            session.add(option)
        await audit.note(session, user_id, team_id, Action.MODELS_ARRANGED)
    await announce_studio(d, team_id)


async def set_defaults(
    d: Deps, user_id: str, team_id: str, default: str, fallback: str, revision: int
) -> None:
    """Which model new chats begin with, and which answers where another one can't; "" for none in
    particular.

    Raises TeamNotFound, OnlyManagers, UnknownModel, ChangedMeanwhile.
    """
    for model_id in (default, fallback):
        if model_id:
            _insist(model_id)
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        studio = await session.get(TeamStudio, team_id) or TeamStudio(team_id=team_id)
        if studio.revision != revision:
            raise ChangedMeanwhile
        studio.default_model, studio.fallback_model = default, fallback
        studio.revision += 1
        session.add(studio)
        done: dict[str, Any] = {"default": default, "fallback": fallback}
        await audit.note(session, user_id, team_id, Action.DEFAULT_MODELS_SET, **done)
    await announce_studio(d, team_id)


async def _option(session: AsyncSession, user_id: str, team_id: str, model_id: str) -> ModelOption:
    """What a manager's team has decided about a model; nobody else changes it meanwhile."""
    await lock_team(session, user_id, team_id, TeamRole.ADMIN)
    _insist(model_id)
    query = select(ModelOption).where(ModelOption.team_id == team_id, ModelOption.model == model_id)
    found = (await session.exec(query)).first()
    return found or ModelOption(team_id=team_id, model=model_id)


def _insist(model_id: str) -> None:
    """A team may decide about models that are away just now, not about what can be none."""
    if not 0 < len(model_id) <= MODEL_CHARS or not model_id.isprintable():
        raise UnknownModel


def _checked(wishes: Wishes) -> Wishes:
    nickname = one_line(clean(wishes.nickname))
    if len(nickname) > NICKNAME_CHARS:
        raise NicknameTooLong
    hot, most = wishes.temperature, wishes.max_tokens
    if hot is not None and not (math.isfinite(hot) and 0 <= hot <= HOTTEST):
        raise TemperatureOutOfRange
    if most is not None and not LEAST_OUTPUT <= most <= MOST_OUTPUT:
        raise OutputLimitOutOfRange
    if wishes.effort not in ("", *EFFORTS):
        raise UnknownEffort
    return Wishes(nickname, hot, most, wishes.effort)
