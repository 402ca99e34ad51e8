"""Takes over a reply that has no writer, by the process that got its lease."""

import structlog

from spacerr.deps import Deps
from spacerr.domain.errors.chats import ChatNotFound, ReadOnlyChat
from spacerr.domain.errors.replies import LeaseLost, LogUnreadable
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Finalized
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.roles import Right
from spacerr.domain.status import ACTIVE, UNKNOWN_STATUS_AS, Status, enum_or_default
from spacerr.domain.tables import Message
from spacerr.infra.redis.streams import LogEntry
from spacerr.services.access import access_chat
from spacerr.services.replies import finalize
from spacerr.services.replies.writer import Inherited
from spacerr.services.steps.steps import read_steps

log = structlog.get_logger(__name__)

BEYOND = 1_000_000
"""More entries than a log can lose between a snapshot and its writer's death."""


async def release_ended(d: Deps, reply_id: str, owner: str) -> bool:
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


async def find_author(d: Deps, reply: Message) -> str | None:
    """The user who asked, whose key and instructions are used; None without the right any more."""
    if reply.author_id is None:
        return None
    async with d.db.reading() as session:
        try:
            await access_chat(session, reply.author_id, reply.chat_id, Right.WRITE)
        except (ChatNotFound, ReadOnlyChat):
            return None
    return reply.author_id


async def end(
    d: Deps,
    reply: Message,
    owner: str,
    left: Inherited,
    meta: ReplyMeta,
    status: Status = Status.INTERRUPTED,
    *,
    restate: bool = False,
) -> bool:
    """End a reply with what was left of it, unless that says already how it ended. False where
    another process did. `restate`: the draft has more than the log.
    """
    draft, seq = left.draft, left.seq
    if draft.status in ACTIVE:
        draft, finalized = finalize.ended(draft, status)
        won = await finalize.settle(d, reply, draft, seq, meta)
        await _close_log(d, reply, owner, seq, draft, finalized, restate=restate)
    else:
        won = await finalize.settle(d, reply, draft, seq, meta)
    await d.streams.release(reply.id, owner)
    await finalize.announce_end(d, reply)
    return won


async def read_left(d: Deps, reply: Message) -> Inherited:
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
