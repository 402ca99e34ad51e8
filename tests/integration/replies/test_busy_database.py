"""A database that lets no process write for longer than a lease: replies keep their writers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from spacerr.deps import Deps
from spacerr.domain.status import Status
from spacerr.infra.database.database import Database
from spacerr.services.replies import recovery
from spacerr.timings import LEASE
from tests.support.people.replies import ask, die, ended, idle, row, said
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]
HALF = "Once upon a time there was a"
LOCKED = LEASE + 1.5
SWEEPS = 0.5  # seconds between two sweeps of one process: more often than in earnest


@asynccontextmanager
async def locked(d: Deps) -> AsyncGenerator[None]:
    """Another process is in the middle of a transaction: nothing else is written."""
    other = Database(d.settings.database)
    try:
        async with other.writing() as session:
            if session.get_bind().dialect.name == "postgresql":
                await session.exec(text("LOCK TABLE message, chat IN EXCLUSIVE MODE"))
            yield
    finally:
        await other.close()


async def test_no_reply_is_taken_from_its_writer_while_nobody_can_write(d, elsewhere, model, redis):
    model.says(HALF, " king.", gated=True)
    lost = await ask(elsewhere)
    model.let()
    await said(d, lost.reply.id, HALF)
    await die(elsewhere, redis, lost.reply.id)
    model.says(HALF, " king.", gated=True)
    ending = await ask(d)
    model.let()
    await said(d, ending.reply.id, HALF)
    sweeps = []
    async with locked(d):
        model.let_all()
        beginning = asyncio.create_task(ask(d))
        for _ in range(int(LOCKED / SWEEPS)):
            sweeps += [asyncio.create_task(recovery.sweep(it)) for it in (d, elsewhere)]
            await asyncio.sleep(SWEEPS)
    begun = await beginning
    await asyncio.gather(*sweeps)
    drafts = [await ended(d, it.reply.id) for it in (ending, begun, lost)]
    await asyncio.gather(idle(d), idle(elsewhere))
    rows = [await row(d, it.reply.id) for it in (ending, begun, lost)]
    assert [it.status for it in rows] == [Status.COMPLETE] * 3
    assert [it.content for it in rows] == [it.text for it in drafts]
    assert ["adopted" in it.meta for it in rows] == [False, False, True]
