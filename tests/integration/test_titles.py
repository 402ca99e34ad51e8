"""A chat is named by its first words at once, then by a model, and at last by a person."""

import asyncio

import pytest

from spacerr.domain.bridge import ChatUpdated
from spacerr.domain.errors import ModelTimedOut, WrongKey
from spacerr.domain.limits import TITLE_CHARS
from spacerr.domain.status import TitleSource
from spacerr.services import chats, stopping, titles
from tests.integration.news import news
from tests.integration.replies import ADA, answered, ask, chat_row, ended, idle, said

pytestmark = pytest.mark.anyio
QUESTION = "Why is the sky blue and not green, as one might expect?"
WORDS = "Why is the sky blue and not green,"


async def title_of(d, turn) -> tuple[str, str]:
    chat = await chat_row(d, turn.chat.id)
    return chat.title, chat.title_source


async def test_a_new_chat_has_its_first_words_as_title(d, model):
    model.says("Hi", gated=True)
    assert await title_of(d, await ask(d, QUESTION)) == (WORDS, TitleSource.WORDS)


async def test_after_the_first_turn_a_model_names_it_and_all_tabs_hear(d, model):
    after = await d.bridge.position(ADA)
    turn = await answered(d, QUESTION)
    assert await title_of(d, turn) == ("A scripted title", TitleSource.MODEL)
    told = [it for it in await news(d, after=after) if isinstance(it, ChatUpdated)]
    assert told == [ChatUpdated(chat_id=turn.chat.id, title="A scripted title")]
    assert QUESTION in model.titles[0].said[0].text


async def test_a_chat_is_named_once(d, model):
    turn = await answered(d, QUESTION)
    model.title = "Another title"
    await answered(d, "And at night?", chat=turn.chat.id)
    assert (await title_of(d, turn))[0] == "A scripted title"
    assert len(model.titles) == 1


async def test_naming_a_chat_does_not_move_it_up(d, model):
    model.title_gate.clear()
    turn = await ask(d, QUESTION)
    await ended(d, turn.reply.id)
    before = (await chat_row(d, turn.chat.id)).active_at
    model.title_gate.set()
    await idle(d)
    assert (await chat_row(d, turn.chat.id)).active_at == before


async def test_a_persons_title_is_never_replaced(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d, QUESTION)
    await chats.rename(d, ADA, turn.chat.id, "Mine")
    model.let_all()
    await idle(d)
    assert await title_of(d, turn) == ("Mine", TitleSource.PERSON)
    assert model.titles == []


async def test_a_title_typed_while_the_model_thinks_of_one_wins(d, model):
    model.title_gate.clear()
    turn = await ask(d, QUESTION)
    await ended(d, turn.reply.id)
    async with asyncio.timeout(5):
        while not model.titles:
            await asyncio.sleep(0.005)
    await chats.rename(d, ADA, turn.chat.id, "Mine")
    after = await d.bridge.position(ADA)
    model.title_gate.set()
    await idle(d)
    assert await title_of(d, turn) == ("Mine", TitleSource.PERSON)
    assert await news(d, after=after) == []


@pytest.mark.parametrize("problem", [WrongKey(), RuntimeError("surprise"), "", " \n", "“”"])
async def test_without_a_title_from_the_model_the_first_words_stay(d, model, problem):
    model.title = problem
    turn = await answered(d, QUESTION)
    assert await title_of(d, turn) == (WORDS, TitleSource.WORDS)


async def test_a_model_that_takes_too_long_names_nothing(d, model, monkeypatch):
    monkeypatch.setattr(titles, "TITLE_LIMIT", 0.02)
    model.title_gate.clear()
    turn = await answered(d, QUESTION)
    assert await title_of(d, turn) == (WORDS, TitleSource.WORDS)


async def test_a_chat_that_got_no_name_gets_one_with_the_next_turn(d, model):
    model.title = WrongKey()
    turn = await answered(d, QUESTION)
    model.title = "At last"
    await answered(d, "And at night?", chat=turn.chat.id)
    assert (await title_of(d, turn))[0] == "At last"
    assert QUESTION in model.titles[-1].said[0].text


async def test_a_stopped_reply_leaves_a_named_chat(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d, QUESTION)
    model.let()
    await said(d, turn.reply.id, "Hi")
    await stopping.stop(d, ADA, turn.reply.id)
    await idle(d)
    assert (await title_of(d, turn))[0] == "A scripted title"


async def test_a_failed_reply_leaves_a_named_chat(d, model):
    model.says("Hi", error=ModelTimedOut())
    assert (await title_of(d, await answered(d, QUESTION)))[0] == "A scripted title"


@pytest.mark.parametrize(
    ("said_by_model", "title"),
    [('"Blue Skies"', "Blue Skies"), ("“Blau”\n", "Blau"), ("Blue\nSkies\0", "Blue Skies")],
)
async def test_a_title_is_one_clean_line(d, model, said_by_model, title):
    model.title = said_by_model
    assert (await title_of(d, await answered(d, QUESTION)))[0] == title


async def test_a_chatty_model_makes_no_long_title(d, model):
    model.title = "Supercalifragilistic " * 200
    title, _ = await title_of(d, await answered(d, QUESTION))
    assert 0 < len(title) <= TITLE_CHARS
