"""Stores a usage row for each request to a model, also for requests of lost processes."""

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.ids import now_ms
from spacerr.domain.prompts.token_estimates import rough_tokens
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.meta import ReplyMeta, RunningRequest, Spent
from spacerr.domain.tables import Chat, Message, Team, Usage, User
from spacerr.infra.backoff import Backoff
from spacerr.infra.database.database import insert_into
from spacerr.infra.llm.interface import Purpose
from spacerr.services.chats.context import ReplyContext
from spacerr.services.usage.meter import UsageMeter

log = structlog.get_logger(__name__)

TRIES = 6
"""Enough to outlast a restart of the database."""


async def record_usage(
    d: Deps, ctx: ReplyContext, model_id: str, purpose: str, meter: UsageMeter
) -> None:
    """Store the usage of a request. Never raises: a reply must not fail because of this."""
    counts = {**_count_columns(meter.usage, meter.cost), "estimated": meter.estimated}
    row = {"id": meter.id, "model": model_id, "purpose": purpose, **counts}
    await _store(d, ctx.chat, ctx.user_id, row, exact=counts)


async def record_lost_usage(d: Deps, chat: Chat, reply: Message, left: Draft) -> ReplyMeta:
    """Store the estimated usage of a request whose process was lost; `left` is the reply's text.

    Returns the reply's new metadata. Several processes may record one request: it is stored once.
    Its own process, if it comes back, stores the exact usage. Never raises: a request that can't be
    read is logged, and not stored.
    """
    meta = ReplyMeta.read(reply.meta)
    if "request" not in reply.meta:
        return meta
    request, meta = meta.request, meta.without("request")
    if request is None:
        log.error("usage.unreadable", reply=reply.id)
        return meta
    used = _estimate_lost(request, left)
    row = {
        "id": request.id,
        "model": (meta.fallback.to if meta.fallback else meta.requested_model) or reply.model,
        "purpose": Purpose.REPLY,
        "estimated": True,
        **_count_columns(used.usage.model_dump() if used.usage else {}, used.cost),
    }
    await _store(d, chat, reply.author_id, row)
    return meta.merge(add_usage(meta, used))


def _estimate_lost(request: RunningRequest, left: Draft) -> ReplyMeta:
    """The estimated usage of a lost request."""
    text, reasoning = request.began
    prompt = request.asked
    completion = rough_tokens([left.text[text:], left.reasoning[reasoning:]])
    cost = None
    if request.cost is not None and request.price is not None:
        # Dollars per million tokens are millionths of a dollar per token.
        cost = request.cost + round(completion * request.price)
    total = prompt + completion
    spent = Spent(prompt_tokens=prompt, completion_tokens=completion, total_tokens=total)
    return ReplyMeta(usage=spent, usage_estimated=True, cost=cost)


def add_usage(before: ReplyMeta, now: ReplyMeta) -> ReplyMeta:
    """The usage of a reply's request `now`, plus that of those `before`: of earlier rounds, or of a
    lost process.
    """
    if before.usage is None or now.usage is None:
        return now
    one, other = before.usage.model_dump(), now.usage.model_dump()
    counts = ("prompt_tokens", "completion_tokens", "total_tokens")
    both = {
        name: one[name] + other[name]
        for name in counts
        if _has_count(one, name) and _has_count(other, name)
    }
    cost = None if before.cost is None or now.cost is None else before.cost + now.cost
    estimated = before.usage_estimated is not False or now.usage_estimated is not False
    return now.merge(ReplyMeta(usage=Spent(**both), usage_estimated=estimated, cost=cost))


def _has_count(usage: Mapping[str, Any], name: str) -> bool:
    return _storable(usage.get(name)) is not None


async def _store(
    d: Deps,
    chat: Chat,
    user_id: str | None,
    row: Mapping[str, Any],
    exact: Mapping[str, Any] | None = None,
) -> None:
    """Insert a usage row. Where it exists, `exact` replaces its counts; without, it stays."""
    references = {
        "team_id": _existing(Team, chat.team_id),
        "user_id": _existing(User, user_id),
        "chat_id": _existing(Chat, chat.id),
    }
    backoff = Backoff()
    for attempt in range(1, TRIES + 1):
        try:
            async with d.db.writing() as session:
                new = insert_into(session, Usage).values(**row, **references, created_at=now_ms())
                if exact:
                    new = new.on_conflict_do_update(index_elements=[Usage.id], set_=exact)
                else:
                    new = new.on_conflict_do_nothing(index_elements=[Usage.id])
                await session.exec(new)
            return
        except SQLAlchemyError as error:
            log.warning("usage.not_stored", attempt=attempt, reason=type(error).__name__)
            gone = isinstance(error, IntegrityError) and attempt > 1  # its team was deleted
            if attempt == TRIES or gone:
                return
            await backoff.pause(error)


def _existing(table: Any, row_id: str | None) -> Any:
    """A row's id, NULL where the row is gone: chats, users and teams may have been deleted."""
    return select(col(table.id)).where(table.id == row_id).scalar_subquery()


def _count_columns(usage: Mapping[str, Any], cost: int | None) -> dict[str, Any]:
    return {
        "prompt_tokens": _storable(usage.get("prompt_tokens")),
        "completion_tokens": _storable(usage.get("completion_tokens")),
        "cost": cost,
    }


def _storable(count: Any) -> int | None:
    """A count that the database can hold."""
    return count if isinstance(count, int) and 0 <= count < 2**31 else None
