"""Finding chats by their titles and by what was said in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, insert
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.limits import SEARCH_CHARS, SEARCH_HITS, SEARCH_PASSAGES, SEARCH_WORDS
from spacerr.domain.models import Chat, Message, Passage
from spacerr.domain.snippets import Piece, marked, snippet
from spacerr.domain.words import terms, words
from spacerr.services.access import listed_for
from spacerr.services.search_sql import matching

__all__ = ["Hit", "Piece", "index", "search"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A chat that was found: its title, and the newest passage that matches, both in pieces.

    `message_id` is the message of the passage, "" where only the title matches.
    """

    chat_id: str
    title: Sequence[Piece]
    snippet: Sequence[Piece]
    message_id: str
    active_at: int
    archived: bool


async def search(d: Deps, user_id: str, query: str) -> list[Hit]:
    """A person's chats that hold every word of a query, or words beginning with them, in their
    title or in one message; those with the latest activity first, at most SEARCH_HITS. Nothing for
    a query without a word.

    Only the newest SEARCH_PASSAGES titles and messages that match are looked at.
    """
    wanted = sorted(terms(query[:SEARCH_CHARS]), key=len, reverse=True)[:SEARCH_WORDS]
    if not wanted:
        return []
    async with d.db.reading() as session:
        passages = matching(session.get_bind().dialect.name, wanted)
        passages = passages.where(listed_for(user_id)).limit(SEARCH_PASSAGES).cte("found")
        rows = await session.exec(_shown(passages.c))
        return [_hit(row, wanted) for row in rows]


async def index(session: AsyncSession, chat_id: str, text: str, message_id: str = "") -> None:
    """Let a message be found, or a chat by its title, instead of the title it had."""
    if not message_id:
        title = (col(Passage.chat_id) == chat_id, col(Passage.message_id).is_(None))
        changed = await session.exec(update(Passage).where(*title).values(words=words(text)))
        if changed.rowcount:
            return
    values = {"chat_id": chat_id, "message_id": message_id or None, "words": words(text)}
    await session.exec(insert(Passage).values(values))


def _shown(found: Any) -> Any:
    """The chats of the passages found, each with the newest of its messages among them."""
    said = case((found.message_id.is_not(None), found.id))
    chats = (
        select(found.chat_id, func.max(said).label("passage_id"))
        .group_by(found.chat_id, found.active_at)
        .order_by(found.active_at.desc(), found.chat_id.desc())
        .limit(SEARCH_HITS)
        .cte("shown")
    )
    return (
        select(col(Chat.id), col(Chat.title), col(Chat.active_at), col(Chat.archived_at))
        .add_columns(col(Passage.words), col(Passage.message_id), col(Message.content))
        .join(chats, chats.c.chat_id == Chat.id)
        .outerjoin(Passage, col(Passage.id) == chats.c.passage_id)
        .outerjoin(Message, col(Message.id) == Passage.message_id)
        .order_by(col(Chat.active_at).desc(), col(Chat.id).desc())
    )


def _hit(row: Any, wanted: Sequence[str]) -> Hit:
    return Hit(
        chat_id=row.id,
        title=marked(row.title, wanted),
        snippet=snippet(row.content, row.words, wanted) if row.message_id else (),
        message_id=row.message_id or "",
        active_at=row.active_at,
        archived=row.archived_at is not None,
    )
