"""Exports: what is in them, for whom."""

import asyncio
import json

import pytest
from sqlmodel import select, update

from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Chat, Message
from spacerr.services.chats import edit as chat_edit
from spacerr.services.data import exports, markdown
from tests.support.people.exports import chat_taken, taken
from tests.support.people.lists import join, project, team_of
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    again,
    answered,
    ask,
    edit,
    idle,
    person,
    said,
)
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


async def share(d, chat):
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(Chat.id == chat).values(shared=Sharing.WRITE))


async def test_a_chat_is_exported_with_all_its_versions(d, model):
    turn = await answered(d, "Hi")
    model.says("Another.")
    await again(d, turn.reply.id)
    await idle(d)
    await edit(d, turn.question.id, "Hello")
    await idle(d)
    file = await chat_taken(d, ADA, turn.chat.id)
    assert (file["format"], file["version"]) == ("spacerr", 1)
    assert (await exports.export_chat(d, ADA, turn.chat.id))[0] == "A scripted title"
    [chat] = file["chats"]
    texts = [(it["role"], it["text"], it["author"], it["mine"]) for it in chat["messages"]]
    assert texts == [
        ("user", "Hi", "You", True),
        ("assistant", "One two three.", "You", True),
        ("assistant", "Another.", "You", True),
        ("user", "Hello", "You", True),
        ("assistant", "Another.", "You", True),
    ]
    assert chat["leaf_id"] == chat["messages"][-1]["id"]
    assert chat["messages"][1]["origin"]["finish_reason"] == "stop"


async def test_markdown_is_the_branch_that_is_shown(d, model):
    turn = await answered(d, "Hi")
    model.says("Another.")
    await again(d, turn.reply.id)
    await idle(d)
    title, text = await markdown.chat_markdown(d, ADA, turn.chat.id)
    assert title == "A scripted title"
    assert text.startswith("# A scripted title\n\n")
    assert "**You**\n\nHi\n\n---\n\n**Reply**\n\nAnother.\n" in text
    assert "One two three." not in text


async def test_markdown_says_how_a_reply_ended(d, model):
    model.says("Half", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half")
    assert "*(Still being written)*" in (await markdown.chat_markdown(d, ADA, turn.chat.id))[1]
    model.error = TimeoutError()
    model.let_all()
    await idle(d)
    assert (
        "Half\n\n*(The model didn't answer in time."
        in (await markdown.chat_markdown(d, ADA, turn.chat.id))[1]
    )


async def test_a_stranger_exports_nothing_and_a_reader_what_they_read(d):
    chat, eve = (await answered(d)).chat.id, await person(d, "Eve")
    await join(d, eve, await team_of(d, ADA))
    for export in (exports.export_chat, markdown.chat_markdown):
        with pytest.raises(ChatNotFound):
            await export(d, eve, chat)
    await share(d, chat)
    [read] = (await chat_taken(d, eve, chat))["chats"]
    assert [it["mine"] for it in read["messages"]] == [False, False]
    assert "**You**" in (await markdown.chat_markdown(d, eve, chat))[1]


async def test_everything_of_oneself_is_that_and_no_more(d):
    eve = await person(d, "Eve")
    team = await team_of(d, ADA)
    await join(d, eve, team)
    hers, theirs = (await answered(d, "Hers", user=eve)).chat.id, (await answered(d)).chat.id
    await share(d, theirs)
    gone = (await answered(d, "Gone", user=eve)).chat.id
    await chat_edit.delete(d, eve, gone)
    plans = await project(d)
    file = await taken(d, eve)
    assert file["profile"]["name"] == "Eve"
    assert {(it["name"], it["role"]) for it in file["teams"]} == {
        ("Eve", "owner"),
        ("Personal", "owner"),
    }
    assert [it["id"] for it in file["projects"]] == [plans]
    assert [it["id"] for it in file["chats"]] == [hers]


async def test_an_export_of_many_chats_comes_piece_by_piece(d, monkeypatch):
    monkeypatch.setattr(exports, "CHATS_AT_ONCE", 3)
    team = await team_of(d, ADA)
    async with d.db.writing() as session:
        session.add_all(Chat(user_id=ADA, team_id=team, title=f"Chat {it}") for it in range(10))
    pieces = [piece async for piece in exports.export_account(d, ADA)]
    assert len(pieces) > 10
    assert len(json.loads("".join(pieces))["chats"]) == 10


async def test_downloads_that_are_not_taken_keep_no_connection_from_others(d):
    team = await team_of(d, ADA)
    async with d.db.writing() as session:
        chats = [Chat(user_id=ADA, team_id=team, title="Chat") for _ in range(3)]
        session.add_all(chats)
        await session.flush()
        session.add_all(Message(chat_id=it.id, content="Hi") for it in chats for _ in range(250))
    stuck = [exports.export_account(d, ADA) for _ in range(12)]
    for download in stuck:  # each as far as the middle of its first chat
        async for piece in download:
            if "Hi" in piece:
                break
    async with asyncio.timeout(PATIENCE), d.db.reading() as session:
        assert (await session.exec(select(Chat.title))).all() == ["Chat"] * 3
    for download in stuck:
        await download.aclose()


async def test_what_is_said_while_a_chat_is_taken_is_not_in_it(d):
    turn = await answered(d, "Hi")
    _, pieces = await exports.export_chat(d, ADA, turn.chat.id)
    begun = [await anext(pieces), await anext(pieces)]
    begun += [await anext(pieces)]
    await answered(d, "More", chat=turn.chat.id)
    [chat] = json.loads("".join(begun + [piece async for piece in pieces]))["chats"]
    assert [it["text"] for it in chat["messages"]] == ["Hi", "One two three."]
    assert chat["leaf_id"] == chat["messages"][-1]["id"]
