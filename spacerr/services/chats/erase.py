"""Erases chats with all their messages: from the database, from search and from Redis."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from sqlalchemy import ColumnElement, Delete, and_, delete, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.ids import now_ms
from spacerr.domain.status import Role
from spacerr.domain.tables import ERASED, Agent, Chat, Membership, Message, Prompt, Team, User
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services import outbox, stop_replies
from spacerr.services.background import background
from spacerr.timings import ERASE_WAITS, FORGET_AFTER

log = structlog.get_logger(__name__)

AT_ONCE = 100
"""Chats in one transaction, so that other writers don't wait long."""
LOOK = 0.05
"""Seconds between two checks whether the last reply has stopped."""
TRIES = 5

MESSAGES_AT_ONCE = 200
"""Messages in one transaction."""

_MERGE = text("INSERT INTO passage_index (passage_index, rank) VALUES ('merge', :pages)")
"""SQLite's index only marks words as deleted, until its parts are merged: so many pages at a time,
a number below 0 begins with all of them.
"""
_CHANGES = text("SELECT total_changes()")
PAGES = 200
MERGES = 100_000
"""Most merge steps. The largest index needs fewer."""


async def erase_chats(d: Deps, condition: ColumnElement[bool]) -> list[str]:
    """Stop the running replies of chats that are hidden from all users, and delete their rows.

    Returns the ids of their replies. Redis may still hold them: see `clear_redis_later`.
    """
    await _stop_replies(d, condition)
    replies = await delete_chats(d, condition)
    await _compact(d)
    return replies


async def delete_chats(d: Deps, condition: ColumnElement[bool]) -> list[str]:
    """Delete the rows of chats that are hidden from all users, in steps between which others can
    write. Returns the ids of their replies.
    """
    replies: list[str] = []
    some = select(Chat.id).where(condition).order_by(col(Chat.id)).limit(AT_ONCE)
    async with d.db.reading() as session:
        if (await session.exec(some)).first() is None:
            return replies
    while True:
        async with d.db.writing() as session:
            ids = list(await session.exec(some.with_for_update()))
            if not ids:
                return replies
            batch = col(Chat.id).in_(ids)
            await session.exec(update(Chat).where(batch).values(deleted_at=ERASED))
            query = select(Message.id, Message.role).where(col(Message.chat_id).in_(ids))
            messages = (await session.exec(query.limit(MESSAGES_AT_ONCE))).all()
            replies += [it for it, role in messages if role == Role.ASSISTANT]
            if messages:
                gone = col(Message.id).in_([it for it, _ in messages])
                await session.exec(delete(Message).where(gone))
            else:
                await session.exec(delete(Chat).where(batch))


async def _compact(d: Deps) -> None:
    """Remove deleted words from SQLite's index, in steps between which others can write."""
    pages = -PAGES
    for _ in range(MERGES):
        async with d.db.writing() as session:
            if session.get_bind().dialect.name != "sqlite":
                return
            connection = await session.connection()
            before = (await connection.execute(_CHANGES)).scalar_one()
            await connection.execute(_MERGE, {"pages": pages})
            if (await connection.execute(_CHANGES)).scalar_one() - before < 2:
                return
        pages = PAGES


async def hide_chats(session: AsyncSession, condition: ColumnElement[bool]) -> None:
    """Mark chats as deleted: no user can open them or write in them any more."""
    gone = {"deleted_at": now_ms(), "revision": col(Chat.revision) + 1}
    await session.exec(update(Chat).where(condition).values(**gone))


async def erase_orphans(d: Deps) -> None:
    """Delete the users who gave up their account, and the teams without members, with all that
    belongs to them.

    A deletion does this at once; this run completes deletions that were interrupted.
    """
    member = select(Membership.user_id).where(Membership.user_id == User.id)
    orphan = and_(col(User.is_local).is_(False), col(User.email_mark).is_(None), ~member.exists())
    members = select(Membership.team_id).where(Membership.team_id == Team.id)
    async with d.db.reading() as session:
        left = list(await session.exec(select(User.id).where(orphan)))
        empty = list(await session.exec(select(Team.id).where(~members.exists())))
    for user_id in left:
        replies = await erase_chats(d, col(Chat.user_id) == user_id)
        await _anonymise_messages(d, user_id)
        await _delete_rows(d, user_id, replies, *_user_rows(user_id))
    for team_id in empty:
        replies = await erase_chats(d, col(Chat.team_id) == team_id)
        await _delete_rows(d, team_id, replies, delete(Team).where(col(Team.id) == team_id))


def _user_rows(user_id: str) -> tuple[Delete, ...]:
    """Deletes a user's row, and before it their own agents."""
    private = and_(col(Agent.user_id) == user_id, col(Agent.shared).is_(False))
    return (
        delete(Agent).where(private),
        delete(User).where(col(User.id) == user_id),
    )


async def _anonymise_messages(d: Deps, user_id: str) -> None:
    """Remove a user's name and personal instructions from what they asked in chats of others. In
    steps between which others can write.
    """
    some = select(Message.id).where(Message.author_id == user_id).limit(MESSAGES_AT_ONCE)
    while True:
        async with d.db.writing() as session:
            ids = list(await session.exec(some))
            if not ids:
                return
            await session.exec(delete(Prompt).where(col(Prompt.message_id).in_(ids)))
            query = update(Message).where(col(Message.id).in_(ids))
            await session.exec(query.values(author_id=None))


async def _delete_rows(d: Deps, audience: str, replies: Sequence[str], *rows: Delete) -> None:
    """Delete the other rows of a user or team whose chats are gone: their own row last."""
    async with d.db.writing() as session:
        for row in rows:
            await session.exec(row)
    clear_redis_later(d, replies, [audience], audience)


def clear_redis_later(
    d: Deps, replies: Sequence[str], audiences: Sequence[str], gone: str = ""
) -> None:
    """Clear Redis of replies, of the events for `audiences` and of the tabs of the user `gone`,
    after a pause: then tabs have received their events, writers have ended, and tabs are stored.
    """
    background(d, _forget(d, replies, audiences, gone))


async def _forget(d: Deps, replies: Sequence[str], audiences: Sequence[str], gone: str) -> None:
    """Try several times, because a store may be away or a writer still run. In the end every key
    expires by itself.
    """
    for attempt in range(TRIES):
        try:
            await d.tabs.clear(gone)
            for reply_id in await d.streams.with_writer(replies):
                await stop_replies.request_stop(d, reply_id)
            await outbox.wait_until_published(d, ERASE_WAITS)
            await outbox.delete_published(d)
            await asyncio.sleep(FORGET_AFTER)
            left = await d.streams.with_writer(replies)
            await d.streams.delete(replies)
            await d.bridge.delete(audiences)
            await d.tabs.delete(gone)
            if not left:
                return
        except (*REDIS_ERRORS, SQLAlchemyError) as error:
            log.warning("erase.retrying", attempt=attempt, reason=type(error).__name__)
            await asyncio.sleep(FORGET_AFTER)


async def _stop_replies(d: Deps, condition: ColumnElement[bool]) -> None:
    query = select(Chat.running_id).where(condition, col(Chat.running_id).is_not(None))
    async with d.db.reading() as session:
        left = {it for it in await session.exec(query) if it}
    with suppress(TimeoutError, *REDIS_ERRORS):  # a writer that goes on finds no row to write to
        async with asyncio.timeout(ERASE_WAITS):
            for reply_id in left:
                await stop_replies.request_stop(d, reply_id)
            while left:
                await asyncio.sleep(LOOK)
                left = await d.streams.with_writer(list(left))
