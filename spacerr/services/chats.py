"""Chats: listing, opening, renaming, deleting."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete as sql_delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.branch import path_to
from spacerr.domain.bridge import ChatDeleted, ChatUpdated
from spacerr.domain.errors import EmptyTitle, TitleTooLong
from spacerr.domain.limits import SIDEBAR_PAGE, THREAD_PAGE, TITLE_CHARS
from spacerr.domain.models import Chat, Message
from spacerr.domain.status import ACTIVE, Role, TitleSource
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
    """A chat's chosen branch, oldest message first. `earlier` tells whether more lies above."""

    chat: Chat
    messages: Sequence[Message]
    earlier: bool

    @property
    def running(self) -> Message | None:
        """The reply that is being written."""
        return next((row for row in reversed(self.messages) if row.status in ACTIVE), None)


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
    links = await session.exec(
        select(Message.id, Message.parent_id).where(Message.chat_id == chat.id)
    )
    path = path_to(leaf_id, dict(links.all()))
    if before:
        path = path[: path.index(before)] if before in path else []
    shown = path if limit is None else path[-limit:]
    rows = await session.exec(select(Message).where(col(Message.id).in_(shown)))
    place = {message_id: number for number, message_id in enumerate(shown)}
    messages = sorted(rows, key=lambda row: place[row.id])
    return Thread(chat, messages, earlier=len(path) > len(shown))


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
    shown = await thread(d, user_id, chat_id)
    if shown.running is not None:
        await stopping.stop(d, user_id, shown.running.id)
    async with d.db.writing() as session:
        await access_chat(session, user_id, chat_id)
        await session.exec(sql_delete(Chat).where(col(Chat.id) == chat_id))
    await announce(d, user_id, ChatDeleted(source=source, chat_id=chat_id))
