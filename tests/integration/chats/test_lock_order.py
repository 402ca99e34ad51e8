"""Deleting a chat while something happens in it: nobody fails, nobody is told nonsense."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import col, delete, select, update

from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.status import Status
from spacerr.domain.tables import Chat, Message
from spacerr.services.replies import finalize
from tests.support.people.replies import PATIENCE, answered, ask, chat_row, idle, row, said
from tests.support.stores.databases import on_postgres

pytestmark = [pytest.mark.anyio, on_postgres]

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def until_somebody_waits(d):
    async with asyncio.timeout(PATIENCE):
        while True:
            async with d.db.reading() as session:
                if (await session.exec(WAITING)).scalar():
                    return
            await asyncio.sleep(0.01)


async def test_a_reply_may_end_while_its_chat_is_being_deleted(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Hi")
    async with d.db.writing() as session:
        # What DELETE FROM chat does: the chat's row first, then those of its messages.
        await session.exec(select(Chat).where(Chat.id == turn.chat.id).with_for_update())
        model.let_all()
        await until_somebody_waits(d)
        reply = select(Message).where(Message.id == turn.reply.id).with_for_update(skip_locked=True)
        async with asyncio.timeout(PATIENCE):
            # Storing its prompt locks the row for a moment, and waits for nothing meanwhile.
            while (await session.exec(reply)).first() is None:
                await asyncio.sleep(0.01)
    await idle(d)


async def test_a_message_into_a_chat_that_is_being_deleted_hears_that_it_is_gone(d):
    chat = (await answered(d)).chat.id
    async with d.db.writing() as session:
        await session.exec(delete(Chat).where(col(Chat.id) == chat))
        sending = asyncio.create_task(ask(d, "More", chat=chat))
        await until_somebody_waits(d)
    with pytest.raises(ChatNotFound):
        await sending


async def test_a_writer_that_is_replaced_while_it_settles_ends_nothing_in_lists_either(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Hi")
    reply, listed = await row(d, turn.reply.id), await chat_row(d, turn.chat.id)
    async with d.db.writing() as session:
        next_fence = update(Message).where(col(Message.id) == reply.id).values(fence=1)
        await session.exec(next_fence)
        late = Draft(text="Late", status=Status.COMPLETE)
        settling_late = asyncio.create_task(finalize.settle(d, reply, late, 9, ReplyMeta()))
        await until_somebody_waits(d)
    assert not await settling_late
    assert await chat_row(d, turn.chat.id) == listed
