"""Presence: the users who have a shared chat open, for those who can see it."""

import asyncio
from collections.abc import AsyncGenerator, Container
from contextlib import suppress

from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import User
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services import chat_lines
from spacerr.services.background import background
from spacerr.timings import PRESENCE_BEAT


async def track_presence(
    d: Deps, user_id: str, chat_id: str, tab: str
) -> AsyncGenerator[list[str]]:
    """Report a user as present in a chat while the caller reads on. Yields the names of the others
    present with every beat; ends at once where the chat isn't shared.

    Raises ChatNotFound. A user who loses the chat gets it when the users present next change.
    """
    shown, names = frozenset({user_id}), await _list_others(d, user_id, chat_id, set())
    if names is None:
        return
    try:
        while names is not None:
            present = await d.presence.join(chat_id, user_id, tab)
            if present != shown:
                shown, names = present, await _list_others(d, user_id, chat_id, present)
            yield names or []
            await asyncio.sleep(PRESENCE_BEAT)
    finally:
        background(d, _leave(d, user_id, chat_id, tab))


async def _list_others(
    d: Deps, user_id: str, chat_id: str, present: Container[str]
) -> list[str] | None:
    """The names of the users present who can see the chat; None where it is private."""
    lines = await chat_lines.get_lines(d, chat_id)
    if user_id not in lines:
        raise ChatNotFound
    if lines[user_id].shared == Sharing.PRIVATE:
        return None
    others = [it for it in lines if it in present and it != user_id]
    query = select(User.name).where(col(User.id).in_(others)).order_by(User.name, User.id)
    async with d.db.reading() as session:
        return list(await session.exec(query)) if others else []


async def _leave(d: Deps, user_id: str, chat_id: str, tab: str) -> None:
    with suppress(*REDIS_ERRORS):  # the entry expires by itself
        await d.presence.leave(chat_id, user_id, tab)
