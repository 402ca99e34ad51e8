"""Stops replies, from any tab and any process. Stopping one again does no harm."""

import asyncio
import contextlib

from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.replies.events import Finalized
from spacerr.domain.roles import Right
from spacerr.domain.status import ACTIVE, Role
from spacerr.domain.tables import Message
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.access import get_message
from spacerr.timings import STOP_SETTLES


async def stop_reply(d: Deps, user_id: str, reply_id: str, units: int | None = None) -> None:
    """End a reply at the text its reader had on screen: `units` UTF-16 units, None for all of it.

    A reply that has already ended stays as it is. Raises MessageNotFound, ReadOnlyChat.
    """
    _, reply = await get_message(d, user_id, reply_id, Right.WRITE)
    if reply.status in ACTIVE:
        await request_stop(d, reply_id, units)


async def request_stop(d: Deps, reply_id: str, units: int | None = None) -> None:
    """Stop a reply's writer, in any process. For other services: they have checked the user's
    right.
    """
    if writer := d.running.get(reply_id):
        writer.stop(units)
        with contextlib.suppress(*REDIS_ERRORS):  # only so that other processes know of it
            await d.streams.stop(reply_id, units)
    else:
        await d.streams.stop(reply_id, units)


async def wait_until_stopped(d: Deps, chat_id: str) -> bool:
    """Wait until a chat's running reply has ended, if it was asked to stop.

    True when the chat has no running reply any more.
    """
    query = select(Message.id).where(
        Message.chat_id == chat_id,
        Message.role == Role.ASSISTANT,
        col(Message.status).in_(ACTIVE),
    )
    async with d.db.reading() as session:
        reply_id = (await session.exec(query)).first()
    if reply_id is None:
        return True
    if not await d.streams.stop_requested([reply_id]):
        return False
    try:
        async with asyncio.timeout(STOP_SETTLES), d.streams.subscribe(reply_id) as log:
            while not any(isinstance(it.event, Finalized) for it in await log.next()):
                pass
    except TimeoutError:
        return False
    return True
