"""A user's settings: read, or locked for a change."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.domain.tables import UserSettings
from spacerr.infra.database.database import insert_into


async def get_user_settings(session: AsyncSession, user_id: str) -> UserSettings:
    """A user's settings, to be read."""
    return await session.get(UserSettings, user_id) or UserSettings(user_id=user_id)


async def lock_user_settings(session: AsyncSession, user_id: str) -> UserSettings:
    """A user's settings, created where missing, and locked until the transaction ends."""
    row = insert_into(session, UserSettings).values(**UserSettings(user_id=user_id).model_dump())
    await session.exec(row.on_conflict_do_nothing())
    query = select(UserSettings).where(UserSettings.user_id == user_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).one()
