"""Unseen: a reply ended by itself after somebody looked. Nothing else makes a chat unseen."""

import asyncio

import pytest

from spacerr.domain.bus_events import ChatSeen, ReplyFinished
from spacerr.domain.errors.models import WrongKey
from spacerr.domain.status import Status
from spacerr.domain.tables import Chat, ReadMarker
from spacerr.services import stop_replies
from spacerr.services.chats import edit, read_state
from spacerr.services.replies import recovery, titles
from tests.support.people.lists import line, project, store
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    answered,
    ask,
    chat_row,
    die,
    idle,
    person,
    row,
    said,
)
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]


async def running(d, model, chat=""):
    model.says("Half", " a word", gated=True)
    turn = await ask(d, chat=chat)
    model.let()
    await said(d, turn.reply.id, "Half")
    return turn


async def seen(d):
    """A chat somebody has seen all of."""
    chat = (await answered(d)).chat.id
    await read_state.mark_seen(d, ADA, chat, True)
    assert not (await line(d, chat)).unseen
    return chat


async def test_a_complete_reply_makes_a_chat_unseen_and_all_tabs_hear(d):
    after = await position(d)
    chat = (await answered(d)).chat.id
    assert (await line(d, chat)).unseen
    [told] = [it for it in await news(d, after=after) if isinstance(it, ReplyFinished)]
    assert (told.line.unseen, told.line.running) == (True, "")


async def test_a_failed_reply_makes_a_chat_unseen(d, model):
    model.says(error=WrongKey())
    assert (await line(d, (await answered(d)).chat.id)).unseen


async def test_an_interrupted_reply_makes_a_chat_unseen(d, elsewhere, model, redis):
    d.settings.continue_lost_replies = False
    turn = await running(d, model)
    await die(d, redis, turn.reply.id)
    assert await recovery.sweep(elsewhere) == 1
    assert (await row(d, turn.reply.id)).status == Status.INTERRUPTED
    assert (await line(d, turn.chat.id)).unseen


async def test_a_stopped_reply_does_not(d, model):
    turn = await running(d, model)
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    shown = await line(d, turn.chat.id)
    assert (shown.unseen, shown.running) == (False, "")


async def test_a_chat_being_answered_is_not_unseen_yet(d, model):
    chat = await seen(d)
    await running(d, model, chat)
    assert not (await line(d, chat)).unseen


async def test_who_has_seen_a_chat_has_seen_it_in_every_tab(d):
    chat = (await answered(d)).chat.id
    after, before = await position(d), await line(d, chat)
    await read_state.mark_seen(d, ADA, chat, True, "tab-1")
    shown = await line(d, chat)
    assert (shown.unseen, shown.active_at) == (False, before.active_at)
    assert shown.revision > before.revision
    assert await news(d, after=after) == [ChatSeen(source="tab-1", line=shown)]


async def test_seeing_what_is_seen_changes_and_tells_nothing(d):
    chat = await seen(d)
    before, after = await line(d, chat), await position(d)
    await read_state.mark_seen(d, ADA, chat, True)
    assert await line(d, chat) == before
    assert await news(d, after=after) == []


async def test_the_next_reply_makes_a_seen_chat_unseen_again(d):
    chat = await seen(d)
    await answered(d, "And then?", chat=chat)
    assert (await line(d, chat)).unseen


async def test_a_reply_is_unseen_even_where_the_clock_of_its_process_is_late(d):
    chat, ahead = await seen(d), 2**50
    async with d.db.writing() as session:
        (await session.get_one(Chat, chat)).replied_at = ahead
        (await session.get_one(ReadMarker, (ADA, chat))).seen_at = ahead
    assert not (await line(d, chat)).unseen
    await answered(d, "And then?", chat=chat)
    assert (await line(d, chat)).unseen


async def test_somebody_can_mark_a_chat_to_see_it_again(d):
    chat = await seen(d)
    after = await position(d)
    await read_state.mark_seen(d, ADA, chat, False)
    assert (await line(d, chat)).unseen
    assert [it.line.unseen for it in await news(d, after=after)] == [True]


async def test_a_chat_without_an_ended_reply_can_be_marked_too(d):
    [chat] = await store(d, {})
    await read_state.mark_seen(d, ADA, chat, False)
    assert (await line(d, chat)).unseen
    await read_state.mark_seen(d, ADA, chat, True)
    assert not (await line(d, chat)).unseen


@pytest.mark.parametrize(
    "change",
    [
        lambda d, chat: edit.rename(d, ADA, chat, "Renamed"),
        lambda d, chat: edit.set_pinned(d, ADA, chat, True),
        lambda d, chat: edit.set_archived(d, ADA, chat, True),
        lambda d, chat: titles.renew(d, ADA, chat),
    ],
    ids=["rename", "pin", "archive", "renew"],
)
async def test_arranging_a_chat_neither_marks_nor_reorders_it(d, change):
    chat = await seen(d)
    before = await line(d, chat)
    await change(d, chat)
    shown = await line(d, chat)
    assert not shown.unseen
    assert (shown.active_at, shown.replied_at) == (before.active_at, before.replied_at)
    assert shown.revision == before.revision + 1


async def test_moving_a_chat_into_a_project_does_not_mark_it(d):
    chat, plans = await seen(d), await project(d)
    before = await line(d, chat)
    await edit.move(d, ADA, chat, plans)
    shown = await line(d, chat)
    assert (shown.unseen, shown.active_at) == (False, before.active_at)


async def test_a_title_from_the_model_does_not_mark_a_chat(d, model):
    model.title_gate.clear()
    turn = await ask(d)
    async with asyncio.timeout(PATIENCE):
        while not model.titles:
            await asyncio.sleep(0.005)
    await read_state.mark_seen(d, ADA, turn.chat.id, True)
    model.title_gate.set()
    await idle(d)
    shown = await line(d, turn.chat.id)
    assert (shown.title, shown.unseen) == ("A scripted title", False)


async def test_each_person_has_seen_what_they_have_seen(d):
    chat, eve = (await answered(d)).chat.id, await person(d, "Eve")
    async with d.db.writing() as session:
        session.add(ReadMarker(user_id=eve, chat_id=chat, seen_at=2**50))
    assert (await line(d, chat)).unseen


async def test_tabs_that_see_a_chat_at_once_agree(d, elsewhere):
    chat = (await answered(d)).chat.id
    await asyncio.gather(
        *(read_state.mark_seen(side, ADA, chat, True) for side in (d, elsewhere) * 3)
    )
    assert not (await line(d, chat)).unseen
    assert (await chat_row(d, chat)).running_id is None
