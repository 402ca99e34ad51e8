"""Thoughts that come in the text itself are thoughts: live, stored, in titles and in history."""

import asyncio

import pytest

from spacerr.domain.replies.events import Completed, Delta, Reasoning, WasThought
from spacerr.domain.status import Role, Status
from tests.provider import Script
from tests.support.models.asking import WAYS, spoken, text_of, thought_of
from tests.support.models.wired import provider, running
from tests.support.people.replies import PATIENCE, Tab, answered, ask, chat_row, go_on, idle, row

__all__ = ["provider", "running"]
pytestmark = pytest.mark.anyio
CHANNELS = (
    "<|channel|>analysis<|message|>",
    "Hm",
    ".<|end|><|start|>assistant",
    "<|channel|>final<|message|>",
    "Yes",
    ".",
)


@pytest.mark.parametrize("way", WAYS)
async def test_channels_are_told_apart(provider, way):
    provider.script = Script(CHANNELS)
    events = await spoken(provider, way)
    assert (thought_of(events), text_of(events)) == ("Hm.", "Yes.")


@pytest.mark.parametrize("way", WAYS)
async def test_a_lone_last_tag_says_what_was_a_thought(provider, way):
    provider.script = Script(("Hm", ". </think", "> Yes", "."))
    events = await spoken(provider, way)
    turn = events.index(WasThought())
    assert text_of(events[:turn]) == "Hm. " and text_of(events[turn:]) == " Yes."
    assert isinstance(events[-1], Completed)


async def test_what_turns_out_to_be_a_thought_is_one_in_every_tab_and_in_the_row(d, model):
    model.says("Hm. ", "One.", WasThought(), "Yes", ".", gated=True)
    turn = await ask(d, "Think")
    tab = Tab(d, turn.reply.id)
    model.let(2)
    await tab.shows("Hm. One.")
    model.let(2)
    async with asyncio.timeout(PATIENCE):
        while tab.text != "Yes":
            await asyncio.sleep(0.005)
    late = Tab(d, turn.reply.id)
    model.let_all()
    await idle(d)
    await tab.end()
    await late.end()
    for it in (tab, late):
        turned = next(growth for growth in it.growths if growth.turned is not None)
        assert (turned.turned, turned.offset, turned.reasoning) == (0, 0, "Hm. One.")
        assert it.text == "Yes."
    reply = await row(d, turn.reply.id)
    assert (reply.content, reply.reasoning, reply.status) == ("Yes.", "Hm. One.", Status.COMPLETE)
    assert reply.meta["reasoned_until_ms"] >= reply.meta["first_token_ms"]


async def test_such_a_thought_is_never_told_as_an_answer(d, model):
    model.says("Hm. One.", WasThought(), "Yes.")
    turn = await answered(d, "Think")
    await answered(d, "And?", chat=turn.chat.id)
    told = [it.text for it in model.asked[-1].messages if it.role is Role.ASSISTANT]
    assert told == ["Yes."]


async def test_a_reply_that_goes_on_keeps_what_it_had_said(d, model):
    model.says("So: ", "1")
    first = await answered(d, "Count")
    reply = await row(d, first.reply.id)
    async with d.db.writing() as session:
        reply.status = Status.INTERRUPTED
        session.add(reply)
    model.says("Hm.", WasThought(), ", 2")
    again = await go_on(d, first.reply.id)
    await idle(d)
    reply = await row(d, again.reply.id)
    assert (reply.content, reply.reasoning) == ("So: 1, 2", "Hm.")


async def test_a_title_is_what_comes_after_the_thought(d, model):
    model.before_title = [Delta(text="Hm. " * 200), Reasoning(text="x"), WasThought()]
    model.title = "Birds"
    turn = await answered(d, "Why do birds sing?")
    assert (await chat_row(d, turn.chat.id)).title == "Birds"
