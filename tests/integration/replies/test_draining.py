"""A process that is asked to go lets replies finish for a moment, then hands them over."""

import pytest

from spacerr.domain.status import Status
from spacerr.services.replies import recovery, runner
from tests.support.people.replies import ask, idle, row, said

pytestmark = pytest.mark.anyio


async def test_a_reply_that_is_nearly_done_is_finished(d, model):
    turn = await ask(d)
    await runner.drain(d)
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE
    assert not d.background_tasks


async def test_what_still_runs_is_left_to_another_process_which_goes_on(
    d, elsewhere, model, monkeypatch
):
    monkeypatch.setattr(runner, "DRAIN", 1.0)  # also the time to hand over, on a busy machine
    model.says("Half a", " word", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half a")
    await runner.drain(d)
    assert model.closed.is_set() and not d.background_tasks
    assert await d.streams.with_writer([turn.reply.id]) == set()
    assert (await row(d, turn.reply.id)).content == "Half a"
    model.says(" word")
    assert await recovery.sweep(elsewhere) == 1
    await idle(elsewhere)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "Half a word")


async def test_with_nothing_running_there_is_nothing_to_wait_for(d):
    await runner.drain(d)
