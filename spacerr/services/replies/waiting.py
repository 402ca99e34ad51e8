"""Replies that wait for a person. They hold no lease and no connection: the process that gets the
answer goes on with them.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors.tool_calls import NoRightAnyMore, NotAnswered
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import ToolResult
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.questions import Decision
from spacerr.domain.status import ACTIVE, Status
from spacerr.domain.tables import Chat, Message
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services import stop_replies
from spacerr.services.background import background
from spacerr.services.generation.tool_calls import answer_event
from spacerr.services.prompts import history
from spacerr.services.questions import questions
from spacerr.services.replies import finalize, lease, runner, takeover
from spacerr.tool_timings import PARKED_LOOK, PARKED_WITHIN

log = structlog.get_logger(__name__)


async def answer(
    d: Deps,
    user_id: str,
    question_id: str,
    decision: str,
    values: Mapping[str, Any] | None = None,
    source: str = "",
) -> None:
    """Answer a question, and go on with its reply. Raises as `questions.answer`."""
    reply_id = await questions.answer(d, user_id, question_id, decision, values, source)
    background(d, _resume_soon(d, reply_id))


async def stop(d: Deps, user_id: str, reply_id: str, units: int | None = None) -> None:
    """Stop a reply, also one that waits. Raises MessageNotFound, ReadOnlyChat."""
    await stop_replies.stop_reply(d, user_id, reply_id, units)
    if reply_id not in d.running:
        await resume(d, reply_id)


async def resume(d: Deps, reply_id: str) -> bool:
    """Go on with a reply that waits, if it was answered; end it if it was stopped, or not answered
    in time. Of several processes, the one that gets the lease does. A sweep tries it again.
    """
    if await _status(d, reply_id) != Status.WAITING:
        return False
    owner = new_id()
    if not await d.streams.claim(reply_id, owner):
        return False
    async with lease.renewing(d, reply_id, owner):
        if await _resume_claimed(d, reply_id, owner):
            return True
        await d.streams.hand_over(reply_id, owner)
        return False


async def _resume_soon(d: Deps, reply_id: str) -> None:
    """Go on with a reply whose writer may be about to leave it. Later, a sweep does."""
    until = asyncio.get_running_loop().time() + PARKED_WITHIN
    try:
        while not await resume(d, reply_id) and asyncio.get_running_loop().time() < until:
            if await _status(d, reply_id) not in ACTIVE or reply_id in d.running:
                return
            await asyncio.sleep(PARKED_LOOK)
    except REDIS_ERRORS as error:
        log.warning("reply.not_resumed", reply=reply_id, reason=str(error))


async def _resume_claimed(d: Deps, reply_id: str, owner: str) -> bool:
    pair = select(Message, Chat).join(Chat, col(Chat.id) == Message.chat_id)
    query = pair.where(Message.id == reply_id, Message.status == Status.WAITING)
    async with d.db.reading() as session:
        found = (await session.exec(query)).first()
    if found is None:
        return False
    reply, chat = found
    decided = await questions.read_decided(d, reply_id)
    stopped = chat.deleted_at is not None or bool(await d.streams.stop_requested([reply_id]))
    if not decided and not stopped:
        return False
    left = (await takeover.read_left(d, reply))._replace(adopted=False)
    meta = _waited(reply)
    asker = await takeover.find_author(d, reply)
    expired = any(it.decision is Decision.EXPIRED for _, it in decided)
    if stopped:
        return await takeover.end(d, reply, owner, left, meta, Status.STOPPED)
    if asker is None or expired:
        sentence = str(NotAnswered() if asker else NoRightAnyMore())
        draft = left.draft.extend(answer_event(step, it) for step, it in decided)
        left = left._replace(draft=_ended_steps(draft, sentence))
        return await takeover.end(d, reply, owner, left, meta, restate=True)
    if not await finalize.take_over(d, reply, meta, Status.TOOL_CALLING):
        return False
    messages = await history.read_branch(d, chat, reply.parent_id)
    runner.start(d, asker, reply, owner, messages, inherited=left)
    return True


def _waited(reply: Message) -> ReplyMeta:
    """The reply's metadata, with how long it has waited for persons in all."""
    meta, now = ReplyMeta.read(reply.meta), now_ms()
    waited = (meta.waited_ms or 0) + max(0, now - (meta.parked_at or now))
    return meta.without("parked_at").merge(ReplyMeta(waited_ms=waited, alive_at=now))


def _ended_steps(draft: Draft, sentence: str) -> Draft:
    """The draft in which every step that waits has failed for that reason."""
    now = now_ms()
    return draft.extend(
        ToolResult(step=it.id, success=False, text=sentence, at=now)
        for it in draft.steps
        if it.open
    )


async def _status(d: Deps, reply_id: str) -> str | None:
    async with d.db.reading() as session:
        return (await session.exec(select(Message.status).where(Message.id == reply_id))).first()
