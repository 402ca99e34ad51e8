"""Chats: listing, opening, renaming, deleting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete as sql_delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.branch import Link, children, path_to, versions
from spacerr.domain.bridge import ChatDeleted, ChatUpdated
from spacerr.domain.errors import EmptyTitle, TitleTooLong
from spacerr.domain.limits import SIDEBAR_PAGE, THREAD_PAGE, TITLE_CHARS
from spacerr.domain.models import Chat, Message
from spacerr.domain.status import ACTIVE, Kind, Role, TitleSource
from spacerr.domain.text import clean
from spacerr.services import stopping
from spacerr.services.access import access_chat
from spacerr.services.announcing import announce


@dataclass(frozen=True, slots=True)
class ChatLine:
    """What the list of chats knows of one: never its messages."""

    id: str
    title: str
    active_at: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A chat's chosen branch, oldest message first. `earlier` tells whether more lies above.

    `versions`: by message id, the ids of all versions where there are several. `running`: the
    reply that is being written in this chat, on whichever branch.
    """

    chat: Chat
    messages: Sequence[Message]
    earlier: bool
    versions: Mapping[str, Sequence[str]]
    running: str = ""


async def recent(d: Deps, user_id: str, limit: int = SIDEBAR_PAGE) -> list[ChatLine]:
    """A person's chats, latest activity first."""
    query = (
        select(Chat.id, Chat.title, Chat.active_at)
        .where(Chat.user_id == user_id)
        .order_by(col(Chat.active_at).desc(), col(Chat.id).desc())
        .limit(limit)
    )
    async with d.db.reading() as session:
        return [ChatLine(*row) for row in await session.exec(query)]


async def running(d: Deps, user_id: str) -> list[str]:
    """Ids of a person's chats in which a reply is being written."""
    query = (
        select(Message.chat_id)
        .join(Chat, col(Chat.id) == Message.chat_id)
        .where(
            Chat.user_id == user_id,
            Message.role == Role.ASSISTANT,
            col(Message.status).in_(ACTIVE),
        )
    )
    async with d.db.reading() as session:
        return list(await session.exec(query))


async def thread(
    d: Deps, user_id: str, chat_id: str, *, before: str = "", limit: int | None = THREAD_PAGE
) -> Thread:
    """The last `limit` messages (None: all) of the chosen branch, or those above `before`.

    Raises ChatNotFound.
    """
    async with d.db.reading() as session:
        chat = await access_chat(session, user_id, chat_id)
        return await branch(session, chat, chat.leaf_id, before=before, limit=limit)


async def branch(
    session: AsyncSession,
    chat: Chat,
    leaf_id: str | None,
    *,
    before: str = "",
    limit: int | None = None,
) -> Thread:
    """The branch of a chat, which somebody may already see, that ends at a message."""
    links, active = await _tree(session, chat.id)
    path = path_to(leaf_id, {link.id: link.parent_id for link in links})
    if before:
        path = path[: path.index(before)] if before in path else []
    shown = path if limit is None else path[-limit:]
    rows = await session.exec(select(Message).where(col(Message.id).in_(shown)))
    place = {message_id: number for number, message_id in enumerate(shown)}
    messages = sorted(rows, key=lambda row: place[row.id])
    several = versions(path, children(links))
    return Thread(chat, messages, len(path) > len(shown), several, active)


async def links(session: AsyncSession, chat_id: str) -> list[Link]:
    """All messages of a chat without their texts."""
    return (await _tree(session, chat_id))[0]


async def _tree(session: AsyncSession, chat_id: str) -> tuple[list[Link], str]:
    """A chat's links, and the id of the reply that is being written."""
    found = await session.exec(
        select(Message.id, Message.parent_id, Message.status, Message.kind).where(
            Message.chat_id == chat_id
        )
    )
    rows = found.all()
    active = next((row_id for row_id, _, status, _ in rows if status in ACTIVE), "")
    return [Link(row_id, parent, kind == Kind.ERROR) for row_id, parent, _, kind in rows], active


async def rename(d: Deps, user_id: str, chat_id: str, title: str, source: str = "") -> str:
    """Give a chat the title a person typed; no model replaces it. Returns it as stored.

    Raises ChatNotFound, EmptyTitle, TitleTooLong.
    """
    title = " ".join(clean(title).split())
    if not title:
        raise EmptyTitle
    if len(title) > TITLE_CHARS:
        raise TitleTooLong
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id)
        chat.title, chat.title_source = title, TitleSource.PERSON
        session.add(chat)
    await announce(d, user_id, ChatUpdated(source=source, chat_id=chat_id, title=title))
    return title


async def delete(d: Deps, user_id: str, chat_id: str, source: str = "") -> None:
    """Delete a chat and all its messages; a running reply is stopped first.

    Raises ChatNotFound.
    """
    shown = await thread(d, user_id, chat_id, limit=1)
    if shown.running:
        await stopping.stop(d, user_id, shown.running)
    async with d.db.writing() as session:
        await access_chat(session, user_id, chat_id)
        await session.exec(sql_delete(Chat).where(col(Chat.id) == chat_id))
    await announce(d, user_id, ChatDeleted(source=source, chat_id=chat_id))
