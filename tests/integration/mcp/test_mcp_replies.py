"""Replies that call tools whose servers ask persons."""

import asyncio

import pytest

from spacerr.domain.errors.questions import QuestionClosed
from spacerr.domain.replies.steps import StepState
from spacerr.domain.status import Status
from spacerr.infra.mcp.config import McpServer
from spacerr.services import stop_replies
from spacerr.services.questions import questions
from spacerr.services.replies import waiting
from spacerr.services.steps.steps import read_steps
from spacerr.services.tools import connections
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.people.replies import ADA, PATIENCE, answered, ask, idle, row
from tests.support.tools.connections import RAW, serving, told
from tests.support.tools.servers import configured

__all__ = ["catalog"]
pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def asking():
    with serving("asking_server") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def sqlite(database_url):
    """One database is enough: nothing here is up to it."""
    if not database_url.startswith("sqlite"):
        pytest.skip("the same on both")


def at(url):
    return McpServer(url=url, allow="all")


async def waits(d):
    """The one question that waits for Ada."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await questions.list_open(d, ADA)):
            await asyncio.sleep(0.02)
    [one] = found
    return one


async def ended(d, reply_id):
    async with asyncio.timeout(PATIENCE):
        while (stored := await row(d, reply_id)).status != Status.COMPLETE:
            await asyncio.sleep(0.02)
    return stored


async def step_of(d, reply_id):
    [step] = (await read_steps(d, [await row(d, reply_id)], None))[reply_id]
    return step


async def test_a_reply_waits_for_the_answer_and_another_process_goes_on(
    d, elsewhere, model, asking
):
    async with configured(at(f"{asking}/mcp"), "shop", d, elsewhere):
        model.says(*call("shop_book", {"day": "Monday"}))
        model.then("Booked.")
        turn = await answered(d)
        assert (await row(d, turn.reply.id)).status == Status.WAITING
        asked = await waits(elsewhere)
        assert (asked.title, asked.question.message) == ("Book", "Which table?")
        await waiting.answer(elsewhere, ADA, asked.question.id, "accept", {"people": "4"})
        await ended(elsewhere, turn.reply.id)
        step = await step_of(d, turn.reply.id)
        assert step.result == 'Monday: accept {"people":4,"place":"inside"}'
        assert step.questions[0].answer == {"people": 4} and step.paused == {}
        await idle(elsewhere)


async def test_a_question_in_the_middle_of_a_call_is_answered_while_it_goes_on(d, model, asking):
    async with configured(at(f"{asking}/old/mcp"), "shop", d):
        model.says(*call("shop_ask_in_the_middle", {}))
        model.then("Booked.")
        turn = await ask(d)
        asked = await waits(d)
        await waiting.answer(d, ADA, asked.question.id, "decline")
        await ended(d, turn.reply.id)
        assert (await step_of(d, turn.reply.id)).result == "decline"
        await idle(d)
        assert await questions.list_open(d, ADA) == []


def asks(**more):
    """The call of a tool that asks in the middle of it."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    params = {"message": "Which?", "requestedSchema": schema}
    return call("raw_asks", {"method": "elicitation/create", "params": params, **more})


async def test_a_question_that_its_server_takes_back_is_asked_no_more(d, model):
    async with configured(RAW, "raw", d):
        model.says(*asks(patience=0.3))
        turn = await ask(d)
        asked = await waits(d)
        async with asyncio.timeout(PATIENCE):
            while await questions.list_open(d, ADA):
                await asyncio.sleep(0.02)
        with pytest.raises(QuestionClosed):
            await waiting.answer(d, ADA, asked.question.id, "accept")
        await stop_replies.stop_reply(d, ADA, turn.reply.id, None)
        await idle(d)
        assert (await step_of(d, turn.reply.id)).questions[0].decision == "cancel"


async def test_a_stop_answers_a_server_that_asks_in_the_middle_of_a_call(d, model):
    async with configured(RAW, "raw", d):
        model.says(*asks())
        turn = await ask(d)
        await waits(d)
        await stop_replies.stop_reply(d, ADA, turn.reply.id, None)
        await idle(d)
        assert (await row(d, turn.reply.id)).status == Status.STOPPED
        assert (await step_of(d, turn.reply.id)).state is StepState.CANCELLED
        [server] = await connections.list_configured(d)
        async with connections.using(d, server) as connection:
            assert {"answer": {"action": "cancel"}} in await told(connection)
        assert await questions.list_open(d, ADA) == []
