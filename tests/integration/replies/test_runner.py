"""What was streamed is what was stored, and it always ends."""

import asyncio

import pytest

from spacerr.domain.allowances import TimeLimits
from spacerr.domain.errors.models import ModelTimedOut
from spacerr.domain.replies.events import Reasoning
from spacerr.domain.status import Status
from spacerr.infra.llm.demo_model import DemoModel
from spacerr.services.accounts import people
from spacerr.services.replies import writer
from tests.support.people.replies import PATIENCE, Tab, answered, ask, ended, idle, row, said
from tests.support.stores.processes import a_process
from tests.support.stores.statements import statements

pytestmark = pytest.mark.anyio


async def test_the_stream_and_the_row_agree(d, model):
    model.says(Reasoning(text="Hm."), "Ein ", "\ud83d", "\ude00", " und ", "e\u0301.\n")
    turn = await ask(d)
    tab = Tab(d, turn.reply.id)
    await tab.end()
    draft = await ended(d, turn.reply.id)
    stored = await row(d, turn.reply.id)
    assert stored.content == draft.text == tab.text == "Ein 😀 und e\u0301.\n"
    assert (stored.status, stored.reasoning) == (Status.COMPLETE, "Hm.")


async def test_many_replies_at_once_keep_their_texts_apart(settings, catalog):
    async with a_process(settings, DemoModel(pace=0, pause=0), catalog) as d:
        await people.ensure_local_user(d)
        turns = await asyncio.gather(*(ask(d, f"Question {n}: code") for n in range(12)))
        tabs = [Tab(d, turn.reply.id) for turn in turns]
        for n, (turn, tab) in enumerate(zip(turns, tabs, strict=True)):
            assert (await tab.end()).status is Status.COMPLETE
            draft = await ended(d, turn.reply.id)
            assert f"Question {n}: " in draft.text
            assert draft.text == (await row(d, turn.reply.id)).content


async def test_a_reply_remembers_how_it_came_about(d):
    stored = await row(d, (await answered(d)).reply.id)
    assert stored.meta["finish_reason"] == "stop"
    assert stored.meta["usage"] == {"completion_tokens": 3}
    assert stored.meta["first_token_ms"] <= stored.meta["total_ms"]
    assert stored.ended_at is not None


async def test_a_failing_model_ends_with_its_sentence_and_keeps_what_was_said(d, model):
    model.says("Half a", error=ModelTimedOut())
    turn = await ask(d)
    assert (await Tab(d, turn.reply.id).end()).status is Status.FAILED
    await idle(d)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.FAILED, "Half a")
    assert stored.error["sentence"] == str(ModelTimedOut())
    assert stored.error["category"] == "timeout"
    assert stored.error["request_id"]


async def test_an_error_nobody_thought_of_ends_the_reply_too(d, model):
    model.says("Half a", error=ZeroDivisionError("secret detail"))
    stored = await row(d, (await answered(d)).reply.id)
    assert (stored.status, stored.content) == (Status.FAILED, "Half a")
    assert stored.error["sentence"].endswith(".") and "secret" not in str(stored.error)


async def test_a_reply_has_a_longest_duration_that_its_provider_sets(d, model):
    d.settings.time_limits = {"scripted": TimeLimits(total=0.1)}
    model.says("Half a", gated=True)
    turn = await ask(d)
    model.let()
    await idle(d)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.FAILED, "Half a")
    assert stored.error["category"] == "timeout" and model.closed.is_set()


async def test_a_silent_model_does_not_cost_its_writer_the_lease(d, model, redis, monkeypatch):
    monkeypatch.setattr(writer, "HEARTBEAT", 0.02)
    model.says("Hi", gated=True)
    turn = await ask(d)
    lease = f"spacerr:{{{turn.reply.id}}}:lease"
    await redis.pexpire(lease, 1_000)
    async with asyncio.timeout(PATIENCE):
        while await redis.pttl(lease) < 2_000:
            await asyncio.sleep(0.01)


async def test_the_database_is_not_written_for_every_token(d, model):
    model.says(*(f"{n} " for n in range(300)), gated=True)
    turn = await ask(d)
    with statements() as run:
        for n in range(1, 301):
            model.let()
            if n % 30 == 0:
                await said(d, turn.reply.id, "".join(f"{m} " for m in range(n)))
        model.let_all()
        await ended(d, turn.reply.id)
    assert len([it for it in run if it.startswith("update message")]) <= 3


async def test_tokens_that_come_together_are_one_entry_of_the_log(d, model):
    model.says(*(f"{n} " for n in range(300)))
    turn = await ask(d)
    await ended(d, turn.reply.id)
    assert len(await d.streams.replay(turn.reply.id)) < 60
