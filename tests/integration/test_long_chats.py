"""A chat of many thousand messages doesn't hold up the event loop."""

from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import insert
from sqlmodel import col, func, select

from spacerr.domain.ids import new_id
from spacerr.domain.models import Chat, Message, Passage
from spacerr.domain.status import Role
from spacerr.services import arranging, branches, chats, erasing, exporting, importing, markdown
from tests.integration.databases import on_sqlite
from tests.integration.lists import team_of
from tests.integration.replies import ADA, person
from tests.lateness import held, waits

pytestmark = [pytest.mark.anyio, on_sqlite]

MESSAGES = 20_000
WORDS = "Words that say little, and take as much room as words do. " * 4
HELD = 0.6
"""Seconds of the processor, twice what a quiet machine needs. In one piece Markdown takes 2.8, an
export 1.2."""

WAITED = 1.0
"""Seconds for a turn to write, of which a quiet machine needs a tenth."""


@pytest.fixture
async def long_chat(d) -> str:
    """One branch of many short messages."""
    ids = sorted(new_id() for _ in range(MESSAGES))
    rows = [
        {
            "id": it,
            "parent_id": ids[at - 1] if at else None,
            "role": Role.ASSISTANT if at % 2 else Role.USER,
            "content": f"{at} {WORDS}",
            "model": "scripted/one" if at % 2 else "",
            "author_id": ADA,
        }
        for at, it in enumerate(ids)
    ]
    team = await team_of(d, ADA)
    async with d.db.writing() as session:
        chat = Chat(user_id=ADA, team_id=team, title="Long", leaf_id=ids[-1])
        session.add(chat)
        await session.flush()
        await session.exec(insert(Message), params=[{**row, "chat_id": chat.id} for row in rows])
    return chat.id


async def _all(pieces: AsyncGenerator[str]) -> int:
    return sum([piece.count('"text":"') async for piece in pieces])


async def test_reading_and_taking_a_long_chat_holds_nobody_up(d, long_chat):
    shown, opened = await held(chats.thread(d, ADA, long_chat))
    (title, text), written = await held(markdown.chat(d, ADA, long_chat))
    taken, exported = await held(_all(exporting.account(d, ADA)))
    _, chosen = await held(branches.choose(d, ADA, shown.messages[-1].id))
    assert shown.messages[-1].content.startswith(f"{MESSAGES - 1} ")
    assert (title, text.count(WORDS.strip()), taken) == ("Long", MESSAGES, MESSAGES)
    assert max(opened, written, exported, chosen) < HELD, (opened, written, exported, chosen)


async def test_bringing_and_erasing_a_long_chat_holds_nobody_up(d, long_chat):
    file = await _file(d, long_chat)
    eve = await person(d, "Eve")
    (brought, held_up), imported = await waits(d, held(importing.run(d, eve, "", file)))
    async with d.db.reading() as session:
        hers = (await session.exec(select(Chat).where(Chat.user_id == eve))).one()
        said = select(func.count()).select_from(Message).where(Message.chat_id == hers.id)
        assert (await session.exec(said)).one() == MESSAGES
    assert (brought.chats, hers.deleted_at) == (1, None)
    await arranging.delete(d, eve, hers.id)
    (_, erasing_held), erased = await waits(d, held(erasing.chats(d, col(Chat.id) == hers.id)))
    async with d.db.reading() as session:
        left = select(func.count()).select_from(Passage).where(Passage.chat_id == hers.id)
        assert (await session.exec(left)).one() == 0
    assert max(held_up, erasing_held) < HELD, (held_up, erasing_held)
    assert max(imported, erased) < WAITED, (imported, erased)


async def _file(d, chat) -> bytes:
    _, pieces = await exporting.chat(d, ADA, chat)
    return "".join([piece async for piece in pieces]).encode()
