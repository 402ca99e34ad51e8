"""Retry: the last question is answered again, beside the reply that ended there."""

import asyncio

import pytest

from spacerr.domain.errors import ModelTimedOut, NothingToRetry, TurnRunning
from spacerr.domain.ids import new_id
from spacerr.domain.status import Role, Status
from spacerr.infra.model import Said
from spacerr.services import chats
from tests.integration.replies import ADA, answered, ask, chat_row, ended, idle, retry, row

pytestmark = pytest.mark.anyio


async def test_a_retry_makes_a_sibling_and_shows_it(d, model):
    first = await answered(d, "Why?")
    model.says("Because.")
    second = await retry(d, first.reply.id)
    await idle(d)
    assert second.question.id == first.question.id
    assert (await row(d, second.reply.id)).parent_id == first.question.id
    assert (await chat_row(d, first.chat.id)).leaf_id == second.reply.id
    shown = await chats.thread(d, ADA, first.chat.id)
    assert [message.content for message in shown.messages] == ["Why?", "Because."]
    assert (await row(d, first.reply.id)).content == "One two three."


async def test_the_model_is_not_told_the_reply_that_is_retried(d, model):
    first = await answered(d, "Why?")
    await retry(d, first.reply.id)
    await idle(d)
    assert model.asked[-1].said == (Said(Role.USER, "Why?"),)


async def test_a_failed_reply_can_be_retried(d, model):
    model.says("Half", error=ModelTimedOut())
    first = await answered(d)
    assert (await row(d, first.reply.id)).status == Status.FAILED
    model.says("Whole.")
    second = await retry(d, first.reply.id)
    await idle(d)
    stored = await row(d, second.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "Whole.")


async def test_a_running_reply_cannot_be_retried(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d)
    with pytest.raises(TurnRunning):
        await retry(d, turn.reply.id)


async def test_only_the_last_reply_can_be_retried(d):
    first = await answered(d)
    await answered(d, "More", chat=first.chat.id)
    for message in (first.reply.id, first.question.id):
        with pytest.raises(NothingToRetry):
            await retry(d, message)


async def test_one_retry_pressed_five_times_at_once_is_one_reply_and_one_call(d, elsewhere, model):
    first = await answered(d)
    request, sides = new_id(), [d, elsewhere, d, elsewhere, d]
    made = await asyncio.gather(*(retry(it, first.reply.id, request=request) for it in sides))
    assert len({turn.reply.id for turn in made}) == 1
    assert [turn.fresh for turn in made].count(True) == 1
    await ended(d, made[0].reply.id)
    assert len(model.asked) == 2


async def test_two_tabs_that_retry_at_once_make_one_reply(d, elsewhere, model):
    first = await answered(d)
    model.says("Hi", gated=True)
    both = await asyncio.gather(
        retry(d, first.reply.id), retry(elsewhere, first.reply.id), return_exceptions=True
    )
    refused = [it for it in both if isinstance(it, Exception)]
    assert len(refused) == 1 and isinstance(refused[0], NothingToRetry | TurnRunning)


async def test_a_retry_repeated_after_its_end_gives_the_reply_it_made(d, model):
    first = await answered(d)
    second = await retry(d, first.reply.id, request="again")
    await idle(d)
    repeated = await retry(d, first.reply.id, request="again")
    assert (repeated.reply.id, repeated.fresh) == (second.reply.id, False)
    assert len(model.asked) == 2


async def test_a_retry_repeated_after_the_chat_went_on_gives_the_reply_it_made(d, model):
    first = await answered(d)
    second = await retry(d, first.reply.id, request="again")
    await idle(d)
    await answered(d, "More", chat=first.chat.id)
    repeated = await retry(d, first.reply.id, request="again")
    assert (repeated.reply.id, repeated.fresh) == (second.reply.id, False)
