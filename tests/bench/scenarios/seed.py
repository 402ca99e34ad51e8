"""Chats with a past, written straight into the app's database."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from spacerr.domain.ids import now_ms
from spacerr.domain.status import Role, TitleSource
from spacerr.domain.tables import Chat, Message
from spacerr.infra.database.database import Database
from spacerr.services.accounts.people import LOCAL_TEAM, LOCAL_USER
from tests.bench.scenarios.history import turns


def chat(data: Path, count: int, model: str) -> str:
    """Store a chat of `count` turns; its id."""
    with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs on this thread
        return apart.submit(asyncio.run, _store(data, count, model)).result()


async def _store(data: Path, count: int, model: str) -> str:
    chat = Chat(
        user_id=LOCAL_USER,
        team_id=LOCAL_TEAM,
        title=f"{count} turns",
        title_source=TitleSource.PERSON,
        model=model,
    )
    rows = list(_messages(chat, count))
    chat.leaf_id = rows[-1].id if rows else None
    db = Database(f"sqlite+aiosqlite:///{data}/spacerr.db")
    async with db.writing() as session:
        session.add(chat)
        await session.flush()
        session.add_all(rows)
    await db.close()
    return chat.id


def _messages(chat: Chat, count: int) -> Iterator[Message]:
    parent: str | None = None
    for question, reply in turns(count):
        for role, text in ((Role.USER, question), (Role.ASSISTANT, reply)):
            row = Message(chat_id=chat.id, parent_id=parent, role=role, content=text)
            if role is Role.ASSISTANT:
                row.model, row.ended_at = chat.model, now_ms()
            parent = row.id
            yield row
