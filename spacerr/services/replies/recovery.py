"""Recovery: finds replies that lost their writer, and continues them once or ends them."""

import asyncio
import random
from collections.abc import Awaitable
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors.chats import ChatNotFound, ReadOnlyChat
from spacerr.domain.errors.replies import LeaseLost, LogUnreadable
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Finalized
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.roles import Right
from spacerr.domain.status import ACTIVE, UNKNOWN_STATUS_AS, Status, enum_or_default
from spacerr.domain.tables import RUNNING, Chat, Message
from spacerr.domain.text import utf16_length
from spacerr.infra.metrics import TASK_FAILURES
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.infra.redis.streams import LogEntry
from spacerr.services import outbox, stop_replies
from spacerr.services.access import access_chat
from spacerr.services.accounts import sessions
from spacerr.services.agents import deletion
from spacerr.services.chats import edit, erase, links, project_deletion
from spacerr.services.prompts import history
from spacerr.services.replies import finalize, lease, runner
from spacerr.services.replies.writer import Inherited
from spacerr.services.steps.steps import read_steps
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

BEYOND = 1_000_000
"""More entries than a log can lose between a snapshot and its writer's death."""


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
    recovered is tried again in the next sweep, and delays no other.
    """
    async with d.db.reading() as session:
        active = list(await session.exec(running()))
    owned = await d.streams.with_writer([reply_id for reply_id, _ in active])
    known = owned | d.running.keys()  # a process that was asleep finds its own leases run out
    for reply_id, deleted_at in active:
        if deleted_at is not None and reply_id in known:
            await _run_logged("stop", stop_replies.request_stop(d, reply_id))
    orphans = [reply_id for reply_id, _ in active if reply_id not in known]
    return sum([bool(await _run_logged("recover", _recover(d, it))) for it in orphans])


def running() -> Any:
    """SQL for the ids of all active replies, and when their chats were deleted. It reads no reply's
    text, because it runs every SWEEP seconds.
    """
    query = select(Message.id, Chat.deleted_at).join(Chat, col(Chat.id) == Message.chat_id)
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
        return await _release_ended(d, reply_id, owner)
    reply, chat = found
    left = await _read_log(d, reply)
    wanted = left.draft.status in ACTIVE and _worth_continuing(d, reply)
    asker = await _find_author(d, reply) if wanted else None
    meta = await record.record_lost_usage(d, chat, reply, left.draft)
    if asker:
        seams = [*(meta.seams or []), utf16_length(left.draft.text)]
        meta = meta.merge(ReplyMeta(adopted=True, seams=seams))
    if not await finalize.take_over(d, reply, meta):
        return await _release_ended(d, reply.id, owner)
    log.warning("reply.orphaned", reply=reply.id, continued=bool(asker))
    if asker:
        await _continue(d, asker, chat, reply, owner, left)
        return True
    return await _end(d, reply, owner, left, meta)


async def _release_ended(d: Deps, reply_id: str, owner: str) -> bool:
    """Release the lease of a reply that its own writer settled after all. That writer can't append
    the end to the log without the lease, so it is appended now.
    """
    async with d.db.reading() as session:
        reply = await session.get(Message, reply_id)
    if reply is not None and reply.status not in ACTIVE:
        entries = await _entries(d, reply)
        if entries and not isinstance(entries[-1].event, Finalized):
            draft = await _stored(d, reply)
            status = enum_or_default(Status, reply.status, UNKNOWN_STATUS_AS)
            seq = max(entries[-1].seq, reply.seq)
            await _close_log(d, reply, owner, seq, *finalize.ended(draft, status), restate=True)
    await d.streams.release(reply_id, owner)
    return False


async def _find_author(d: Deps, reply: Message) -> str | None:
    """The user who asked, whose key and instructions are used; None without the right any more."""
    if reply.author_id is None:
        return None
    async with d.db.reading() as session:
        try:
            await access_chat(session, reply.author_id, reply.chat_id, Right.WRITE)
        except (ChatNotFound, ReadOnlyChat):
            return None
    return reply.author_id


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


async def _end(d: Deps, reply: Message, owner: str, left: Inherited, meta: ReplyMeta) -> bool:
    draft, seq = left
    if draft.status in ACTIVE:
        draft, finalized = finalize.ended(draft, Status.INTERRUPTED)
        won = await finalize.settle(d, reply, draft, seq, meta)
        await _close_log(d, reply, owner, seq, draft, finalized)
    else:
        won = await finalize.settle(d, reply, draft, seq, meta)
    await d.streams.release(reply.id, owner)
    await finalize.announce_end(d, reply)
    return won


async def _read_log(d: Deps, reply: Message) -> Inherited:
    """The draft of a dead writer, from its log, or from its last snapshot where the log is lost."""
    entries = await _entries(d, reply)
    seq = entries[-1].seq if entries else 0
    if not entries or seq < reply.seq:
        # A reader of the lost entries waits for higher numbers.
        seq = reply.seq + BEYOND
    draft = Draft().extend(entry.event for entry in entries)
    if draft.status in ACTIVE:
        stored = await _stored(d, reply)
        if (len(draft.text), len(draft.steps)) < (len(stored.text), len(stored.steps)):
            draft = stored
    return Inherited(draft, seq)


async def _stored(d: Deps, reply: Message) -> Draft:
    """The draft as it was saved last."""
    steps = (await read_steps(d, [reply], None)).get(reply.id, ())
    return Draft(text=reply.content, reasoning=reply.reasoning, steps=steps)


async def _entries(d: Deps, reply: Message) -> list[LogEntry]:
    try:
        return await d.streams.replay(reply.id)
    except LogUnreadable:
        log.warning("reply.log_unreadable", reply=reply.id)
        return []


async def _close_log(
    d: Deps,
    reply: Message,
    owner: str,
    seq: int,
    draft: Draft,
    finalized: Finalized,
    *,
    restate: bool = False,
) -> None:
    restated = draft.restated()
    try:
        if restate or not await d.streams.append(reply.id, owner, seq + 1, [finalized]):
            await d.streams.append(reply.id, owner, seq + 1, [restated, finalized])
    except LeaseLost:
        log.info("reply.ended_elsewhere", reply=reply.id)
