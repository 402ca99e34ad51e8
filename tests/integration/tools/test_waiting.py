"""A reply waits for a person: it holds nothing, is answered once, and goes on anywhere."""

import asyncio

import pytest
from sqlmodel import select

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.questions import (
    QuestionClosed,
    QuestionExpired,
    ReplyWaits,
    WrongAnswer,
)
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.replies.questions import Decision
from spacerr.domain.replies.steps import StepState
from spacerr.domain.status import Status
from spacerr.domain.tables import Message, OpenQuestion
from spacerr.domain.tools.asking import Asking
from spacerr.services.chats import edit
from spacerr.services.questions import questions
from spacerr.services.replies import recovery, waiting
from tests.support.models.acting_tools import ActingTools, acting
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.people.replies import ADA, Tab, answered, ask, chat_row, idle, row
from tests.support.stores.databases import on_both_engines
from tests.support.tools.questions import FORM, decide, open_ones
from tests.support.tools.steps import expire, read

__all__ = ["acting", "catalog"]
pytestmark = pytest.mark.anyio


@pytest.fixture
async def asked(d, model, acting: ActingTools):
    """A turn whose reply waits for a confirmation."""
    model.says("I will act.", *call("act", {"n": 1}))
    turn = await answered(d)
    model.then("Done.")
    return turn


async def test_a_tool_that_acts_waits_for_a_person_and_holds_nothing_meanwhile(d, asked, acting):
    stored = await row(d, asked.reply.id)
    assert (stored.status, stored.content) == (Status.WAITING, "I will act.")
    assert not d.running
    assert await d.streams.with_writer([asked.reply.id]) == set()
    [step] = await read(d, asked.reply.id)
    assert (step.state, step.result, acting.runs) == (StepState.WAITING, "", [])
    [waits] = await open_ones(d)
    assert (waits.chat_id, waits.title) == (asked.chat.id, "Act")
    assert '"n": 1' in waits.question.message
    assert (await chat_row(d, asked.chat.id)).waiting


async def test_what_is_allowed_runs_once_and_the_model_goes_on(d, model, asked, acting):
    await decide(d)
    stored = await row(d, asked.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "I will act.\n\nDone.")
    assert acting.runs == [{"n": 1}]
    assert [it.text for it in model.asked[1].messages[1:]] == ["I will act.", "acted on 1"]
    [step] = await read(d, asked.reply.id)
    [question] = step.questions
    assert (question.decision, question.decided_by) == (Decision.ACCEPT, ADA)
    assert await open_ones(d) == []
    chat = await chat_row(d, asked.chat.id)
    assert (chat.waiting, chat.running_id) == (False, None)


async def test_what_is_not_allowed_does_not_run_and_the_model_is_told(d, model, asked, acting):
    await decide(d, "decline")
    assert (await row(d, asked.reply.id)).status == Status.COMPLETE
    assert acting.runs == []
    assert "wasn't allowed" in model.asked[1].messages[-1].text
    [step] = await read(d, asked.reply.id)
    assert step.state is StepState.FAILED


async def test_a_tool_that_is_allowed_in_a_chat_is_not_asked_about_there_again(
    d, model, asked, acting
):
    await decide(d, "accept-in-chat")
    model.then(*call("act", {"n": 2}))
    model.then("Again.")
    await answered(d, chat=asked.chat.id)
    assert acting.runs == [{"n": 1}, {"n": 2}]
    model.then(*call("act", {"n": 3}))
    await answered(d)
    assert len(await open_ones(d)) == 1


async def test_a_tool_that_always_asks_cannot_be_allowed_in_a_chat(d, model, acting: ActingTools):
    acting.ask(Asking.ALWAYS)
    model.says(*call("act", {"n": 1}))
    await answered(d)
    [waits] = await open_ones(d)
    with pytest.raises(BadRequest):
        await waiting.answer(d, ADA, waits.question.id, "accept-in-chat")
    assert len(await open_ones(d)) == 1


async def test_calls_of_one_answer_wait_each_for_its_own(d, model, acting: ActingTools):
    model.says(*call("act", {"n": 1}), *call("calculator", {"expression": "1+1"}, 1),
               *call("act", {"n": 2}, 2))  # fmt: skip
    turn = await answered(d)
    model.then("Done.")
    states = [it.state for it in await read(d, turn.reply.id)]
    assert states == [StepState.WAITING, StepState.SUCCEEDED, StepState.WAITING]
    await decide(d, "decline", n=1)
    assert ((await row(d, turn.reply.id)).status, acting.runs) == (Status.WAITING, [])
    await decide(d)
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE
    assert acting.runs == [{"n": 1}]
    told = [it.text for it in model.asked[1].messages[2:]]
    assert told[:2] == ["acted on 1", "2"]
    assert "wasn't allowed" in told[2]


@on_both_engines
async def test_allowing_a_tool_in_a_chat_answers_its_other_questions_there(
    d, model, acting: ActingTools
):
    model.says(*call("act", {"n": 1}), *call("act", {"n": 2}, 1))
    await answered(d)
    model.then("Done.")
    await decide(d, "accept-in-chat")
    assert sorted(it["n"] for it in acting.runs) == [1, 2]


@on_both_engines
async def test_of_two_answers_at_once_the_first_counts(d, elsewhere, asked, acting):
    [waits] = await open_ones(d)
    given = ((d, "accept"), (elsewhere, "decline"), (d, "decline"), (elsewhere, "accept"))
    answers = [waiting.answer(it, ADA, waits.question.id, decision) for it, decision in given]
    results = await asyncio.gather(*answers, return_exceptions=True)
    assert [isinstance(it, QuestionClosed) for it in results].count(True) == 3
    for process in (d, elsewhere):
        await idle(process)
    counted = given[results.index(None)][1]
    assert len(acting.runs) == (1 if counted == "accept" else 0)
    assert (await row(d, asked.reply.id)).status == Status.COMPLETE


async def test_it_is_answered_in_another_process_also_where_its_log_is_lost(
    d, elsewhere, asked, acting, redis
):
    await redis.flushall()
    await decide(elsewhere)
    assert (await row(d, asked.reply.id)).content == "I will act.\n\nDone."
    assert acting.runs == [{"n": 1}]


async def test_a_tab_that_follows_sees_the_question_the_answer_and_the_end(d, asked, elsewhere):
    tab = Tab(d, asked.reply.id)
    await tab.shows("I will act.")
    await decide(elsewhere)
    await tab.end()
    states = [it.steps[-1].state for it in tab.growths if it.steps]
    assert StepState.WAITING in states
    assert tab.text == "I will act.\n\nDone."


async def test_an_answer_whose_process_was_lost_is_taken_up_by_a_sweep(d, elsewhere, asked, acting):
    [waits] = await open_ones(d)
    await questions.answer(d, ADA, waits.question.id, "accept")
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    assert (await row(d, asked.reply.id)).status == Status.COMPLETE
    assert acting.runs == [{"n": 1}]


async def test_a_process_that_is_lost_while_a_reply_waits_changes_nothing(
    d, elsewhere, asked, redis, acting
):
    before = await row(d, asked.reply.id)
    assert await recovery.sweep(elsewhere) == 0
    after = await row(d, asked.reply.id)
    assert (after.status, after.fence) == (Status.WAITING, before.fence)
    await decide(elsewhere)
    assert acting.runs == [{"n": 1}]


async def test_a_question_that_no_step_asks_any_more_is_dropped(d, asked):
    """A process was lost after it had stored a question, and before its step said so."""
    async with d.db.writing() as session:
        [row_] = (await session.exec(select(OpenQuestion))).all()
        other = {"id": new_id(), "decision": "accept"}
        other["asked"] = {**row_.asked, "id": other["id"]}
        session.add(OpenQuestion(**row_.model_dump() | other))
    await recovery.sweep(d)
    await idle(d)
    before = await row(d, asked.reply.id)
    assert (before.status, len(await open_ones(d))) == (Status.WAITING, 1)
    await recovery.sweep(d)
    assert (await row(d, asked.reply.id)).fence == before.fence


async def test_a_question_that_is_not_answered_in_time_ends_the_reply(d, asked, acting):
    [waits] = await open_ones(d)
    await expire(d, waits.question.id)
    assert await open_ones(d) == []
    with pytest.raises(QuestionExpired):
        await waiting.answer(d, ADA, waits.question.id, "accept")
    await recovery.sweep(d)
    stored = await row(d, asked.reply.id)
    assert (stored.status, acting.runs) == (Status.INTERRUPTED, [])
    [step] = await read(d, asked.reply.id)
    assert (step.state, step.questions[0].decision) == (StepState.FAILED, Decision.EXPIRED)
    with pytest.raises(QuestionClosed):
        await waiting.answer(d, ADA, waits.question.id, "accept")


async def test_a_reply_that_waits_can_be_stopped(d, asked, acting):
    [waits] = await open_ones(d)
    await waiting.stop(d, ADA, asked.reply.id, len("I will"))
    stored = await row(d, asked.reply.id)
    assert stored.status == Status.STOPPED
    assert [it.state for it in await read(d, asked.reply.id)] == [StepState.CANCELLED]
    assert await open_ones(d) == []
    with pytest.raises(QuestionClosed):
        await waiting.answer(d, ADA, waits.question.id, "accept")
    assert acting.runs == []
    await answered(d, chat=asked.chat.id)  # the chat can be used


async def test_a_message_that_is_sent_meanwhile_is_refused(d, asked):
    with pytest.raises(ReplyWaits):
        await ask(d, chat=asked.chat.id)


async def test_in_a_deleted_chat_nothing_waits_any_more(d, asked, acting):
    [waits] = await open_ones(d)
    await edit.delete(d, ADA, asked.chat.id)
    assert await open_ones(d) == []
    with pytest.raises(QuestionClosed):
        await waiting.answer(d, ADA, waits.question.id, "accept")
    await recovery.sweep(d)
    assert (await row(d, asked.reply.id)).status == Status.STOPPED
    assert acting.runs == []


async def test_a_form_is_filled_in_and_the_tool_goes_on_with_it(d, model, acting: ActingTools):
    model.says(*call("book", {"n": 1}))
    turn = await answered(d)
    model.then("Booked.")
    [waits] = await open_ones(d)
    with pytest.raises(WrongAnswer) as wrong:
        await waiting.answer(d, ADA, waits.question.id, "accept", FORM | {"seats": "0"})
    assert wrong.value.name == "seats"
    await decide(d, values=FORM)
    assert acting.runs == [{"n": 1, "ticket": 7, "city": "Riga", "seats": 3, "class": "b"}]
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE


@pytest.mark.parametrize("decision", ["decline", "cancel"])
async def test_a_tool_hears_that_a_form_was_not_filled_in(d, model, acting: ActingTools, decision):
    model.says(*call("book", {"n": 1}))
    await answered(d)
    model.then("As you wish.")
    await decide(d, decision)
    assert model.asked[1].messages[-1].text == f"{decision}: {{}}"


async def test_the_time_that_a_person_took_is_not_the_replys(d, asked):
    async with d.db.writing() as session:
        reply = await session.get_one(Message, asked.reply.id)
        parked = now_ms() - 3_600_000
        reply.meta = {**reply.meta, "started_at": parked - 100, "parked_at": parked}
    await decide(d)
    meta = (await row(d, asked.reply.id)).meta
    assert meta["total_ms"] < 60_000 <= 3_600_000 <= meta["waited_ms"]
