"""Ten thousand chats of ten messages, written straight into the app's database, ready to be found.

Each message ends with a word that no other has, so that the index knows as many words as one of
people's chats does.
"""

import asyncio
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from sqlalchemy import insert, text

from spacerr.domain.chats.search_terms import index_words
from spacerr.domain.ids import now_ms
from spacerr.domain.status import Role, TitleSource
from spacerr.domain.tables import Chat, Message, Passage
from spacerr.infra.database.database import Database
from spacerr.services.accounts.people import LOCAL_TEAM, LOCAL_USER
from tests.bench.measuring.text import vocabulary

CHATS = 10_000
MESSAGES = 10
LENGTH = 98  # words of a message, of 500 bytes
APART = 10 * 60 * 1000  # milliseconds between two chats
AT_ONCE = 500  # chats in one transaction


@dataclass(frozen=True)
class Told:
    """A chat, the newest being number 0. `last` is the word that only its newest message has."""

    id: str
    title: str
    last: str


def store(data: Path) -> list[Told]:
    """Store them all; what is known of them, the newest first."""
    with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs on this thread
        return apart.submit(asyncio.run, _store(data)).result()[::-1]


def only(number: int) -> str:
    """The word that only one message has, counted from the oldest."""
    letters = ""
    for _ in range(5):
        number, at = divmod(number, len(ascii_lowercase))
        letters += ascii_lowercase[at]
    return f"{letters}q"


async def _store(data: Path) -> list[Told]:
    db = Database(f"sqlite+aiosqlite:///{data}/spacerr.db")
    told: list[Told] = []
    for begin in range(0, CHATS, AT_ONCE):
        chats = [_chat(n) for n in range(begin, begin + AT_ONCE)]
        said = [it for n, chat in enumerate(chats, begin) for it in _messages(chat, n)]
        titles = [
            {"chat_id": it.id, "message_id": None, "words": index_words(it.title)} for it in chats
        ]
        passages = [
            {"chat_id": it.chat_id, "message_id": it.id, "words": index_words(it.content)}
            for it in said
        ]
        async with db.writing() as session:
            await session.exec(insert(Chat), params=[it.model_dump() for it in chats])
            await session.exec(insert(Message), params=[_row(it) for it in said])
            await session.exec(insert(Passage), params=[*titles, *passages])
        told += [Told(it.id, it.title, only(_last(n))) for n, it in enumerate(chats, begin)]
    async with db.writing() as session:
        await session.exec(text("ANALYZE"))
    await db.close()
    return told


def _last(number: int) -> int:
    return number * MESSAGES + MESSAGES - 1


def _row(message: Message) -> dict[str, object]:
    return message.model_dump(exclude={"error"})


def _chat(number: int) -> Chat:
    return Chat(
        user_id=LOCAL_USER,
        team_id=LOCAL_TEAM,
        title=f"Note {number}",
        title_source=TitleSource.PERSON,
        active_at=now_ms() - (CHATS - number) * APART,
    )


def _messages(chat: Chat, number: int) -> Iterator[Message]:
    for n in range(MESSAGES):
        said = random.Random(number * MESSAGES + n)
        some = " ".join(said.choices(vocabulary(), k=LENGTH))
        message = Message(
            chat_id=chat.id,
            parent_id=chat.leaf_id,
            role=Role.ASSISTANT if n % 2 else Role.USER,
            content=f"{some} {only(number * MESSAGES + n)}",
        )
        chat.leaf_id = message.id
        yield message
