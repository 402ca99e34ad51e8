"""Deleting a chat while something happens in it, and bringing it back."""

import asyncio
from contextlib import suppress

import pytest
from sqlmodel import col, select, update

from spacerr.domain.bus_events import ChatCreated, ChatDeleted, ChatUpdated, ReplyStarted
from spacerr.domain.errors.chats import ChatNotFound, MessageNotFound
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.status import Status
from spacerr.domain.tables import Chat, Message, ReadMarker
from spacerr.services.chats import edit, read_state, threads
from spacerr.services.replies import recovery, turns
from spacerr.timings import UNDO
from tests.support.people.lists import line, listed
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    answered,
    ask,
    chat_row,
    die,
    ended,
    idle,
    row,
    said,
)
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]


async def running(d, model):
    model.says("Half", " a word", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half")
    return turn


async def all_rows(d, table):
    async with d.db.reading() as session:
        return list(await session.exec(select(table)))


async def deleted_long_ago(d, chat):
    await edit.delete(d, ADA, chat)
    long_ago = now_ms() - int(UNDO * 1000) - 1
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(col(Chat.id) == chat).values(deleted_at=long_ago))


@pytest.mark.parametrize("side", ["the same process", "another process"])
async def test_deleting_a_chat_stops_its_reply(d, elsewhere, model, side):
    turn = await running(d, model)
    await edit.delete(d if side == "the same process" else elsewhere, ADA, turn.chat.id)
    async with asyncio.timeout(PATIENCE):
        await model.closed.wait()
    await idle(d)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.STOPPED, "Half")
    assert not d.running


async def test_nothing_is_told_of_a_deleted_chat(d, model):
    turn = await running(d, model)
    after = await position(d)
    await edit.delete(d, ADA, turn.chat.id)
    model.let_all()
    await idle(d)
    told = [type(it) for it in await news(d, after=after)]
    assert [it for it in told if it not in {ChatCreated, ReplyStarted}] == [ChatDeleted]
    assert model.titles == []


async def test_a_stop_that_got_lost_is_made_up_for(d, elsewhere, model):
    turn = await running(d, model)
    async with d.db.writing() as session:  # its process died before it asked for the stop
        (await session.get_one(Chat, turn.chat.id)).deleted_at = now_ms()
    await recovery.sweep(elsewhere)
    assert (await ended(d, turn.reply.id)).status is Status.STOPPED
    await idle(d)


async def test_a_lost_reply_of_a_deleted_chat_is_not_continued(d, elsewhere, model, redis):
    turn = await running(d, model)
    await die(d, redis, turn.reply.id)
    await edit.delete(elsewhere, ADA, turn.chat.id)
    assert await recovery.sweep(elsewhere) == 1
    await idle(elsewhere)
    assert (await row(d, turn.reply.id)).status == Status.INTERRUPTED
    assert len(model.asked) == 1


async def test_a_chat_comes_back_with_its_text_and_as_unseen_as_it_was(d):
    turn = await answered(d)
    before = await line(d, turn.chat.id)
    await edit.delete(d, ADA, turn.chat.id)
    after = await position(d)
    await edit.restore(d, ADA, turn.chat.id, "tab-1")
    shown = await line(d, turn.chat.id)
    assert shown == before.model_copy(update={"revision": before.revision + 2})
    assert shown.unseen
    thread = await threads.get_thread(d, ADA, turn.chat.id)
    assert [it.content for it in thread.messages] == ["Hi", "One two three."]
    assert await news(d, after=after) == [ChatUpdated(source="tab-1", line=shown)]


async def test_a_seen_pinned_chat_comes_back_seen_and_pinned(d):
    chat = (await answered(d)).chat.id
    await read_state.mark_seen(d, ADA, chat, True)
    await edit.set_pinned(d, ADA, chat, True)
    before = await line(d, chat)
    await edit.delete(d, ADA, chat)
    await edit.restore(d, ADA, chat)
    shown = await line(d, chat)
    assert shown == before.model_copy(update={"revision": shown.revision})


async def test_a_chat_brought_back_while_its_reply_stops_can_be_answered_again(d, model):
    turn = await running(d, model)
    await edit.delete(d, ADA, turn.chat.id)
    await edit.restore(d, ADA, turn.chat.id)
    await idle(d)
    assert (await line(d, turn.chat.id)).running == ""
    model.says("Whole.")
    second = await answered(d, "Again", chat=turn.chat.id)
    assert (await row(d, second.reply.id)).content == "Whole."


async def test_a_message_and_a_deletion_at_once_leave_nothing_running(d, elsewhere, model):
    for _ in range(5):
        chat = (await answered(d)).chat.id
        model.says("Never", gated=True)
        sending, deleting = ask(d, "More", chat=chat), edit.delete(elsewhere, ADA, chat)
        sent, _ = await asyncio.gather(sending, deleting, return_exceptions=True)
        assert isinstance(sent, turns.Turn | ChatNotFound)
        await idle(d)
        assert (await chat_row(d, chat)).running_id is None
        assert chat not in await listed(d)
        model.says("One")


async def test_a_reply_that_ends_while_its_chat_is_deleted_is_in_no_list(d, elsewhere, model):
    for _ in range(5):
        turn = await running(d, model)
        model.let_all()
        await asyncio.gather(edit.delete(elsewhere, ADA, turn.chat.id), ended(d, turn.reply.id))
        await idle(d)
        assert turn.chat.id not in await listed(d)
        assert (await chat_row(d, turn.chat.id)).running_id is None


async def test_what_began_a_deleted_chat_says_so_when_it_is_repeated(d):
    request = new_id()
    turn = await ask(d, request=request)
    await idle(d)
    await edit.delete(d, ADA, turn.chat.id)
    with pytest.raises(ChatNotFound):
        await ask(d, request=request)
    assert len(await all_rows(d, Chat)) == 1


async def test_a_deleted_chat_is_kept_as_long_as_it_can_be_brought_back(d):
    turn = await answered(d)
    await edit.delete(d, ADA, turn.chat.id)
    await edit.purge(d)
    await edit.restore(d, ADA, turn.chat.id)
    await edit.purge(d)
    assert (await row(d, turn.reply.id)).content == "One two three."


async def test_afterwards_it_is_gone_with_its_messages_and_no_other_is(d):
    gone, kept = await answered(d, "Gone"), await answered(d, "Kept")
    await read_state.mark_seen(d, ADA, gone.chat.id, True)
    await deleted_long_ago(d, gone.chat.id)
    await edit.purge(d)
    assert [it.id for it in await all_rows(d, Chat)] == [kept.chat.id]
    assert {it.chat_id for it in await all_rows(d, Message)} == {kept.chat.id}
    assert await all_rows(d, ReadMarker) == []
    with pytest.raises(ChatNotFound):
        await edit.restore(d, ADA, gone.chat.id)


async def test_processes_that_purge_at_once_are_in_no_ones_way(d, elsewhere):
    for _ in range(8):
        await deleted_long_ago(d, (await answered(d)).chat.id)
    await asyncio.gather(*(edit.purge(side) for side in (d, elsewhere) * 3))
    assert await all_rows(d, Chat) == []


async def test_purging_and_restoring_at_once_end_in_one_of_both(d, elsewhere):
    for _ in range(5):
        chat = (await answered(d)).chat.id
        await deleted_long_ago(d, chat)
        restored, _ = await asyncio.gather(
            edit.restore(d, ADA, chat), edit.purge(elsewhere), return_exceptions=True
        )
        assert restored is None or isinstance(restored, ChatNotFound)
        assert (chat in await listed(d)) == (restored is None)


async def test_a_sweeping_process_purges_now_and_then(d, monkeypatch):
    monkeypatch.setattr(recovery, "PURGE", recovery.SWEEP)
    await deleted_long_ago(d, (await answered(d)).chat.id)
    sweeping = asyncio.create_task(recovery.run(d))
    async with asyncio.timeout(PATIENCE):
        while await all_rows(d, Chat):
            await asyncio.sleep(0.01)
    sweeping.cancel()
    with suppress(asyncio.CancelledError):
        await sweeping


async def test_a_reply_outlives_the_purge_of_its_chat_without_a_word(d, model):
    turn = await running(d, model)
    async with d.db.writing() as session:
        await session.delete(await session.get_one(Chat, turn.chat.id))
    model.let_all()
    await idle(d)
    assert not d.running
    with pytest.raises(MessageNotFound):
        await turns.regenerate(d, turns.Request(ADA, new_id()), turn.reply.id)
