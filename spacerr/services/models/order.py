"""The order of the models that a team's managers put first."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.team_models import OrderChangedMeanwhile, TooManyInOrder, UnknownModel
from spacerr.domain.limits import PINNED_MODELS
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import ModelOption
from spacerr.domain.teams.audit import Action
from spacerr.services import audit
from spacerr.services.access import lock_team
from spacerr.services.events import publish_settings_changed
from spacerr.services.models.options import list_model_ids, select_ordered


async def set_order(
    d: Deps, user_id: str, team_id: str, first: Sequence[str], before: Sequence[str]
) -> None:
    """Put models first, in this order, where the order `before` is still the stored one; all others
    follow in the default order. Unavailable models keep the place they are given.

    Raises TeamNotFound, OnlyManagers, UnknownModel, TooManyInOrder, OrderChangedMeanwhile.
    """
    known_ids = await list_model_ids(d, user_id, team_id)
    first = list(dict.fromkeys(first))
    if len(first) > PINNED_MODELS:
        raise TooManyInOrder
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        placed = (await session.exec(select_ordered(team_id))).all()
        if [it.model for it in placed] != list(before):
            raise OrderChangedMeanwhile
        rows = {it.model: it for it in [*placed, *await _list_options(session, team_id, first)]}
        if any(it not in rows and it not in known_ids for it in first):
            raise UnknownModel
        for model_id in first:
            rows.setdefault(model_id, ModelOption(team_id=team_id, model=model_id))
        places = {model_id: position for position, model_id in enumerate(first)}
        for row in rows.values():
            row.position = places.get(row.model)
        session.add_all(rows.values())
        await audit.record(session, user_id, team_id, Action.MODELS_ARRANGED)
        publish_settings_changed(d, session, team_id)


async def _list_options(
    session: AsyncSession, team_id: str, models: Sequence[str]
) -> Sequence[ModelOption]:
    """A team's stored options for some models."""
    query = select(ModelOption).where(
        ModelOption.team_id == team_id, col(ModelOption.model).in_(models)
    )
    return (await session.exec(query)).all()
