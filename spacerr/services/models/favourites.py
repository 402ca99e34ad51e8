"""A user's favourite models, and those they chose last."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.team_models import TooManyFavourites, UnknownModel
from spacerr.domain.limits import FAVOURITES, MODEL_CHARS, RECENT_MODELS
from spacerr.domain.tables import UserSettings
from spacerr.infra.database.database import insert_into


@dataclass(frozen=True, slots=True)
class ModelPreferences:
    """Ids of models: favourites in the order they were added, recent ones newest first."""

    favourites: Sequence[str] = ()
    recent: Sequence[str] = ()


async def get_preferences(d: Deps, user_id: str) -> ModelPreferences:
    """A user's favourite and recent models; empty where nothing is stored."""
    async with d.db.reading() as session:
        row = await session.get(UserSettings, user_id)
    return ModelPreferences(row.favourites, row.recent) if row else ModelPreferences()


async def set_favourite(d: Deps, user_id: str, model: str, on: bool) -> None:
    """Make a model a favourite, or no longer. Raises UnknownModel, TooManyFavourites."""
    if not 0 < len(model) <= MODEL_CHARS or not model.isprintable():
        raise UnknownModel
    async with d.db.writing() as session:
        row = await _lock_settings(session, user_id)
        others = [it for it in row.favourites if it != model]
        if on and len(others) >= FAVOURITES:
            raise TooManyFavourites
        if on != (model in row.favourites):
            row.favourites = [*others, model] if on else others
            session.add(row)


async def record_use(d: Deps, user_id: str, model: str) -> None:
    """Put a model first among a user's recent ones."""
    async with d.db.writing() as session:
        row = await _lock_settings(session, user_id)
        row.recent = [model, *(it for it in row.recent if it != model)][:RECENT_MODELS]
        session.add(row)


async def _lock_settings(session: AsyncSession, user_id: str) -> UserSettings:
    """A user's settings, created where missing, and locked until the transaction ends."""
    new = UserSettings(user_id=user_id).model_dump()
    await session.exec(insert_into(session, UserSettings).values(**new).on_conflict_do_nothing())
    query = select(UserSettings).where(UserSettings.user_id == user_id).with_for_update()
    return (await session.exec(query)).one()
