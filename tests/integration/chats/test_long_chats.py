"""A chat of many thousand messages doesn't hold up the event loop."""

import gc
import json
import time
from collections.abc import AsyncGenerator

import pytest
from sqlmodel import col, func, select

from spacerr.domain.data.exports import Export
from spacerr.domain.prompts.context_window import MAX_MESSAGES
from spacerr.domain.tables import Chat, Message, Passage
from spacerr.services.chats import branches, edit, erase, links, threads
from spacerr.services.data import exports, imports, markdown
from tests.lateness import held
from tests.support.people.long_chats import WORDS, long_chat
from tests.support.people.replies import ADA, ask, idle, person

pytestmark = pytest.mark.anyio

MESSAGES = 20_000


@pytest.fixture
async def chat(d) -> str:
    stored = await long_chat(d, MESSAGES)
    gc.collect()
    gc.freeze()  # as a process does that has started: nothing that the tests brought is searched
    yield stored.id
    gc.unfreeze()


@pytest.fixture
async def file(d, chat) -> bytes:
    return await _file(d, chat)


@pytest.fixture
def most(file) -> float:
    """How long others may be held up, in seconds of the processor: a third of what it takes to read
    a file of the chat in one piece, on this machine and just now.
    """
    began = time.process_time()
    Export.model_validate(json.loads(file))
    return (time.process_time() - began) / 3


async def _file(d, chat) -> bytes:
    _, pieces = await exports.export_chat(d, ADA, chat)
    return "".join([piece async for piece in pieces]).encode()


async def _all(pieces: AsyncGenerator[str]) -> int:
    return sum([piece.count('"text":"') async for piece in pieces])


async def _opened(d, token) -> int:
    copy = await links.open_link(d, token)
    return sum([len(page) async for page in copy.messages])


async def test_reading_and_taking_a_long_chat_holds_nobody_up(d, chat, most):
    shown, opened = await held(threads.get_thread(d, ADA, chat))
    (title, text), written = await held(markdown.chat_markdown(d, ADA, chat))
    taken, exported = await held(_all(exports.export_account(d, ADA)))
    _, chosen = await held(branches.choose(d, ADA, shown.messages[-1].id))
    made, linked = await held(links.create(d, ADA, chat))
    seen, followed = await held(_opened(d, made.token))
    assert shown.messages[-1].content.startswith(f"{MESSAGES - 1} ")
    assert (title, text.count(WORDS.strip()), taken) == ("Long", MESSAGES, MESSAGES)
    assert seen == MESSAGES
    assert max(opened, written, exported, chosen, linked, followed) < most, (
        (opened, written, exported, chosen, linked, followed),
        most,
    )


async def test_asking_in_a_long_chat_holds_nobody_up(d, model, chat, most):
    async def answered() -> None:
        await ask(d, "Hi", chat=chat)
        await idle(d)

    _, asked = await held(answered())
    assert len(model.asked[-1].messages) == MAX_MESSAGES + 1, (
        "the question comes on top of those before"
    )
    assert asked < most, (asked, most)


async def test_bringing_and_erasing_a_long_chat_holds_nobody_up(d, file, most):
    eve = await person(d, "Eve")
    brought, imported = await held(imports.import_chats(d, eve, "", file))
    async with d.db.reading() as session:
        hers = (await session.exec(select(Chat).where(Chat.user_id == eve))).one()
        said = select(func.count()).select_from(Message).where(Message.chat_id == hers.id)
        assert (await session.exec(said)).one() == MESSAGES
    assert (brought.chats, hers.deleted_at) == (1, None)
    await edit.delete(d, eve, hers.id)
    _, erased = await held(erase.erase_chats(d, col(Chat.id) == hers.id))
    async with d.db.reading() as session:
        left = select(func.count()).select_from(Passage).where(Passage.chat_id == hers.id)
        assert (await session.exec(left)).one() == 0
    assert max(imported, erased) < most, (imported, erased, most)


async def _markdown(d, chat):
    await markdown.chat_markdown(d, ADA, chat.id)


async def _import(d, chat):
    await imports.import_chats(d, await person(d, "Eve"), "", await _file(d, chat.id))


async def _link(d, chat):
    await links.create(d, ADA, chat.id)


@pytest.mark.parametrize("doing", [_markdown, _import, _link])
async def test_garbage_is_not_looked_for_everywhere_while_a_long_chat_is_in_memory(d, doing):
    full, chat = 0, await long_chat(d, 10_000)

    def count(phase: str, info: dict[str, int]) -> None:
        nonlocal full
        full += phase == "start" and info["generation"] == 2

    gc.collect()
    gc.callbacks.append(count)
    try:
        await doing(d, chat)
    finally:
        gc.callbacks.remove(count)
    assert full == 0
    assert gc.get_threshold()[2] < 1_000
