"""A chat is named by its first words at once, then by a model, and at last by a person."""

import asyncio

import pytest

from spacerr.domain.bus_events import ChatUpdated
from spacerr.domain.errors.chats import ChatNotFound, TitleNotMade
from spacerr.domain.errors.models import ModelTimedOut, WrongKey
from spacerr.domain.limits import TITLE_CHARS
from spacerr.domain.status import TitleSource
from spacerr.domain.tables import ModelOption
from spacerr.services import stop_replies
from spacerr.services.chats import edit
from spacerr.services.replies import recovery, titles
from tests.support.people.lists import line, store, team_of
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    again,
    answered,
    ask,
    chat_row,
    die,
    ended,
    idle,
    said,
)
from tests.support.stores.news import news, position
from tests.support.stores.statements import statements

pytestmark = pytest.mark.anyio
QUESTION = "Why is the sky blue and not green, as one might expect?"
WORDS = "Why is the sky blue and not green,"


async def title_of(d, turn) -> tuple[str, str]:
    chat = await chat_row(d, turn.chat.id)
    return chat.title, chat.title_source


async def asked_for_titles(model, times):
    async with asyncio.timeout(PATIENCE):
        while len(model.titles) < times:
            await asyncio.sleep(0.005)


async def test_a_new_chat_has_its_first_words_as_title(d, model):
    model.says("Hi", gated=True)
    assert await title_of(d, await ask(d, QUESTION)) == (WORDS, TitleSource.WORDS)


async def test_after_the_first_turn_a_model_names_it_and_all_tabs_hear(d, model):
    after = await position(d)
    turn = await answered(d, QUESTION)
    assert await title_of(d, turn) == ("A scripted title", TitleSource.MODEL)
    told = [it for it in await news(d, after=after) if isinstance(it, ChatUpdated)]
    assert told == [ChatUpdated(line=await line(d, turn.chat.id))]
    assert QUESTION in model.titles[0].messages[0].text


async def test_a_label_marks_and_a_full_stop_are_no_part_of_a_name(d, model):
    model.title = "**Title:** My `Code`."
    assert await title_of(d, await answered(d, QUESTION)) == ("My Code", TitleSource.MODEL)


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
    await edit.rename(d, ADA, turn.chat.id, "Mine")
    model.let_all()
    await idle(d)
    assert await title_of(d, turn) == ("Mine", TitleSource.PERSON)
    assert model.titles == []


async def test_a_title_typed_while_the_model_thinks_of_one_wins(d, model):
    model.title_gate.clear()
    turn = await ask(d, QUESTION)
    await ended(d, turn.reply.id)
    await asked_for_titles(model, 1)
    await edit.rename(d, ADA, turn.chat.id, "Mine")
    after = await position(d)
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
    assert QUESTION in model.titles[-1].messages[0].text


async def test_a_stopped_reply_leaves_a_named_chat(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d, QUESTION)
    model.let()
    await said(d, turn.reply.id, "Hi")
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    assert (await title_of(d, turn))[0] == "A scripted title"


async def test_a_model_that_just_failed_is_not_asked_for_a_title(d, model):
    model.says("Hi", error=ModelTimedOut())
    assert await title_of(d, await answered(d, QUESTION)) == (WORDS, TitleSource.WORDS)
    assert model.titles == []


async def test_a_failed_reply_leaves_a_named_chat_where_another_model_names_chats(d, model):
    d.settings.title_model = "scripted/namer"
    model.says("Hi", error=ModelTimedOut())
    assert (await title_of(d, await answered(d, QUESTION)))[0] == "A scripted title"
    assert [request.model for request in model.titles] == ["scripted/namer"]


async def test_where_a_team_lacks_the_server_s_model_for_titles_the_chat_s_own_names_it(d, model):
    d.settings.title_model = "scripted/namer"
    off = ModelOption(team_id=await team_of(d, ADA), model="scripted/namer", enabled=False)
    async with d.db.writing() as session:
        session.add(off)
    turn = await answered(d, QUESTION, model="scripted/one")
    assert (await title_of(d, turn))[0] == "A scripted title"
    await titles.renew(d, ADA, turn.chat.id)
    assert [request.model for request in model.titles] == ["scripted/one"] * 2
    model.says(error=WrongKey())
    again_failed = await answered(d, QUESTION, model="scripted/one")
    assert (await title_of(d, again_failed))[0] == WORDS


async def test_a_failed_first_reply_that_is_answered_again_leaves_a_named_chat(d, model):
    model.says(error=WrongKey())
    turn = await answered(d, QUESTION)
    model.says("Because.")
    await again(d, turn.reply.id)
    await idle(d)
    assert (await title_of(d, turn))[0] == "A scripted title"


async def test_a_reply_another_process_finished_leaves_a_named_chat(d, elsewhere, model, redis):
    model.says("Because", " it scatters.", gated=True)
    turn = await ask(d, QUESTION)
    model.let()
    await said(d, turn.reply.id, "Because")
    await die(d, redis, turn.reply.id)
    model.says(" it scatters.")
    after = await position(d)
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    told = [it.line.title for it in await news(d, after=after) if isinstance(it, ChatUpdated)]
    assert told == ["A scripted title"]


async def test_naming_reads_two_messages_of_a_chat_of_any_length(d, model):
    model.title = WrongKey()
    turn = await answered(d, QUESTION)
    for _ in range(3):
        await answered(d, "And then?", chat=turn.chat.id)
    with statements() as run:
        await titles.name(d, ADA, turn.chat.id)
    assert len([it for it in run if "message.content" in it]) == 2
    model.title = "At last"
    await titles.name(d, ADA, turn.chat.id)
    with statements() as run:
        await titles.name(d, ADA, turn.chat.id)
    assert not [it for it in run if "message" in it]


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


@pytest.mark.parametrize("title", ["Mine", ""])
async def test_somebody_can_have_a_chat_named_anew(d, model, title):
    turn = await answered(d, QUESTION)
    if title:
        await edit.rename(d, ADA, turn.chat.id, title)
    before, after = await line(d, turn.chat.id), await position(d)
    model.title = "Newer"
    await titles.renew(d, ADA, turn.chat.id)
    assert await title_of(d, turn) == ("Newer", TitleSource.MODEL)
    shown = await line(d, turn.chat.id)
    assert (shown.revision, shown.active_at) == (before.revision + 1, before.active_at)
    assert shown.unseen == before.unseen
    assert await news(d, after=after) == [ChatUpdated(line=shown)]


async def test_a_new_title_is_made_of_the_question_and_the_newest_reply(d, model):
    turn = await answered(d, QUESTION)
    model.says("It is Rayleigh scattering. ", "x" * 10_000)
    await answered(d, "Why?", chat=turn.chat.id)
    await titles.renew(d, ADA, turn.chat.id)
    [asked] = model.titles[-1].messages
    assert QUESTION in asked.text and "It is Rayleigh scattering." in asked.text
    assert len(asked.text) < 5_000


@pytest.mark.parametrize("problem", [WrongKey(), RuntimeError("surprise"), "", "\u200b", "“”"])
async def test_where_no_new_title_can_be_made_the_chat_keeps_its_own(d, model, problem):
    turn = await answered(d, QUESTION)
    before, after = await line(d, turn.chat.id), await position(d)
    model.title = problem
    with pytest.raises(TitleNotMade):
        await titles.renew(d, ADA, turn.chat.id)
    assert await line(d, turn.chat.id) == before
    assert await news(d, after=after) == []


async def test_nobody_waits_long_for_a_new_title(d, model, monkeypatch):
    turn = await answered(d, QUESTION)
    monkeypatch.setattr(titles, "TITLE_LIMIT", 0.02)
    model.title_gate.clear()
    with pytest.raises(TitleNotMade):
        await titles.renew(d, ADA, turn.chat.id)


async def test_a_title_typed_while_a_new_one_is_made_wins(d, model):
    turn = await answered(d, QUESTION)
    model.title_gate.clear()
    renewing = asyncio.create_task(titles.renew(d, ADA, turn.chat.id))
    await asked_for_titles(model, 2)
    await edit.rename(d, ADA, turn.chat.id, "Typed")
    model.title_gate.set()
    await renewing
    assert await title_of(d, turn) == ("Typed", TitleSource.PERSON)


async def test_a_chat_deleted_while_a_new_title_is_made_is_not_found(d, model):
    turn = await answered(d, QUESTION)
    model.title_gate.clear()
    renewing = asyncio.create_task(titles.renew(d, ADA, turn.chat.id))
    await asked_for_titles(model, 2)
    await edit.delete(d, ADA, turn.chat.id)
    model.title_gate.set()
    with pytest.raises(ChatNotFound):
        await renewing


async def test_a_chat_without_a_message_has_nothing_to_be_named_after(d):
    [chat] = await store(d, {})
    with pytest.raises(TitleNotMade):
        await titles.renew(d, ADA, chat)
