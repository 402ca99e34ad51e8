"""Recovery: finds replies that lost their writer, and continues them once or ends them."""

import asyncio
import random
from collections.abc import Awaitable
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.status import ACTIVE, Status
from spacerr.domain.tables import RUNNING, Chat, Message
from spacerr.domain.text import utf16_length
from spacerr.infra.metrics import TASK_FAILURES
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services import outbox, stop_replies
from spacerr.services.accounts import sessions
from spacerr.services.agents import deletion
from spacerr.services.chats import edit, erase, links, project_deletion
from spacerr.services.prompts import history
from spacerr.services.questions import questions
from spacerr.services.replies import finalize, lease, runner, takeover, waiting
from spacerr.services.replies.writer import Inherited
from spacerr.services.usage import record, report
from spacerr.timings import ADOPT_WITHIN, PURGE, SWEEP

log = structlog.get_logger(__name__)

OUTAGES = (*REDIS_ERRORS, OperationalError)

PURGES = (
    edit.purge,
    links.purge,
    deletion.purge,
    project_deletion.purge,
    sessions.delete_expired,
    erase.erase_orphans,
    report.purge,
)


async def run(d: Deps) -> None:
    """Sweep for ever, at slightly irregular times, so that processes don't sweep at once. Outages
    are logged; any other error of a whole sweep is raised.
    """
    while True:
        try:
            await sweep(d)
        except OUTAGES as error:
            log.warning("sweep.failed", task="sweep", reason=str(error))
        await _run_logged("outbox", outbox.publish_overdue(d))
        if random.random() < SWEEP / PURGE:
            for purge in PURGES:
                await _run_logged("purge", purge(d))
        await asyncio.sleep(SWEEP * random.uniform(0.75, 1.25))


async def _run_logged(task: str, work: Awaitable[Any]) -> Any:
    """The result of the work. An error is logged and counted, and gives None, so that the rest of a
    sweep goes on.
    """
    try:
        return await work
    except OUTAGES as error:
        log.warning("sweep.failed", task=task, reason=str(error))
    except Exception as error:
        TASK_FAILURES.labels(task=task).inc()
        log.error("sweep.failed", task=task, exc_info=error)


async def sweep(d: Deps) -> int:
    """Recover every active reply without a lease. Returns how many this process recovered.

    A reply in a deleted chat is stopped, also where another process writes it. One that can't be
    recovered is tried again in the next sweep, and delays no other. Replies that wait for a person
    continue where an answer came, or end.
    """
    async with d.db.reading() as session:
        active = list(await session.exec(running()))
    owned = await d.streams.with_writer([it.id for it in active])
    known = owned | d.running.keys()  # a process that was asleep finds its own leases run out
    waits = {it.id for it in active if it.status == Status.WAITING}
    for it in active:
        if it.deleted_at is not None and (it.id in known or it.id in waits):
            await _run_logged("stop", stop_replies.request_stop(d, it.id))
    if waits:
        stopped = {it.id for it in active if it.deleted_at is not None}
        stopped |= await d.streams.stop_requested(list(waits))
        for reply_id in waits & (stopped | set(await questions.due_replies(d))):
            await _run_logged("resume", waiting.resume(d, reply_id))
    orphans = [it.id for it in active if it.id not in known | waits]
    return sum([bool(await _run_logged("recover", _recover(d, it))) for it in orphans])


def running() -> Any:
    """SQL for the ids of all active replies, their status, and when their chats were deleted. It
    reads no reply's text, because it runs every SWEEP seconds.
    """
    columns: list[Any] = [Message.id, Message.status, Chat.deleted_at]
    query = select(*columns).select_from(Message).join(Chat, col(Chat.id) == Message.chat_id)
    return query.where(RUNNING)


async def _recover(d: Deps, reply_id: str) -> bool:
    """Recover one reply. Of several processes that find it, the one that gets the lease does."""
    owner = new_id()
    if not await d.streams.claim(reply_id, owner):
        return False
    async with lease.renewing(d, reply_id, owner):
        return await _recover_claimed(d, reply_id, owner)


async def _recover_claimed(d: Deps, reply_id: str, owner: str) -> bool:
    pair = select(Message, Chat).join(Chat, col(Chat.id) == Message.chat_id)
    async with d.db.reading() as session:
        found = (await session.exec(pair.where(Message.id == reply_id, RUNNING))).first()
    if found is None:
        return await takeover.release_ended(d, reply_id, owner)
    reply, chat = found
    left = await takeover.read_left(d, reply)
    wanted = left.draft.status in ACTIVE and _worth_continuing(d, reply)
    asker = await takeover.find_author(d, reply) if wanted else None
    meta = await record.record_lost_usage(d, chat, reply, left.draft)
    if asker:
        seams = [*(meta.seams or []), utf16_length(left.draft.text)]
        meta = meta.merge(ReplyMeta(adopted=True, seams=seams))
    if not await finalize.take_over(d, reply, meta):
        return await takeover.release_ended(d, reply.id, owner)
    log.warning("reply.orphaned", reply=reply.id, continued=bool(asker))
    if asker:
        await _continue(d, asker, chat, reply, owner, left)
        return True
    return await takeover.end(d, reply, owner, left, meta)


def _worth_continuing(d: Deps, reply: Message) -> bool:
    """Only once, because the reply itself may have ended its writer, and only while a user may
    still wait for it.
    """
    meta = ReplyMeta.read(reply.meta, "alive_at", "adopted")
    last_seen = meta.alive_at or reply.created_at
    fresh = now_ms() - last_seen <= ADOPT_WITHIN * 1000
    return d.settings.continue_lost_replies and fresh and not meta.adopted


async def _continue(
    d: Deps, user_id: str, chat: Chat, reply: Message, owner: str, left: Inherited
) -> None:
    messages = await history.read_branch(d, chat, reply.parent_id)
    runner.start(d, user_id, reply, owner, messages, inherited=left)
