"""Finds replies that lost their writer, and ends them with what they had said."""

import asyncio
import random

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors import LeaseLost, LogUnreadable
from spacerr.domain.events import Draft, Finalized, Restated
from spacerr.domain.ids import new_id
from spacerr.domain.models import Chat, Message
from spacerr.domain.status import ACTIVE, Role, Status
from spacerr.infra.redis import AWAY
from spacerr.infra.streams import Entry
from spacerr.services import settling
from spacerr.timings import SWEEP

log = structlog.get_logger(__name__)


async def run(d: Deps) -> None:
    """Sweep for ever, a little irregularly, so that processes don't sweep in step."""
    while True:
        try:
            await sweep(d)
        except (*AWAY, SQLAlchemyError) as error:
            log.warning("sweep.failed", reason=str(error))
        await asyncio.sleep(SWEEP * random.uniform(0.75, 1.25))


async def sweep(d: Deps) -> int:
    """Settle every active reply without a lease; how many this process settled."""
    query = (
        select(Message, Chat.user_id)
        .join(Chat, col(Chat.id) == Message.chat_id)
        .where(Message.role == Role.ASSISTANT, col(Message.status).in_(ACTIVE))
    )
    async with d.db.reading() as session:
        active = list(await session.exec(query))
    owned = await d.streams.owned([reply.id for reply, _ in active])
    orphans = [pair for pair in active if pair[0].id not in owned]
    return sum([await _recover(d, user_id, reply) for reply, user_id in orphans])


async def _recover(d: Deps, user_id: str, reply: Message) -> bool:
    """The lease decides who settles an orphan when several find it."""
    owner = new_id()
    if not await d.streams.claim(reply.id, owner):
        return False
    if not await settling.take_over(d, reply):
        await d.streams.release(reply.id, owner)
        return False
    log.warning("reply.orphaned", reply=reply.id)
    entries = await _entries(d, reply)
    seq = entries[-1].seq if entries else reply.seq
    draft = Draft().extend(entry.event for entry in entries)
    if len(draft.text) < len(reply.content):  # the log was lost, the snapshot was not
        draft = Draft(text=reply.content, reasoning=reply.reasoning)
    if draft.status in ACTIVE:
        draft, finalized = settling.ended(draft, Status.INTERRUPTED)
        won = await settling.settle(d, reply, draft, seq, {"interrupted": True})
        await _end(d, reply, owner, seq, draft, finalized)
    else:
        won = await settling.settle(d, reply, draft, seq, {})
    await d.streams.release(reply.id, owner)
    await settling.tell(d, user_id, reply, draft.status)
    return won


async def _entries(d: Deps, reply: Message) -> list[Entry]:
    try:
        return await d.streams.replay(reply.id)
    except LogUnreadable:
        log.warning("reply.log_unreadable", reply=reply.id)
        return []


async def _end(
    d: Deps, reply: Message, owner: str, seq: int, draft: Draft, finalized: Finalized
) -> None:
    restated = Restated(text=draft.text, reasoning=draft.reasoning)
    try:
        if not await d.streams.append(reply.id, owner, seq + 1, [finalized]):
            await d.streams.append(reply.id, owner, seq + 1, [restated, finalized])
    except LeaseLost:
        log.info("reply.ended_elsewhere", reply=reply.id)
