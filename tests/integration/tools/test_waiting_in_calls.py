"""A call waits for a person while others run, or asks while it goes on itself."""

import asyncio

import pytest

from spacerr.domain.replies.steps import StepState
from spacerr.domain.status import Status
from spacerr.domain.tools.asking import Asking
from spacerr.services.replies import recovery, waiting
from spacerr.services.tools import running
from tests.support.models.acting_tools import ActingTools, acting
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.models.slow_tool import SlowTool, slow_tool
from tests.support.people.replies import ADA, ask, chat_row, die, idle, row
from tests.support.tools.questions import FORM, asked_for, asked_in_log, decide, open_ones
from tests.support.tools.steps import read

__all__ = ["acting", "catalog", "slow_tool"]
pytestmark = pytest.mark.anyio


async def test_an_answer_counts_at_once_while_another_call_still_runs(
    d, model, acting: ActingTools, slow_tool: SlowTool
):
    acting.ask(Asking.ONCE)
    model.says(*call("act", {"n": 1}), *call("slow", {"n": 2}, 1))
    turn = await ask(d)
    model.then("Done.")
    await slow_tool.running(1)
    await asked_for(d)
    await waiting.answer(d, ADA, (await open_ones(d))[0].question.id, "accept")
    slow_tool.end(2)
    await idle(d)
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE
    assert acting.runs == [{"n": 1}]


async def test_a_question_outlives_the_process_that_was_running_another_call(
    d, elsewhere, model, redis, acting: ActingTools, slow_tool: SlowTool
):
    acting.ask(Asking.ONCE)
    model.says(*call("act", {"n": 1}), *call("slow", {"n": 2}, 1))
    turn = await ask(d)
    model.then("Done.")
    await slow_tool.running(1)
    await asked_in_log(d, turn.reply.id)
    await die(d, redis, turn.reply.id)
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    assert (await row(d, turn.reply.id)).status == Status.WAITING
    await decide(elsewhere)
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE
    assert (acting.runs, slow_tool.runs) == ([{"n": 1}], 1)
    assert "may have been carried out" in model.asked[1].messages[-1].text


async def asked_in_a_call(d, model):
    model.says(*call("order", {"n": 1}))
    turn = await ask(d)
    await asked_in_log(d, turn.reply.id)
    return turn


async def test_a_call_can_ask_and_go_on_with_an_answer_from_anywhere(
    d, elsewhere, model, acting: ActingTools
):
    turn = await asked_in_a_call(d, model)
    model.then("Ordered.")
    assert (await chat_row(d, turn.chat.id)).waiting
    [waits] = await open_ones(d)
    await waiting.answer(elsewhere, ADA, waits.question.id, "accept", FORM)
    await idle(d)
    assert acting.runs == [{"n": 1, "city": "Riga", "seats": 3, "class": "b"}]
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE
    assert not (await chat_row(d, turn.chat.id)).waiting


async def test_a_call_that_asked_and_was_lost_is_not_run_again(
    d, elsewhere, model, redis, acting: ActingTools
):
    turn = await asked_in_a_call(d, model)
    model.then("It may have run.")
    await die(d, redis, turn.reply.id)
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE
    assert "may have been carried out" in model.asked[1].messages[-1].text
    assert (acting.runs, await open_ones(d)) == ([], [])


async def test_a_call_that_asks_is_stopped_at_once(d, model, acting: ActingTools):
    turn = await asked_in_a_call(d, model)
    await waiting.stop(d, ADA, turn.reply.id)
    await idle(d)
    assert (await row(d, turn.reply.id)).status == Status.STOPPED
    assert (acting.runs, await open_ones(d)) == ([], [])


async def test_the_time_that_a_person_takes_in_a_call_is_not_the_tools(
    d, model, monkeypatch, acting: ActingTools
):
    monkeypatch.setattr(running, "TOOL_SILENCE", 0.3)
    monkeypatch.setattr(running, "TOOL_LONGEST", 0.3)
    turn = await asked_in_a_call(d, model)
    model.then("Ordered.")
    await asyncio.sleep(0.5)  # longer than the tool may be silent, or run
    await decide(d, values=FORM)
    [step] = await read(d, turn.reply.id)
    assert (step.state, len(acting.runs)) == (StepState.SUCCEEDED, 1)
