"""Publishes the events that transactions have stored in the outbox: at once by the process that
committed; later by a sweep of any process, where that one was killed or Redis was away.
"""

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.ids import now_ms
from spacerr.domain.limits import OUTBOX_BATCH, OUTBOX_QUEUE
from spacerr.domain.tables import OutboxRow, Team
from spacerr.infra.database.database import after_commit
from spacerr.infra.metrics import TASK_FAILURES
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services import chat_lines
from spacerr.services.background import background
from spacerr.timings import (
    BRIDGE_KEPT,
    OUTBOX_DUE,
    PUBLISH_LIMIT,
    REDIS_PAUSE_LONGEST,
    RESTART_PAUSE,
)

log = structlog.get_logger(__name__)

EVERY_TEAM = "everybody"
"""The audience of events for all teams."""


def store(d: Deps, session: AsyncSession, row: OutboxRow, *, held: bool = False) -> None:
    """Store a row, to be published after the commit of the session's transaction; with `held`,
    after its release, or by a sweep.
    """
    session.add(row)
    if not held:
        after_commit(session, lambda: _enqueue(d, row))


async def release(d: Deps, once: str) -> None:
    """Publish a held row, if there is one. Never raises: a sweep publishes it otherwise."""
    try:
        async with d.db.reading() as session:
            row = (await session.exec(select(OutboxRow).where(OutboxRow.once == once))).first()
    except SQLAlchemyError as error:
        log.warning("outbox.not_released", once=once, reason=type(error).__name__)
    else:
        if row is not None:
            _enqueue(d, row)


async def wait_until_published(d: Deps, limit: float) -> None:
    """Wait, at most `limit` seconds, until this process has published all it committed so far."""
    if d.outbox.pump is not None:
        await asyncio.wait({d.outbox.pump}, timeout=limit)


async def publish_overdue(d: Deps) -> None:
    """Publish what has been waiting for longer than OUTBOX_DUE, and delete what is published or
    too old to be needed. Raises what Redis and the database raise while they are away.
    """
    await delete_published(d)
    now = now_ms()
    due = col(OutboxRow.created_at) <= now - int(OUTBOX_DUE * 1000)
    in_order = select(OutboxRow).where(due).order_by(col(OutboxRow.number)).limit(OUTBOX_BATCH)
    async with d.db.reading() as session:
        rows = list(await session.exec(in_order))
    for row in rows:
        if row.created_at >= now - BRIDGE_KEPT * 1000:
            await _publish(d, row)
    await _delete(d, [row.once for row in rows])


async def delete_published(d: Deps) -> None:
    """Delete the rows that this process has published."""
    published = d.outbox.published
    while batch := published[:OUTBOX_BATCH]:
        await _delete(d, batch)
        del published[: len(batch)]


async def _delete(d: Deps, published: Sequence[str]) -> None:
    if published:
        async with d.db.writing() as session:
            await session.exec(delete(OutboxRow).where(col(OutboxRow.once).in_(published)))


def _enqueue(d: Deps, row: OutboxRow) -> None:
    """Queue a row. Called directly after each commit, so rows are in the order of commits."""
    box = d.outbox
    if len(box.waiting) < OUTBOX_QUEUE:  # else a sweep publishes it
        box.waiting.append(row)
    if box.pump is None or box.pump.done():
        box.pump = background(d, _drain(d))


async def _drain(d: Deps) -> None:
    box = d.outbox
    while box.waiting:
        if await _retry_publish(d, box.waiting[0]):
            box.published.append(box.waiting.popleft().once)
        else:
            box.waiting.clear()


async def _retry_publish(d: Deps, row: OutboxRow) -> bool:
    """Publish a row, with retries for up to PUBLISH_LIMIT seconds. Whether it was published."""
    pause, clock = RESTART_PAUSE, asyncio.get_running_loop().time
    until = clock() + PUBLISH_LIMIT
    while True:
        try:
            await _publish(d, row)
            return True
        except (*REDIS_ERRORS, SQLAlchemyError) as error:
            log.warning("outbox.publish_failed", once=row.once, reason=type(error).__name__)
        if clock() >= until:
            return False
        await asyncio.sleep(pause)
        pause = min(pause * 2, REDIS_PAUSE_LONGEST)


async def _publish(d: Deps, row: OutboxRow) -> None:
    """Publish a row; a retry arrives once. The event is sent as it is stored, because a newer
    version may have stored it: its processes know the event, others fetch again. A row that can't
    be read is logged, counted and counts as published, so that it delays no other.
    """
    try:
        await (_publish_chat(d, row) if row.chat_id else _publish_event(d, row))
    except (*REDIS_ERRORS, SQLAlchemyError):
        raise
    except Exception as error:
        TASK_FAILURES.labels(task="outbox").inc()
        log.error("outbox.unreadable", once=row.once, exc_info=error)


async def _publish_chat(d: Deps, row: OutboxRow) -> None:
    for user_id, line in (await chat_lines.get_lines(d, row.chat_id)).items():
        if row.audience in ("", user_id):
            fields = {"chat_id": line.id, **row.event}
            event = {**fields, "line": line.model_dump(mode="json")}
            await d.bridge.publish(user_id, event, row.once)


async def _publish_event(d: Deps, row: OutboxRow) -> None:
    audiences: Sequence[str] = [row.audience]
    if row.audience == EVERY_TEAM:
        async with d.db.reading() as session:
            audiences = (await session.exec(select(Team.id))).all()
    for audience in audiences:
        await d.bridge.publish(audience, row.event, row.once)
