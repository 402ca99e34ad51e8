"""Whoever follows a reply sees exactly what is stored, whenever they begin."""

import asyncio

import pytest

from spacerr.domain.errors.models import ModelTimedOut
from spacerr.domain.replies.events import Reasoning
from spacerr.domain.status import Status
from spacerr.domain.tables import Message
from spacerr.services.replies import followers, recovery
from tests.support.people.replies import ADA, PATIENCE, Tab, answered, ask, die, ended, row, said
from tests.support.stores.statements import statements

pytestmark = pytest.mark.anyio
WORDS = tuple(f"{n}😀 e\u0301 " for n in range(12))
HALF = "".join(WORDS[:5])


async def half_said(d, model):
    """A reply that has said HALF of its words and waits."""
    model.says(*WORDS, gated=True)
    turn = await ask(d)
    model.let(5)
    await said(d, turn.reply.id, HALF)
    return turn


async def lose_log(redis, turn):
    await redis.delete(f"spacerr:{{{turn.reply.id}}}:log")


async def test_followers_from_the_start_and_late_ones_see_the_stored_text(d, elsewhere, model):
    model.says(*WORDS, gated=True)
    turn = await ask(d)
    tabs = [Tab(d, turn.reply.id)]
    for n in range(1, len(WORDS) + 1):
        model.let()
        await said(d, turn.reply.id, "".join(WORDS[:n]))
        tabs.append(Tab(elsewhere if n % 2 else d, turn.reply.id))
    await tabs[-1].shows("".join(WORDS))
    model.let_all()
    assert {(await tab.end()).status for tab in tabs} == {Status.COMPLETE}
    stored = await row(d, turn.reply.id)
    assert stored.content == "".join(WORDS)
    assert {tab.text for tab in tabs} == {stored.content}


async def test_when_the_end_is_told_the_row_is_already_settled(d, model):
    turn = await ask(d)
    async for growth in followers.follow(d, ADA, turn.reply.id):
        if growth.ended:
            assert (await row(d, turn.reply.id)).content == model.text


async def test_a_reply_that_is_over_is_all_there_at_once(d, model):
    tab = Tab(d, (await answered(d)).reply.id)
    assert (await tab.end()).status is Status.COMPLETE
    assert (len(tab.growths), tab.text) == (1, model.text)


async def test_thinking_and_writing_can_be_told_apart(d, model):
    model.says(Reasoning(text="Hm"), "Hi", gated=True)
    turn = await ask(d)
    statuses = []
    async for growth in followers.follow(d, ADA, turn.reply.id):
        statuses.append(growth.status)
        model.let()
    assert statuses[0] is Status.THINKING
    assert Status.STREAMING in statuses and statuses[-1] is Status.COMPLETE


async def test_a_failure_is_told_as_the_end(d, model):
    model.says("Half", error=ModelTimedOut())
    tab = Tab(d, (await ask(d)).reply.id)
    assert (await tab.end()).status is Status.FAILED


async def test_a_tab_does_not_notice_that_the_log_was_lost(d, model, redis):
    turn = await half_said(d, model)
    tab = Tab(d, turn.reply.id)
    await tab.shows(HALF)
    await lose_log(redis, turn)
    model.let_all()
    await tab.end()
    assert tab.text == (await row(d, turn.reply.id)).content == "".join(WORDS)


async def test_a_tab_that_comes_after_the_log_was_lost_sees_the_whole_reply(d, model, redis):
    turn = await half_said(d, model)
    await lose_log(redis, turn)
    tab = Tab(d, turn.reply.id)
    model.let_all()
    draft = await ended(d, turn.reply.id)
    assert draft.text == (await row(d, turn.reply.id)).content == "".join(WORDS)
    await tab.end()
    assert tab.text == draft.text


async def test_a_reply_whose_log_is_gone_ends_with_its_row(d, model, redis, monkeypatch):
    monkeypatch.setattr(followers, "HEARTBEAT", 0.05)
    turn = await half_said(d, model)
    tab = Tab(d, turn.reply.id)
    await die(d, redis, turn.reply.id)
    await lose_log(redis, turn)
    async with d.db.writing() as session:
        (await session.get_one(Message, turn.reply.id)).status = Status.INTERRUPTED
    assert (await tab.end()).status is Status.INTERRUPTED


async def test_an_interrupted_reply_ends_for_its_followers(d, elsewhere, model, redis):
    d.settings.continue_lost_replies = False
    turn = await half_said(d, model)
    tab = Tab(elsewhere, turn.reply.id)
    await tab.shows(HALF)
    await die(d, redis, turn.reply.id)
    await recovery.sweep(elsewhere)
    assert (await tab.end()).status is Status.INTERRUPTED
    assert tab.text == HALF


async def test_a_follower_asks_for_its_right_without_reading_the_reply(d, model, monkeypatch):
    monkeypatch.setattr(followers, "HEARTBEAT", 0.05)
    turn = await half_said(d, model)
    with statements() as run:
        tab = Tab(d, turn.reply.id)
        await tab.shows(HALF)
        async with asyncio.timeout(PATIENCE):
            while len([it for it in run if "message.status" in it]) < 3:
                await asyncio.sleep(0.01)
        assert not [it for it in run if it.startswith("select") and "message.content" in it]
    model.let_all()
    await tab.end()
