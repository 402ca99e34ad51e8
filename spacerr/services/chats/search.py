"""Search of chats by their titles and messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, func, insert
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.chats.search_terms import index_words, query_terms
from spacerr.domain.chats.snippets import SnippetPart, highlight, make_snippet
from spacerr.domain.limits import (
    SEARCH_CHARS,
    SEARCH_HITS,
    SEARCH_PASSAGES,
    SEARCH_SNIPPETS,
    SEARCH_WITHIN,
    SEARCH_WORDS,
)
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Chat, Message, Passage
from spacerr.services.access import access_chat, chat_visible_to
from spacerr.services.chats import threads
from spacerr.services.chats.search_sql import select_matching

__all__ = [
    "ChatHit",
    "ChatMatches",
    "PassageHit",
    "SnippetPart",
    "find_in_chat",
    "index_text",
    "search",
]


@dataclass(frozen=True, slots=True)
class PassageHit:
    """Another passage of a chat that was found."""

    message_id: str
    snippet: Sequence[SnippetPart]


@dataclass(frozen=True, slots=True)
class ChatHit:
    """A chat that was found: its title, and the newest passage that matches, both in parts.

    `message_id` is the message of the passage, "" where only the title matches. `more` are the
    newest others.
    """

    chat_id: str
    title: Sequence[SnippetPart]
    snippet: Sequence[SnippetPart]
    message_id: str
    active_at: int
    archived: bool
    more: Sequence[PassageHit] = ()


@dataclass(frozen=True, slots=True)
class ChatMatches:
    """Where a chat matches a search: its `messages` on the branch that is shown, in reading order,
    and the `terms` that words are compared with.
    """

    terms: Sequence[str]
    messages: Sequence[str]


async def search(d: Deps, user_id: str, query: str, *, shared_in: str = "") -> list[ChatHit]:
    """A user's chats with every word of a query, or words beginning with them, in the title or in
    one message; those with the latest activity first, at most SEARCH_HITS. Empty for a query
    without a word.

    Only the newest SEARCH_PASSAGES titles and messages that match are looked at. `shared_in`:
    only chats that this whole team may read.
    """
    wanted = _query_terms(query)
    if not wanted:
        return []
    async with d.db.reading() as session:
        passages = select_matching(session.get_bind().dialect.name, wanted)
        passages = passages.where(chat_visible_to(user_id))
        if shared_in:
            passages = passages.where(
                Chat.team_id == shared_in, col(Chat.shared) != Sharing.PRIVATE
            )
        passages = passages.limit(SEARCH_PASSAGES).cte("found")
        rows = await session.exec(_select_hits(passages.c))
        chats = [list(rows) for _, rows in groupby(rows, attrgetter("id"))]
    return [_hit(rows, wanted) for rows in chats]


async def find_in_chat(d: Deps, user_id: str, chat_id: str, query: str) -> ChatMatches:
    """The messages of a chat's chosen branch with every word of a query, or words beginning with
    them, the newest SEARCH_WITHIN. Raises ChatNotFound.
    """
    wanted = _query_terms(query)
    async with d.db.reading() as session:
        chat = await access_chat(session, user_id, chat_id)
        if not wanted:
            return ChatMatches((), ())
        passages = select_matching(session.get_bind().dialect.name, wanted)
        passages = passages.where(Chat.id == chat.id, col(Passage.message_id).is_not(None))
        found = {it.message_id for it in await session.exec(passages.limit(SEARCH_WITHIN))}
    path = await threads.get_path(d, chat.id, chat.leaf_id)
    return ChatMatches(wanted, [it for it in path if it in found])


async def index_text(session: AsyncSession, chat_id: str, text: str, message_id: str = "") -> None:
    """Add a message to the index; without `message_id`, replace the chat's title in it."""
    if not message_id:
        title = (col(Passage.chat_id) == chat_id, col(Passage.message_id).is_(None))
        changed = await session.exec(update(Passage).where(*title).values(words=index_words(text)))
        if changed.rowcount:
            return
    values = {"chat_id": chat_id, "message_id": message_id or None, "words": index_words(text)}
    await session.exec(insert(Passage).values(values))


def _query_terms(query: str) -> list[str]:
    """The words of a query that are searched, the longest first."""
    return sorted(query_terms(query[:SEARCH_CHARS]), key=len, reverse=True)[:SEARCH_WORDS]


def _select_hits(found: Any) -> Any:
    """The chats of the passages found, each with the newest of its messages among them: a row for
    each of these, or one where there are none.
    """
    nth = func.row_number().over(partition_by=found.chat_id, order_by=found.id.desc())
    matching = select(found.chat_id, found.id, nth.label("nth"))
    matching = matching.where(found.message_id.is_not(None)).cte("said")
    chats = (
        select(found.chat_id)
        .group_by(found.chat_id, found.active_at)
        .order_by(found.active_at.desc(), found.chat_id.desc())
        .limit(SEARCH_HITS)
        .cte("shown")
    )
    newest = and_(matching.c.chat_id == chats.c.chat_id, matching.c.nth <= SEARCH_SNIPPETS)
    return (
        select(col(Chat.id), col(Chat.title), col(Chat.active_at), col(Chat.archived_at))
        .add_columns(col(Passage.words), col(Passage.message_id), col(Message.content))
        .join(chats, chats.c.chat_id == Chat.id)
        .outerjoin(matching, newest)
        .outerjoin(Passage, col(Passage.id) == matching.c.id)
        .outerjoin(Message, col(Message.id) == Passage.message_id)
        .order_by(col(Chat.active_at).desc(), col(Chat.id).desc(), matching.c.nth)
    )


def _hit(rows: Sequence[Any], wanted: Sequence[str]) -> ChatHit:
    first, messages = rows[0], [it for it in rows if it.message_id]
    passages = [
        PassageHit(message.message_id, make_snippet(message.content, message.words, wanted))
        for message in messages
    ]
    return ChatHit(
        chat_id=first.id,
        title=highlight(first.title, wanted),
        snippet=passages[0].snippet if passages else (),
        message_id=passages[0].message_id if passages else "",
        active_at=first.active_at,
        archived=first.archived_at is not None,
        more=passages[1:],
    )
