"""Listing, opening, renaming and deleting chats."""

import asyncio
from contextlib import suppress

import pytest
from sqlmodel import select

from spacerr.domain.bridge import ChatDeleted, ChatUpdated
from spacerr.domain.errors import ChatNotFound, EmptyTitle, MessageNotFound, TitleTooLong
from spacerr.domain.limits import THREAD_PAGE, TITLE_CHARS
from spacerr.domain.models import Chat, Message
from spacerr.domain.status import Role
from spacerr.services import chats
from tests.integration.news import news
from tests.integration.replies import ADA, PATIENCE, Tab, answered, ask, idle, row, said
from tests.integration.statements import statements

pytestmark = pytest.mark.anyio


async def long_chat(d, messages: int) -> str:
    """A chat whose chosen branch has this many messages, numbered from 0."""
    chat = (await answered(d)).chat
    rows = [
        Message(
            id=f"{chat.id}-{n:04}",
            chat_id=chat.id,
            parent_id=f"{chat.id}-{n - 1:04}" if n else None,
            role=Role.ASSISTANT if n % 2 else Role.USER,
            content=str(n),
        )
        for n in range(messages)
    ]
    async with d.db.writing() as session:
        session.add_all(rows)
        (await session.get_one(Chat, chat.id)).leaf_id = rows[-1].id
    return chat.id


def numbers(thread) -> list[int]:
    return [int(message.content) for message in thread.messages]


async def test_the_list_begins_with_what_was_used_last(d):
    made = [(await answered(d, text)).chat.id for text in ("One", "Two", "Three")]
    await answered(d, "Again", chat=made[0])
    listed = [line.id for line in await chats.recent(d, ADA)]
    assert listed == [made[0], made[2], made[1]]
    assert [line.id for line in await chats.recent(d, ADA, limit=2)] == listed[:2]


async def test_the_list_is_one_query_that_reads_no_message(d):
    await answered(d)
    with statements() as run:
        await chats.recent(d, ADA)
    [query] = [it for it in run if "select" in it and "pg_catalog" not in it and "from chat" in it]
    assert "message" not in query and "content" not in query
    assert len([it for it in run if "from" in it and "pg_catalog" not in it]) == 1


async def test_running_chats_are_known_without_reading_text(d, model):
    idle_chat = (await answered(d)).chat.id
    model.says("Hi", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Hi")
    with statements() as run:
        assert await chats.running(d, ADA) == [turn.chat.id] != [idle_chat]
    assert not [it for it in run if it.startswith("select") and "content" in it]


async def test_a_long_chat_opens_at_its_end_and_goes_back_page_by_page(d):
    chat = await long_chat(d, 120)
    last = await chats.thread(d, ADA, chat)
    assert (numbers(last), last.earlier) == (list(range(70, 120)), True)
    middle = await chats.thread(d, ADA, chat, before=last.messages[0].id)
    assert (numbers(middle), middle.earlier) == (list(range(20, 70)), True)
    first = await chats.thread(d, ADA, chat, before=middle.messages[0].id)
    assert (numbers(first), first.earlier) == (list(range(20)), False)
    beyond = await chats.thread(d, ADA, chat, before=first.messages[0].id)
    assert (numbers(beyond), beyond.earlier) == ([], False)


async def test_exactly_one_page_has_nothing_above_it(d):
    shown = await chats.thread(d, ADA, await long_chat(d, THREAD_PAGE))
    assert (len(shown.messages), shown.earlier) == (THREAD_PAGE, False)


async def test_above_a_message_that_is_not_shown_here_lies_nothing(d):
    chat = await long_chat(d, 60)
    shown = await chats.thread(d, ADA, chat, before="of another branch")
    assert (numbers(shown), shown.earlier) == ([], False)


async def test_opening_a_page_reads_the_texts_of_that_page_only(d):
    chat = await long_chat(d, 120)
    with statements() as run:
        await chats.thread(d, ADA, chat)
    assert len([it for it in run if "content" in it]) == 1


async def test_a_rename_is_stored_on_one_line_and_told(d):
    chat = (await answered(d)).chat.id
    after = await d.bridge.position(ADA)
    assert await chats.rename(d, ADA, chat, "  My\n plan\0 😀 ", "tab-1") == "My plan 😀"
    assert (await chats.recent(d, ADA))[0].title == "My plan 😀"
    assert await news(d, after=after) == [
        ChatUpdated(source="tab-1", chat_id=chat, title="My plan 😀")
    ]


@pytest.mark.parametrize(
    ("title", "error"), [("", EmptyTitle), (" \n\0", EmptyTitle), ("x" * 121, TitleTooLong)]
)
async def test_a_title_that_cannot_be_is_refused(d, title, error):
    chat = (await answered(d, "Kept")).chat.id
    before = await chats.recent(d, ADA)
    with pytest.raises(error):
        await chats.rename(d, ADA, chat, title)
    assert await chats.recent(d, ADA) == before
    assert await chats.rename(d, ADA, chat, "x" * TITLE_CHARS)


async def test_a_deleted_chat_is_gone_with_its_messages_and_all_tabs_hear(d):
    turn = await answered(d)
    after = await d.bridge.position(ADA)
    await chats.delete(d, ADA, turn.chat.id, "tab-1")
    async with d.db.reading() as session:
        assert (await session.exec(select(Message))).all() == []
    with pytest.raises(ChatNotFound):
        await chats.thread(d, ADA, turn.chat.id)
    assert await news(d, after=after) == [ChatDeleted(source="tab-1", chat_id=turn.chat.id)]


@pytest.mark.parametrize("side", ["the same process", "another process"])
async def test_a_chat_can_be_deleted_while_it_is_answered(d, elsewhere, model, monkeypatch, side):
    monkeypatch.setattr("spacerr.services.following.HEARTBEAT", 0.05)
    model.says("Half", " a", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half")
    tab = Tab(d, turn.reply.id)
    await tab.shows("Half")
    await chats.delete(d if side == "the same process" else elsewhere, ADA, turn.chat.id)
    async with asyncio.timeout(PATIENCE):
        await model.closed.wait()
    await idle(d)
    assert not d.running
    assert await chats.running(d, ADA) == []
    with suppress(MessageNotFound):
        assert (await tab.end()).ended


async def test_deleting_one_chat_leaves_the_others(d):
    kept, gone = await answered(d, "Kept"), await answered(d, "Gone")
    await chats.delete(d, ADA, gone.chat.id)
    assert [line.id for line in await chats.recent(d, ADA)] == [kept.chat.id]
    assert (await row(d, kept.reply.id)).content == "One two three."
