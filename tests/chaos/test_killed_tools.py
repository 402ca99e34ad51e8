"""Processes are killed with -9 while a model calls tools: others go on, and no call is doubled."""

import asyncio

import pytest

from spacerr.domain.replies.steps import StepState
from spacerr.domain.status import Status
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.services.accounts import people
from spacerr.services.questions import questions
from spacerr.services.replies import recovery, waiting
from spacerr.services.steps.steps import read_steps
from tests.chaos import aftermath
from tests.chaos.aftermath import Expected
from tests.chaos.dice import KILLS
from tests.chaos.words import question_of, words
from tests.chaos.writing_processes import WritingProcess
from tests.provider import Call, Script
from tests.support.people.replies import ADA, PATIENCE
from tests.support.stores.processes import a_process

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]
AT_ONCE = 4
RATE = 30.0


@pytest.fixture
def settings(settings):
    """A model that is known to use tools."""
    settings.models = "openai/gpt-4o"
    return settings


def said(question):
    """What the model says before its calls, and after their results."""
    return words(f"{question}-a", 15), words(f"{question}-b", 15)


def answer(body):
    """Two rounds of calls, then the rest."""
    before, after = said(question_of(body))
    results = [it["content"] for it in body["messages"] if it["role"] == "tool"]
    if len(results) >= 3:
        return Script(after, rate=RATE)
    if results:
        return Script((), calls=(_call("c", "3*3"),), rate=RATE)
    return Script(before, calls=(_call("a", "1+1"), _call("b", "2+2")), rate=RATE)


def _call(name, expression):
    return Call("calculator", ('{"expre', 'ssion": ', f'"{expression}"', "}"), id=f"call_{name}")


async def test_replies_with_tools_are_whole_in_the_end(settings, catalog, provider, chance):
    provider.answer = answer
    replies = []
    async with a_process(settings, LiteLLMModel(), catalog) as d:
        await people.ensure_local_user(d)
        sweeping = asyncio.create_task(recovery.run(d))
        for kill in range(KILLS):
            async with WritingProcess(settings) as process:
                await process.begun()
                for n in range(AT_ONCE):
                    question = f"k{kill}-{n}"
                    whole = "\n\n".join("".join(it) for it in said(question))
                    replies.append(Expected(question, await process.ask(question), whole))
                await asyncio.sleep(chance.uniform(0.2, 1.8))
                await process.kill()
        await aftermath.all_noticed(d, replies)
        rows = await aftermath.all_ended(d, replies)
        sweeping.cancel()
        await asyncio.wait({sweeping})
        for reply, row in zip(replies, rows, strict=True):
            assert (row.status, row.error) == (Status.COMPLETE, None)
            assert row.content == reply.whole
            steps = (await read_steps(d, [row], None))[row.id]
            assert [it.result for it in steps] == ["2", "4", "9"]
            assert {it.state for it in steps} == {StepState.SUCCEEDED}
        assert any(row.meta.get("adopted") for row in rows)


def asks_first(body):
    """The model asks the person, then says the rest."""
    before, after = said(question_of(body))
    if any(it["role"] == "tool" for it in body["messages"]):
        return Script(after, rate=RATE)
    asked = Call("ask_person", ('{"question": "Which?"}',), id="call_a")
    return Script(before, calls=(asked,), rate=RATE)


async def test_replies_that_wait_outlive_their_process(settings, catalog, provider, chance):
    provider.answer = asks_first
    async with a_process(settings, LiteLLMModel(), catalog) as d:
        await people.ensure_local_user(d)
        async with WritingProcess(settings) as process:
            await process.begun()
            replies = []
            for n in range(AT_ONCE):
                whole = "\n\n".join("".join(it) for it in said(f"w{n}"))
                replies.append(Expected(f"w{n}", await process.ask(f"w{n}"), whole))
            async with asyncio.timeout(PATIENCE):
                while len(await questions.list_open(d, ADA)) < AT_ONCE:
                    await asyncio.sleep(0.05)
            await asyncio.sleep(chance.uniform(0, 0.3))  # some are still about to wait
            await process.kill()
        sweeping = asyncio.create_task(recovery.run(d))
        for waits in await questions.list_open(d, ADA):
            answer = {"answer": f"for {waits.reply_id}"}
            await waiting.answer(d, ADA, waits.question.id, "accept", answer)
        rows = await aftermath.all_ended(d, replies)
        sweeping.cancel()
        await asyncio.wait({sweeping})
        for reply, row in zip(replies, rows, strict=True):
            assert (row.status, row.content) == (Status.COMPLETE, reply.whole)
            [step] = (await read_steps(d, [row], None))[row.id]
            assert (step.state, step.result) == (StepState.SUCCEEDED, f"for {row.id}")
        assert await questions.list_open(d, ADA) == []
