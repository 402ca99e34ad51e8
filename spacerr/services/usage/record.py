"""Each request to a model leaves a row of what it used, that of a lost process, too."""

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.ids import now_ms
from spacerr.domain.prompts.token_estimate import rough_tokens
from spacerr.domain.replies.events import Draft
from spacerr.domain.replies.meta import ReplyMeta, RunningRequest, Spent
from spacerr.domain.tables import Chat, Message, Team, Usage, User
from spacerr.infra.backoff import Backoff
from spacerr.infra.database.database import insert_into
from spacerr.infra.llm.interface import Purpose
from spacerr.services.chats.context import ReplyContext
from spacerr.services.usage.meter import UsageMeter

log = structlog.get_logger(__name__)

TRIES = 6
"""Through some seconds in which the database restarts."""


async def record_usage(
    d: Deps, here: ReplyContext, model_id: str, purpose: str, account: UsageMeter
) -> None:
    """Store what a request has used. Never raises: what a reply says matters more."""
    counted = {**_counted(account.usage, account.cost), "estimated": account.estimated}
    row = {"id": account.id, "model": model_id, "purpose": purpose, **counted}
    await _store(d, here.chat, here.user_id, row, better=counted)


async def record_lost_usage(d: Deps, chat: Chat, reply: Message, left: Draft) -> ReplyMeta:
    """The same, by estimate, for a request whose process was lost; `left` is what it had said.

    Returns what the reply remembers from then on. Told of one request by several, it is stored
    once, and by its own process, should that be back, more exactly. Never raises: a request that
    can't be read is logged, and not stored.
    """
    meta = ReplyMeta.read(reply.meta)
    if "request" not in reply.meta:
        return meta
    request, meta = meta.request, meta.without("request")
    if request is None:
        log.error("usage.unreadable", reply=reply.id)
        return meta
    used = _lost(request, left)
    row = {
        "id": request.id,
        "model": (meta.fallback.to if meta.fallback else meta.requested_model) or reply.model,
        "purpose": Purpose.REPLY,
        "estimated": True,
        **_counted(used.usage.model_dump() if used.usage else {}, used.cost),
    }
    await _store(d, chat, reply.author_id, row)
    return meta.merge(add_usage(meta, used))


def _lost(request: RunningRequest, left: Draft) -> ReplyMeta:
    """What a reply remembers of a lost request, by estimate."""
    text, reasoning = request.began
    asked, said = request.asked, rough_tokens([left.text[text:], left.reasoning[reasoning:]])
    cost = None
    if request.cost is not None and request.price is not None:
        cost = request.cost + round(said * request.price)  # dollars a million: millionths a token
    spent = Spent(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)
    return ReplyMeta(usage=spent, usage_estimated=True, cost=cost)


def add_usage(before: ReplyMeta, now: ReplyMeta) -> ReplyMeta:
    """What a reply used, with what a process that was lost had used for it before."""
    if before.usage is None or now.usage is None:
        return now
    one, other = before.usage.model_dump(), now.usage.model_dump()
    counts = ("prompt_tokens", "completion_tokens", "total_tokens")
    both = {it: one[it] + other[it] for it in counts if _whole(one, it) and _whole(other, it)}
    cost = None if before.cost is None or now.cost is None else before.cost + now.cost
    return now.merge(ReplyMeta(usage=Spent(**both), usage_estimated=True, cost=cost))


def _whole(usage: Mapping[str, Any], name: str) -> bool:
    return _number(usage.get(name)) is not None


async def _store(
    d: Deps,
    chat: Chat,
    user_id: str | None,
    row: Mapping[str, Any],
    better: Mapping[str, Any] | None = None,
) -> None:
    """Where the row is there already, `better` is put into it, if anything."""
    places = {
        "team_id": _still(Team, chat.team_id),
        "user_id": _still(User, user_id),
        "chat_id": _still(Chat, chat.id),
    }
    backoff = Backoff()
    for attempt in range(1, TRIES + 1):
        try:
            async with d.db.writing() as session:
                new = insert_into(session, Usage).values(**row, **places, created_at=now_ms())
                if better:
                    new = new.on_conflict_do_update(index_elements=[Usage.id], set_=better)
                else:
                    new = new.on_conflict_do_nothing(index_elements=[Usage.id])
                await session.exec(new)
            return
        except SQLAlchemyError as error:
            log.warning("usage.not_stored", attempt=attempt, reason=type(error).__name__)
            gone = isinstance(error, IntegrityError) and attempt > 1  # with the team it was used in
            if attempt == TRIES or gone:
                return
            await backoff.pause(error)


def _still(table: Any, row_id: str | None) -> Any:
    """A row's id, NULL where the row is gone: chats, users and teams may have been deleted."""
    return select(col(table.id)).where(table.id == row_id).scalar_subquery()


def _counted(usage: Mapping[str, Any], cost: int | None) -> dict[str, Any]:
    return {
        "prompt_tokens": _number(usage.get("prompt_tokens")),
        "completion_tokens": _number(usage.get("completion_tokens")),
        "cost": cost,
    }


def _number(count: Any) -> int | None:
    """A count that the database can hold."""
    return count if isinstance(count, int) and 0 <= count < 2**31 else None
