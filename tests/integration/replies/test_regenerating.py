"""Regenerate: a question is answered again, beside the reply that ended there."""

import asyncio

import pytest

from spacerr.domain.errors.models import ModelTimedOut
from spacerr.domain.errors.replies import NothingToRegenerate, TurnRunning
from spacerr.domain.ids import new_id
from spacerr.domain.status import Role, Status
from spacerr.infra.llm.interface import ChatMessage
from spacerr.services.chats import threads
from tests.support.people.replies import ADA, again, answered, ask, chat_row, ended, idle, row
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


async def test_a_retry_makes_a_sibling_and_shows_it(d, model):
    first = await answered(d, "Why?")
    model.says("Because.")
    second = await again(d, first.reply.id)
    await idle(d)
    assert second.question.id == first.question.id
    assert (await row(d, second.reply.id)).parent_id == first.question.id
    assert (await chat_row(d, first.chat.id)).leaf_id == second.reply.id
    shown = await threads.get_thread(d, ADA, first.chat.id)
    assert [message.content for message in shown.messages] == ["Why?", "Because."]
    assert (await row(d, first.reply.id)).content == "One two three."


async def test_the_model_is_not_told_the_reply_that_is_retried(d, model):
    first = await answered(d, "Why?")
    await again(d, first.reply.id)
    await idle(d)
    assert model.asked[-1].messages == (ChatMessage(Role.USER, "Why?"),)


async def test_a_failed_reply_can_be_retried(d, model):
    model.says("Half", error=ModelTimedOut())
    first = await answered(d)
    assert (await row(d, first.reply.id)).status == Status.FAILED
    model.says("Whole.")
    second = await again(d, first.reply.id)
    await idle(d)
    stored = await row(d, second.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "Whole.")


async def test_a_running_reply_cannot_be_retried(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d)
    with pytest.raises(TurnRunning):
        await again(d, turn.reply.id)


async def test_an_earlier_reply_can_be_regenerated_and_what_followed_is_kept(d, model):
    first = await answered(d, "Why?")
    later = await answered(d, "And then?", chat=first.chat.id)
    model.says("Because.")
    second = await again(d, first.reply.id)
    await idle(d)
    shown = await threads.get_thread(d, ADA, first.chat.id)
    assert [it.id for it in shown.messages] == [first.question.id, second.reply.id]
    assert (await row(d, later.reply.id)).content == "One two three."


async def test_a_question_cannot_be_regenerated(d):
    first = await answered(d)
    with pytest.raises(NothingToRegenerate):
        await again(d, first.question.id)


async def test_a_retry_remembers_every_attempt_that_failed(d, model):
    model.says("", error=ModelTimedOut())
    first = await answered(d)
    second = await again(d, first.reply.id)
    await idle(d)
    third = await again(d, second.reply.id)
    await idle(d)
    attempts = (await row(d, third.reply.id)).meta["attempts"]
    assert [it["reply_id"] for it in attempts] == [first.reply.id, second.reply.id]
    assert [it["error"]["category"] for it in attempts] == ["timeout", "timeout"]


async def test_one_retry_pressed_five_times_at_once_is_one_reply_and_one_call(d, elsewhere, model):
    first = await answered(d)
    request, sides = new_id(), [d, elsewhere, d, elsewhere, d]
    made = await asyncio.gather(*(again(it, first.reply.id, request=request) for it in sides))
    assert len({turn.reply.id for turn in made}) == 1
    assert [turn.fresh for turn in made].count(True) == 1
    await ended(d, made[0].reply.id)
    assert len(model.asked) == 2


async def test_two_tabs_that_retry_at_once_make_one_reply(d, elsewhere, model):
    first = await answered(d)
    model.says("Hi", gated=True)
    both = await asyncio.gather(
        again(d, first.reply.id), again(elsewhere, first.reply.id), return_exceptions=True
    )
    refused = [it for it in both if isinstance(it, Exception)]
    assert len(refused) == 1 and isinstance(refused[0], NothingToRegenerate | TurnRunning)


async def test_a_retry_repeated_after_its_end_gives_the_reply_it_made(d, model):
    first = await answered(d)
    second = await again(d, first.reply.id, request="again")
    await idle(d)
    repeated = await again(d, first.reply.id, request="again")
    assert (repeated.reply.id, repeated.fresh) == (second.reply.id, False)
    assert len(model.asked) == 2


async def test_a_retry_repeated_after_the_chat_went_on_gives_the_reply_it_made(d, model):
    first = await answered(d)
    second = await again(d, first.reply.id, request="again")
    await idle(d)
    await answered(d, "More", chat=first.chat.id)
    repeated = await again(d, first.reply.id, request="again")
    assert (repeated.reply.id, repeated.fresh) == (second.reply.id, False)
