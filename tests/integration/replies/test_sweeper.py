"""A reply that nobody goes on with keeps what it had said, and is ended by exactly one process."""

import asyncio

import pytest
from sqlalchemy import text, update
from sqlalchemy.dialects import sqlite

from spacerr.domain.bus_events import ReplyFinished
from spacerr.domain.errors.replies import TurnRunning
from spacerr.domain.replies.events import Delta, Finalized
from spacerr.domain.status import Status
from spacerr.domain.tables import Message
from spacerr.services.replies import finalize, recovery, writer
from tests.support.people.replies import PATIENCE, again, answered, ask, die, ended, idle, row, said
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position, published

pytestmark = [pytest.mark.anyio, on_both_engines]


@pytest.fixture(autouse=True)
def nobody_goes_on(settings):
    settings.continue_lost_replies = False


async def half_said(d, model):
    """A reply that has said half a word and waits."""
    model.says("Half a", " word", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half a")
    return turn


async def test_an_orphan_keeps_what_it_had_said(d, elsewhere, model, redis):
    turn = await half_said(d, model)
    await die(d, redis, turn.reply.id)
    assert await recovery.sweep(elsewhere) == 1
    stored, draft = await row(d, turn.reply.id), await ended(elsewhere, turn.reply.id)
    assert (stored.status, stored.content) == (Status.INTERRUPTED, "Half a")
    assert (draft.status, draft.text) == (Status.INTERRUPTED, "Half a")
    assert await elsewhere.streams.with_writer([turn.reply.id]) == set()


async def test_of_many_sweepers_one_settles(d, elsewhere, model, redis):
    turn = await half_said(d, model)
    after = await position(d)
    await die(d, redis, turn.reply.id)
    swept = await asyncio.gather(*(recovery.sweep(side) for side in (d, elsewhere) * 3))
    assert sorted(swept) == [0, 0, 0, 0, 0, 1]
    await published(elsewhere)
    finished = [it for it in await news(d, after=after) if isinstance(it, ReplyFinished)]
    assert [(it.reply_id, it.status) for it in finished] == [(turn.reply.id, "interrupted")]
    events = [entry.event for entry in await d.streams.replay(turn.reply.id)]
    assert [type(event) for event in events].count(Finalized) == 1


async def test_a_living_reply_is_left_alone(d, elsewhere, model):
    turn = await half_said(d, model)
    assert await recovery.sweep(elsewhere) == 0
    model.let_all()
    await idle(d)
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE


async def test_a_reply_whose_writer_died_before_its_first_word_ends_too(d, elsewhere, model, redis):
    model.says("Never", gated=True)
    turn = await ask(d)
    await die(d, redis, turn.reply.id)
    await redis.delete(f"spacerr:{{{turn.reply.id}}}:log")
    assert await recovery.sweep(elsewhere) == 1
    assert (await ended(d, turn.reply.id)).status is Status.INTERRUPTED


async def test_after_an_interruption_the_chat_goes_on(d, elsewhere, model, redis):
    turn = await half_said(d, model)
    await die(d, redis, turn.reply.id)
    with pytest.raises(TurnRunning):
        await ask(elsewhere, chat=turn.chat.id)
    await recovery.sweep(elsewhere)
    model.says("Whole.")
    second = await again(elsewhere, turn.reply.id)
    await idle(elsewhere)
    assert (await row(d, second.reply.id)).content == "Whole."
    await answered(elsewhere, "And then?", chat=turn.chat.id)


async def test_a_writer_that_wakes_up_late_changes_nothing(d, elsewhere, model, redis):
    turn = await half_said(d, model)
    await redis.delete(f"spacerr:{{{turn.reply.id}}}:lease")
    await recovery.sweep(elsewhere)
    before = await row(d, turn.reply.id), await d.streams.replay(turn.reply.id)
    model.let_all()
    await idle(d)
    assert (await row(d, turn.reply.id), await d.streams.replay(turn.reply.id)) == before


async def test_a_lost_log_is_replaced_by_what_was_saved(d, elsewhere, model, redis, monkeypatch):
    monkeypatch.setattr(writer, "SNAPSHOT", 0.0)
    turn = await half_said(d, model)
    async with asyncio.timeout(PATIENCE):
        while (await row(d, turn.reply.id)).content != "Half a":
            await asyncio.sleep(0.01)
    await die(d, redis, turn.reply.id)
    await redis.delete(f"spacerr:{{{turn.reply.id}}}:log")
    assert await recovery.sweep(elsewhere) == 1
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.INTERRUPTED, "Half a")


async def test_a_reply_that_had_ended_in_its_log_ends_like_that(d, elsewhere, model, redis):
    turn = await half_said(d, model)
    await die(d, redis, turn.reply.id)
    seq = (await d.streams.replay(turn.reply.id))[-1].seq
    last = [Delta(text=" word"), Finalized(status=Status.COMPLETE)]
    await d.streams.append(turn.reply.id, "dying", seq + 1, last)
    await redis.delete(f"spacerr:{{{turn.reply.id}}}:lease")
    assert await recovery.sweep(elsewhere) == 1
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "Half a word")


async def test_one_log_that_cannot_be_read_does_not_keep_the_others_waiting(
    d, elsewhere, model, redis
):
    broken, whole = await half_said(d, model), await half_said(d, model)
    await die(d, redis, broken.reply.id, whole.reply.id)
    log, last = f"spacerr:{{{broken.reply.id}}}:log", await d.streams.replay(broken.reply.id)
    await redis.xadd(log, {"e": '{"type": "delta"}'}, id=f"{last[-1].seq + 1}-0")
    await recovery.sweep(elsewhere)
    for turn in (broken, whole):
        assert (await row(d, turn.reply.id)).status == Status.INTERRUPTED


async def test_a_reply_whose_request_cannot_be_read_is_ended_all_the_same(
    d, elsewhere, model, redis
):
    turn = await half_said(d, model)
    await die(d, redis, turn.reply.id)
    broken = update(Message).where(Message.id == turn.reply.id).values(meta={"request": {}})
    async with d.db.writing() as session:
        await session.exec(broken)
    assert await recovery.sweep(elsewhere) == 1
    assert (await row(d, turn.reply.id)).status == Status.INTERRUPTED


async def test_one_reply_that_cannot_be_settled_keeps_no_other_waiting(
    d, elsewhere, model, redis, monkeypatch
):
    one, other = await half_said(d, model), await half_said(d, model)
    await die(d, redis, one.reply.id, other.reply.id)
    take_over = finalize.take_over

    async def broken(d, reply, meta):
        if reply.id == one.reply.id:
            raise ValueError("This row can't be read")
        return await take_over(d, reply, meta)

    monkeypatch.setattr(finalize, "take_over", broken)
    assert await recovery.sweep(elsewhere) == 1
    assert (await row(d, other.reply.id)).status == Status.INTERRUPTED


async def test_an_idle_sweep_reads_no_row_of_a_message(d, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("SQLite alone names its plan in these words")
    query = str(recovery.running().compile(dialect=sqlite.dialect()))
    async with d.db.reading() as session:
        connection = await session.connection()
        plan = (await connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))).all()
    used = [it.detail for it in plan if " message" in it.detail]
    assert [it for it in used if "uq_message_running" in it] == used and used
