"""*Settle* and *end*: stores the finished draft in its row, then appends the end to the log."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.bus_events import ReplyFinished
from spacerr.domain.ids import now_ms
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Finalized
from spacerr.domain.replies.meta import ReplyMeta, Spent
from spacerr.domain.replies.steps import Steps
from spacerr.domain.status import ACTIVE, NOTIFIED_STATUSES, Kind, Status
from spacerr.domain.tables import Chat, Message
from spacerr.infra.metrics import REPLIES
from spacerr.services import outbox
from spacerr.services.chats import search
from spacerr.services.events import publish_chat_event
from spacerr.services.questions import questions
from spacerr.services.steps.steps import store_steps
from spacerr.timings import RESTART_PAUSE

log = structlog.get_logger(__name__)

SETTLE_TRIES = 8


async def snapshot(d: Deps, reply: Message, draft: Draft, seq: int, meta: ReplyMeta) -> None:
    """Save a running reply up to log entry `seq`, in case the log is lost, and its metadata so far,
    in case the process is lost.
    """
    meta = _with_steps(meta, draft)
    await _save(d, reply, draft, seq, status=draft.status, meta=_alive(meta))


async def park(d: Deps, reply: Message, draft: Draft, seq: int, meta: ReplyMeta) -> None:
    """Store a reply that waits for a person, with what it waits for."""
    meta = _with_steps(meta, draft).merge(ReplyMeta(parked_at=now_ms()))
    await _save(d, reply, draft, seq, status=Status.WAITING, meta=meta.stored())


async def record_alive(d: Deps, reply: Message, meta: ReplyMeta) -> None:
    """Store in the row that the writer is alive now; `meta` is the metadata saved last."""
    stored = ReplyMeta.read(reply.meta, "steps")
    await _change(d, reply, meta=_alive(meta.merge(stored)))


async def _save(d: Deps, reply: Message, draft: Draft, seq: int, **values: Any) -> None:
    texts = {"content": draft.text, "reasoning": draft.reasoning}
    await _change(d, reply, draft.steps, **texts, seq=seq, **values)


async def settle(d: Deps, reply: Message, draft: Draft, seq: int, meta: ReplyMeta) -> bool:
    """Move a reply from an active status to the draft's terminal one, with its metadata.

    True for the one caller that did it; the row's fence keeps out a writer that was replaced.
    """
    error = draft.error.model_dump(mode="json", exclude={"type"}) if draft.error else None
    won = await _change(
        d,
        reply,
        draft.steps,
        content=draft.text,
        reasoning=draft.reasoning,
        status=draft.status,
        kind=Kind.ERROR if error and not draft.text else Kind.TEXT,
        error=error,
        seq=seq,
        meta=_whole(draft, meta).stored(),
        ended_at=now_ms(),
    )
    if won:
        REPLIES.labels(status=draft.status).inc()
        log.info("reply.settled", reply=reply.id, status=draft.status, chars=len(draft.text))
    return won


async def store_retrying(
    reply: Message, store: Callable[[], Awaitable[object]], keep: Callable[[], Awaitable[None]]
) -> None:
    """Store a reply; while the database can't be reached, try again. `keep` renews the lease."""
    for attempt in range(1, SETTLE_TRIES + 1):
        try:
            await store()
            return
        except SQLAlchemyError as error:
            log.warning("reply.settle_failed", reply=reply.id, reason=str(error))
            if attempt == SETTLE_TRIES:
                raise
            await keep()
            await asyncio.sleep(RESTART_PAUSE * attempt)


async def announce_end(d: Deps, reply: Message) -> None:
    """Publish the end of a settled reply. Called after its log has ended, so that no tab reads too
    early. If the process dies before that, a sweep publishes it.
    """
    await outbox.release(d, _finished(reply))


def _finished(reply: Message) -> str:
    return f"finished:{reply.id}"


async def take_over(d: Deps, reply: Message, meta: ReplyMeta, status: Status | None = None) -> bool:
    """Raise the row's fence, so that the earlier writer can neither save nor settle any more, and
    store new metadata, and a new status if any.
    """
    changed: dict[str, Any] = {"fence": reply.fence + 1, "meta": meta.stored()}
    if status is not None:
        changed["status"] = status
    if not await _change(d, reply, **changed):
        return False
    reply.fence, reply.meta = reply.fence + 1, meta.stored()
    return True


def _alive(meta: ReplyMeta) -> dict[str, Any]:
    return meta.merge(ReplyMeta(alive_at=now_ms())).stored()


def _whole(draft: Draft, meta: ReplyMeta) -> ReplyMeta:
    """`meta` with the draft's facts of the end; the draft's usage counts where `meta` has none."""
    used = ReplyMeta(usage=Spent.model_validate(draft.usage), usage_estimated=draft.estimated)
    end = ReplyMeta(finish_reason=draft.finish_reason, actual_model=draft.model)
    return _with_steps(used.merge(meta).merge(end), draft)


def ended(draft: Draft, status: Status, units: int | None = None) -> tuple[Draft, Finalized]:
    """The ended draft, and the event that ends it."""
    event = Finalized(status=status, units=units)
    return draft.apply(event), event


def _with_steps(meta: ReplyMeta, draft: Draft) -> ReplyMeta:
    """`meta` with the number of steps, where there are or were any."""
    if not draft.steps and not meta.steps:
        return meta
    return meta.merge(ReplyMeta(steps=len(draft.steps)))


async def _change(d: Deps, reply: Message, steps: Steps | None = None, **values: Any) -> bool:
    """Change the row, while this writer may; without `steps`, those that are stored stay."""
    query = update(Message).where(
        col(Message.id) == reply.id,
        col(Message.status).in_(ACTIVE),
        col(Message.fence) == reply.fence,
    )
    all_questions = [it for step in steps or () for it in step.questions]
    answered = [it.id for it in all_questions if not it.open]
    asked = [it.id for it in all_questions if it.open]
    parked = values.get("status") == Status.WAITING
    async with d.db.writing() as session:
        chat = None
        if "ended_at" in values:  # the chat first: deleting it locks the rows in that order
            locked = select(Chat).where(Chat.id == reply.chat_id).with_for_update()
            chat = (await session.exec(locked)).first()
        elif answered or parked:
            await questions.lock_chat(session, reply.chat_id)
        changed = (await session.exec(query.values(**values))).rowcount == 1
        moved = changed and steps is not None and (steps or reply.meta.get("steps"))
        if moved:
            await store_steps(session, reply.id, steps or ())
            if chat is not None:
                await questions.withdraw(d, session, reply)
            elif parked:  # a lost process may have stored others, which no step asks
                await questions.withdraw(d, session, reply, but=asked)
                await questions.store_in_session(d, session, reply, steps or ())
            elif answered:
                await questions.withdraw(d, session, reply, only=answered)
        if changed and chat is not None:
            _list_as_ended(chat, values["status"], values["ended_at"])
            session.add(chat)
            fields = {"reply_id": reply.id, "status": str(values["status"])}
            held_as = _finished(reply)
            publish_chat_event(d, session, chat.id, ReplyFinished, held_as=held_as, **fields)
            if values["content"]:
                await search.index_text(session, reply.chat_id, values["content"], reply.id)
    if moved:  # only after the commit; a stop may take them away again
        reply.meta = {**reply.meta, "steps": len(steps or ())}
    return changed


def _list_as_ended(chat: Chat, status: Status, at: int) -> None:
    """Move the chat up in lists, and mark its reply as ended. Clocks differ between processes, but
    an end always counts as later than the one before, so that it is unseen by all users.
    """
    chat.running_id, chat.revision = None, chat.revision + 1
    chat.active_at = max(at, chat.active_at)
    if status in NOTIFIED_STATUSES:
        chat.replied_at = max(at, chat.replied_at + 1)
