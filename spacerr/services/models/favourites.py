"""A user's favourite models, and those they chose last."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacerr.deps import Deps
from spacerr.domain.errors.team_models import TooManyFavourites, UnknownModel
from spacerr.domain.limits import FAVOURITES, MODEL_CHARS, RECENT_MODELS
from spacerr.domain.tables import UserSettings
from spacerr.services.accounts.user_settings import lock_user_settings


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
        row = await lock_user_settings(session, user_id)
        others = [it for it in row.favourites if it != model]
        if on and len(others) >= FAVOURITES:
            raise TooManyFavourites
        if on != (model in row.favourites):
            row.favourites = [*others, model] if on else others
            session.add(row)


async def record_use(d: Deps, user_id: str, model: str) -> None:
    """Put a model first among a user's recent ones."""
    async with d.db.writing() as session:
        row = await lock_user_settings(session, user_id)
        row.recent = [model, *(it for it in row.recent if it != model)][:RECENT_MODELS]
        session.add(row)
