"""Chats of many messages."""

from sqlalchemy import insert

from spacerr.deps import Deps
from spacerr.domain.chats.search_terms import index_words
from spacerr.domain.ids import new_id
from spacerr.domain.status import Role
from spacerr.domain.tables import Chat, Message, Passage
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA

WORDS = "Words that say little, and take as much room as words do. " * 4


async def long_chat(d: Deps, messages: int, *, found: bool = False) -> Chat:
    """Store one branch of so many short messages; `found`: for search to find."""
    ids = sorted(new_id() for _ in range(messages))
    texts = [f"{at} {WORDS}" for at in range(messages)]
    team = await team_of(d, ADA)
    async with d.db.writing() as session:
        chat = Chat(user_id=ADA, team_id=team, title="Long", leaf_id=ids[-1])
        session.add(chat)
        await session.flush()
        rows = [
            {
                "id": it,
                "chat_id": chat.id,
                "parent_id": ids[at - 1] if at else None,
                "role": Role.ASSISTANT if at % 2 else Role.USER,
                "content": texts[at],
                "model": "scripted/one" if at % 2 else "",
                "author_id": ADA,
            }
            for at, it in enumerate(ids)
        ]
        await session.exec(insert(Message), params=rows)
        if found:
            known = [
                {"chat_id": chat.id, "message_id": it, "words": index_words(text)}
                for it, text in zip(ids, texts, strict=True)
            ]
            await session.exec(insert(Passage), params=known)
    return chat
