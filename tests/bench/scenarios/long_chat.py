"""A chat of 40,000 messages, written straight into the app's database."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import insert

from spacerr.domain.ids import new_id
from spacerr.domain.status import Role, TitleSource
from spacerr.domain.tables import Chat, Message
from spacerr.infra.database.database import Database
from spacerr.services.accounts.people import LOCAL_TEAM, LOCAL_USER
from tests.bench.browser.subjects import MODEL

MESSAGES = 40_000
AT_ONCE = 2_000
WORDS = "words that say little, and take as much room as words do in a conversation of two"


def store(data: Path) -> Chat:
    """Store it; the chat."""
    with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs on this thread
        return apart.submit(asyncio.run, _store(data)).result()


async def _store(data: Path) -> Chat:
    ids = sorted(new_id() for _ in range(MESSAGES))
    chat = Chat(
        user_id=LOCAL_USER,
        team_id=LOCAL_TEAM,
        title="Long",
        title_source=TitleSource.PERSON,
        model=MODEL,
        leaf_id=ids[-1],
    )
    rows = [
        {
            "id": it,
            "chat_id": chat.id,
            "parent_id": ids[at - 1] if at else None,
            "role": Role.ASSISTANT if at % 2 else Role.USER,
            "content": f"{at} {WORDS}",
            "model": MODEL if at % 2 else "",
            "author_id": LOCAL_USER,
        }
        for at, it in enumerate(ids)
    ]
    db = Database(f"sqlite+aiosqlite:///{data}/spacerr.db")
    async with db.writing() as session:
        session.add(chat)
    for start in range(0, MESSAGES, AT_ONCE):
        async with db.writing() as session:
            await session.exec(insert(Message), params=rows[start : start + AT_ONCE])
    await db.close()
    return chat
