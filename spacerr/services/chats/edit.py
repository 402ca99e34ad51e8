"""Changes of a chat from the list: rename, pin, archive, move, delete, restore."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import ChatUpdated
from spacerr.domain.errors.chats import EmptyTitle, TitleTooLong
from spacerr.domain.ids import now_ms
from spacerr.domain.limits import TITLE_CHARS
from spacerr.domain.roles import Right, Sharing
from spacerr.domain.status import TitleSource
from spacerr.domain.tables import Chat
from spacerr.domain.teams.audit import Action
from spacerr.domain.text import one_line
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services import audit, chat_lines, stop_replies
from spacerr.services.access import access_chat, access_project
from spacerr.services.chats import erase, search
from spacerr.services.events import publish_chat_deleted, publish_chat_event
from spacerr.timings import UNDO


@asynccontextmanager
async def chat_transaction(
    d: Deps, user_id: str, chat_id: str, source: str = "", right: Right = Right.OWN
) -> AsyncGenerator[tuple[AsyncSession, Chat]]:
    """A chat to be changed in the block; its new line is published after the commit.

    Raises ChatNotFound, ReadOnlyChat, NotYourChat.
    """
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id, right, lock=True)
        yield session, chat
        chat.revision += 1
        session.add(chat)
        publish_chat_event(d, session, chat_id, ChatUpdated, source=source)


async def rename(d: Deps, user_id: str, chat_id: str, title: str, source: str = "") -> str:
    """Store a title that a user typed; no model replaces it. Returns it as stored.

    Raises ChatNotFound, ReadOnlyChat, EmptyTitle, TitleTooLong.
    """
    title = one_line(title)
    if not title:
        raise EmptyTitle
    if len(title) > TITLE_CHARS:
        raise TitleTooLong
    async with chat_transaction(d, user_id, chat_id, source, Right.WRITE) as (session, chat):
        await search.index_text(session, chat.id, title)
        chat.title, chat.title_source = title, TitleSource.PERSON
    return title


async def set_pinned(d: Deps, user_id: str, chat_id: str, on: bool, source: str = "") -> None:
    """Pin a chat to the top of the list, or unpin it. Raises ChatNotFound, NotYourChat."""
    async with chat_transaction(d, user_id, chat_id, source) as (_, chat):
        chat.pinned_at = (chat.pinned_at or now_ms()) if on else None


async def set_archived(d: Deps, user_id: str, chat_id: str, on: bool, source: str = "") -> None:
    """Archive a chat, or take it out of the archive. Raises ChatNotFound, NotYourChat."""
    async with chat_transaction(d, user_id, chat_id, source) as (_, chat):
        chat.archived_at = (chat.archived_at or now_ms()) if on else None


async def move(d: Deps, user_id: str, chat_id: str, project_id: str, source: str = "") -> None:
    """Put a chat into a project of its team; "" takes it out of the one it is in.

    Raises ChatNotFound, NotYourChat, ProjectNotFound.
    """
    async with chat_transaction(d, user_id, chat_id, source) as (session, chat):
        if project_id:
            await access_project(session, user_id, project_id, team_id=chat.team_id)
        chat.project_id = project_id or None


async def delete(d: Deps, user_id: str, chat_id: str, source: str = "") -> None:
    """Delete a chat, and stop its running reply. For a while it can be restored.

    Deleting it again changes nothing. Raises ChatNotFound, NotYourChat.
    """
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id, Right.OWN, lock=True, deleted=True)
        seen_by = await chat_lines.get_lines_in_session(session, chat_id)
        if chat.deleted_at is None:
            chat.deleted_at, chat.revision = now_ms(), chat.revision + 1
            session.add(chat)
            await _record_if_shared(session, user_id, chat, Action.CHAT_DELETED)
        gone = {it: line.revision + 1 for it, line in seen_by.items()}
        publish_chat_deleted(d, session, chat_id, gone, source)
    if chat.running_id:
        with suppress(*REDIS_ERRORS):  # the sweeper stops it, too
            await stop_replies.request_stop(d, chat.running_id)


async def restore(d: Deps, user_id: str, chat_id: str, source: str = "") -> None:
    """Bring a deleted chat back as it was. Raises ChatNotFound, NotYourChat."""
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id, Right.OWN, lock=True, deleted=True)
        if chat.deleted_at is not None:
            await _record_if_shared(session, user_id, chat, Action.CHAT_RESTORED)
        chat.deleted_at, chat.revision = None, chat.revision + 1
        session.add(chat)
        publish_chat_event(d, session, chat_id, ChatUpdated, source=source)


async def purge(d: Deps) -> None:
    """Erase the chats that were deleted long enough ago, with all messages."""
    await erase.delete_chats(d, col(Chat.deleted_at) < now_ms() - int(UNDO * 1000))


async def _record_if_shared(
    session: AsyncSession, user_id: str, chat: Chat, action: Action
) -> None:
    """Add an entry to the team's audit; for a private chat there is none."""
    if chat.shared != Sharing.PRIVATE:
        await audit.record(session, user_id, chat.team_id, action, subject_id=chat.id)
