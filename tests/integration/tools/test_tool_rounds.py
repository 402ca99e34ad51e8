"""A model calls tools: they run, it is told what they say, and all of it is stored in its place."""

import asyncio

import pytest

from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.steps import StepState
from spacerr.domain.status import Role, Status
from spacerr.domain.tools.limits import ROUNDS
from spacerr.infra.llm.interface import ChatMessage, ToolCall
from spacerr.services import stop_replies
from spacerr.services.replies import recovery, writer
from spacerr.services.steps.steps import read_steps, steps_of
from tests.support.models.calling import call
from tests.support.models.priced import FOREIGN, PRICED, catalog
from tests.support.models.slow_tool import SlowTool, slow_tool
from tests.support.people.agents import agent
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    Tab,
    answered,
    ask,
    die,
    ended,
    go_on,
    idle,
    row,
)
from tests.support.people.studio import used

__all__ = ["catalog", "slow_tool"]
pytestmark = pytest.mark.anyio


async def steps(d, reply_id):
    return (await read_steps(d, [await row(d, reply_id)], None)).get(reply_id, ())


async def logged(d, reply_id, state):
    """Wait until the last step has this state in the reply's log."""
    draft = Draft()
    async with asyncio.timeout(PATIENCE), d.streams.subscribe(reply_id) as log:
        while not draft.steps or draft.steps[-1].state is not state:
            draft = draft.extend(entry.event for entry in await log.next())


async def test_a_tool_that_is_called_runs_and_the_model_is_told_what_it_said(d, model):
    model.says("Let me see.", *call("calculator", {"expression": "17*23"}))
    model.then("It is 391.")
    turn = await answered(d, "What is 17 * 23?")
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "Let me see.\n\nIt is 391.")
    [step] = await steps(d, turn.reply.id)
    assert (step.title, step.state, step.result) == ("Calculator", StepState.SUCCEEDED, "391")
    assert (step.at, step.arguments) == (len("Let me see."), '{"expression": "17*23"}')
    question, made, told = model.asked[1].messages
    assert question == ChatMessage(Role.USER, "What is 17 * 23?")
    calls = (ToolCall("call_1", "calculator", '{"expression": "17*23"}'),)
    assert made == ChatMessage(Role.ASSISTANT, "Let me see.", calls)
    assert told == ChatMessage(Role.TOOL, "391", call="call_1")


async def test_the_next_question_tells_the_model_of_the_calls_before(d, model):
    model.says(*call("calculator", {"expression": "2+2"}))
    model.then("Four.")
    model.then("Yes.")
    first = await answered(d, "2+2?")
    await answered(d, "Sure?", chat=first.chat.id)
    roles = [it.role for it in model.asked[2].messages]
    assert roles == [Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT, Role.USER]
    assert [it.text for it in model.asked[2].messages] == ["2+2?", "", "4", "Four.", "Sure?"]


async def test_calls_of_one_answer_run_side_by_side_and_are_told_in_their_order(
    d, model, slow_tool: SlowTool
):
    model.says(*call("slow", {"n": 1}), *call("slow", {"n": 2}, 1))
    model.then("Both.")
    turn = await ask(d)
    await slow_tool.running(2)
    slow_tool.end(2)
    await slow_tool.ended(2)
    slow_tool.end(1)
    await idle(d)
    assert [it.text for it in model.asked[1].messages[2:]] == ["done 1", "done 2"]
    assert [it.result for it in await steps(d, turn.reply.id)] == ["done 1", "done 2"]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (call("calculator", '{"expression": '), "The arguments are not a JSON object"),
        (call("calculator", "[1]"), "The arguments are not a JSON object"),
        (call("calculator", {}), "'expression' is a required property"),
        (call("calculator", {"expression": 5}), "The argument expression is wrong"),
        (call("rm -rf"), "There is no tool named 'rm -rf'"),
        (call("calculator", {"expression": "1/0"}), "zero"),
    ],
)
async def test_a_wrong_call_is_told_to_the_model_which_may_call_again(d, model, made, told):
    model.says(*made)
    model.then(*call("calculator", {"expression": "6*7"}))
    model.then("42.")
    turn = await answered(d)
    wrong, right = await steps(d, turn.reply.id)
    assert (wrong.state, right.state) == (StepState.FAILED, StepState.SUCCEEDED)
    assert told in model.asked[1].messages[-1].text
    assert (await row(d, turn.reply.id)).content == "42."


async def test_after_three_rounds_of_wrong_calls_the_model_may_not_call_any_more(d, model):
    model.says(*call("nothing"))
    for _ in range(2):
        model.then(*call("nothing"))
    model.then("I give up.")
    turn = await answered(d)
    assert [it.may_call for it in model.asked] == [True, True, True, False]
    assert (await row(d, turn.reply.id)).content == "I give up."


async def test_a_model_that_only_calls_is_stopped_after_ten_rounds(d, model):
    model.says(*call("calculator", {"expression": "1+1"}))
    turn = await answered(d)
    stored = await row(d, turn.reply.id)
    assert stored.status == Status.FAILED
    assert "called tools again and again" in stored.error["sentence"]
    assert len(model.asked) == ROUNDS + 1 and not model.asked[-1].may_call
    assert len(await steps(d, turn.reply.id)) == ROUNDS


async def test_an_agent_may_be_limited_to_fewer_rounds(d, model):
    model.says(*call("calculator", {"expression": "1+1"}))
    model.then(*call("calculator", {"expression": "2+2"}))
    model.then("Two rounds.")
    await answered(d, agent=await agent(d, rounds=2))
    assert [it.may_call for it in model.asked] == [True, True, False]


async def test_a_call_that_the_length_limit_cut_off_is_not_run(d, model):
    model.says(*call("calculator", '{"expression": "1+'))
    model.finish = "length"
    model.then("Too long.")
    turn = await answered(d)
    [step] = await steps(d, turn.reply.id)
    assert step.state is StepState.FAILED and "cut off by the length limit" in step.result
    assert (await row(d, turn.reply.id)).content == "Too long."


async def test_each_round_is_noted_and_their_usage_is_the_replys(d, model):
    model.usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    model.says(*call("current_time"))
    model.then("Now.")
    turn = await answered(d)
    meta = (await row(d, turn.reply.id)).meta
    assert (meta["usage"]["total_tokens"], meta["usage_estimated"]) == (220, False)
    assert (meta["steps"], meta["rounds"]) == (1, 2)
    assert [it.prompt_tokens for it in await used(d) if it.purpose == "reply"] == [100, 100]


async def test_a_stop_ends_the_tool_that_runs(d, model, slow_tool: SlowTool):
    model.says("Wait.", *call("slow", {"n": 1}))
    turn = await ask(d)
    await slow_tool.running(1)
    await stop_replies.stop_reply(d, ADA, turn.reply.id, None)
    await idle(d)
    assert slow_tool.cancelled == [1]
    [step] = await steps(d, turn.reply.id)
    assert step.state is StepState.CANCELLED
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.STOPPED, "Wait.")


async def test_a_stop_at_a_length_keeps_the_steps_before_it(d, model, slow_tool: SlowTool):
    model.says("One.", *call("calculator", {"expression": "1+1"}))
    model.then(" Two.", *call("slow", {"n": 1}))
    turn = await ask(d)
    await slow_tool.running(1)
    await stop_replies.stop_reply(d, ADA, turn.reply.id, len("One."))
    await idle(d)
    assert [it.name for it in await steps(d, turn.reply.id)] == ["calculator"]
    assert (await row(d, turn.reply.id)).content == "One."


async def test_a_stopped_reply_goes_on_with_its_steps(d, model, slow_tool: SlowTool):
    model.says("One.", *call("calculator", {"expression": "1+1"}))
    model.then("Two", *call("slow", {"n": 1}))
    turn = await ask(d)
    await slow_tool.running(1)
    await stop_replies.stop_reply(d, ADA, turn.reply.id, None)
    await idle(d)
    model.then(" and three.")
    again = await go_on(d, turn.reply.id)
    await idle(d)
    first, second = await steps(d, again.reply.id)
    assert (first.result, second.state) == ("2", StepState.CANCELLED)
    assert {first.id, second.id}.isdisjoint({it.id for it in await steps(d, turn.reply.id)})
    assert "wasn't carried out" in model.asked[-1].messages[-1].text


@pytest.mark.parametrize("repeatable", [False, True])
async def test_a_call_that_ran_when_its_process_was_lost_runs_again_only_if_that_does_no_harm(
    d, elsewhere, model, redis, slow_tool: SlowTool, repeatable
):
    slow_tool.repeatable(repeatable)
    model.says(*call("calculator", {"expression": "1+1"}), *call("slow", {"n": 1}, 1))
    turn = await ask(d)
    await slow_tool.running(1)
    await logged(d, turn.reply.id, StepState.RUNNING)
    await die(d, redis, turn.reply.id)
    model.then("Done.")
    slow_tool.end(1)
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    told = model.asked[-1].messages[-2:]
    assert told[0].text == "2"
    assert told[1].text == (
        "done 1"
        if repeatable
        else "The server was restarted in the middle of this call. It may have been carried out."
    )
    assert slow_tool.runs == (2 if repeatable else 1)
    assert (await row(d, turn.reply.id)).content == "Done."


async def test_a_tool_that_may_act_begins_only_when_the_log_says_so(d, model, slow_tool):
    """A process that is lost right afterwards must not run it a second time."""
    states = []

    async def look():
        [reply_id] = d.running
        entries = await d.streams.replay(reply_id)
        states.append(Draft().extend(it.event for it in entries).steps[-1].state)

    slow_tool.begins = look
    slow_tool.end(1)
    model.says(*call("slow", {"n": 1}))
    model.then("Done.")
    await answered(d)
    assert states == [StepState.RUNNING]


async def test_a_call_that_was_still_being_written_when_its_process_was_lost_is_asked_for_again(
    d, elsewhere, model, redis
):
    model.says("One.", *call("calculator", {"expression": "1+1"}), gated=True)
    turn = await ask(d)
    model.let(3)
    await logged(d, turn.reply.id, StepState.PREPARING)
    await die(d, redis, turn.reply.id)
    model.then("Two.")
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    assert model.asked[-1].partial == "One."
    assert await steps(d, turn.reply.id) == ()
    assert (await row(d, turn.reply.id)).content == "One.Two."


async def test_steps_are_saved_while_a_reply_runs_and_go_with_what_a_stop_cuts_off(
    d, model, slow_tool, monkeypatch
):
    monkeypatch.setattr(writer, "SNAPSHOT", 0.02)
    monkeypatch.setattr(writer, "HEARTBEAT", 0.05)
    # A result of some length: few characters more are not worth saving at once.
    calculated = call("calculator", {"expression": "10**60"})
    model.says("One.", *calculated, *call("slow", {"n": 1}, 1))
    turn = await ask(d)
    await slow_tool.running(1)
    async with asyncio.timeout(PATIENCE):
        for _ in range(20):  # saved, then only said to be alive
            await asyncio.sleep(0.05)
        while [bool(it.result) for it in await steps(d, turn.reply.id)] != [True, False]:
            await asyncio.sleep(0.02)
    await stop_replies.stop_reply(d, ADA, turn.reply.id, 2)
    await idle(d)
    assert (await row(d, turn.reply.id)).content == "On"
    async with d.db.reading() as session:
        assert await steps_of(session, turn.reply.id) == ()


async def test_a_tab_sees_a_step_begin_run_and_end(d, model, slow_tool: SlowTool):
    model.says(*call("slow", {"n": 1}))
    model.then("Done.")
    turn = await ask(d)
    tab = Tab(d, turn.reply.id)
    await slow_tool.running(1)
    await logged(d, turn.reply.id, StepState.RUNNING)
    slow_tool.end(1)
    await tab.end()
    seen = [it.state for growth in tab.growths for it in growth.steps]
    assert seen[-1] is StepState.SUCCEEDED and StepState.RUNNING in seen
    draft = await ended(d, turn.reply.id)
    assert draft.steps == await steps(d, turn.reply.id)


async def test_a_model_that_is_not_known_to_call_tools_is_offered_none(d, model):
    await answered(d, model=PRICED)
    await answered(d, model=FOREIGN)
    known, unknown = model.asked
    assert {it.name for it in known.tools} >= {"calculator", "current_time"}
    assert unknown.tools == ()
