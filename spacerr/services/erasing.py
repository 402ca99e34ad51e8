"""Really gone: chats with all that was said in them, from the database, from search, from Redis."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from sqlalchemy import ColumnElement, Delete, and_, delete, text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.ids import now_ms
from spacerr.domain.models import Chat, Membership, Message, Team, User
from spacerr.domain.status import Role
from spacerr.infra.redis import AWAY
from spacerr.services import stopping
from spacerr.services.chores import background
from spacerr.timings import ERASE_WAITS, FORGET_AFTER

log = structlog.get_logger(__name__)

AT_ONCE = 100
"""Chats in one transaction, so that others needn't wait long for it."""
LOOK = 0.05
"""Seconds between two looks at whether the last reply has stopped."""
TRIES = 5

_COMPACT = text("INSERT INTO passage_index (passage_index) VALUES ('optimize')")
"""SQLite's index only marks words as deleted, until it is made anew."""


async def chats(d: Deps, which: ColumnElement[bool]) -> list[str]:
    """Stop what is being said in some chats, which are deleted for everybody, and have them gone.

    Returns the ids of their replies, of which Redis may still get to hear: see `forget`.
    """
    await _stop(d, which)
    replies: list[str] = []
    while True:
        async with d.db.writing() as session:
            ids = list(await session.exec(select(Chat.id).where(which).limit(AT_ONCE)))
            if not ids:
                if replies and session.get_bind().dialect.name == "sqlite":
                    await (await session.connection()).execute(_COMPACT)
                return replies
            said = col(Message.chat_id).in_(ids), col(Message.role) == Role.ASSISTANT
            replies += await session.exec(select(Message.id).where(*said))
            await session.exec(delete(Chat).where(col(Chat.id).in_(ids)))


async def hide(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Put chats out of everybody's reach: nothing can be said in them any more."""
    gone = {"deleted_at": now_ms(), "revision": col(Chat.revision) + 1}
    await session.exec(update(Chat).where(which).values(**gone))


async def remains(d: Deps) -> None:
    """Delete the people who gave their account up, and the teams that nobody belongs to, with
    everything of theirs.

    Whoever deletes something does this at once; sweeping makes good for those who were interrupted.
    """
    member = select(Membership.user_id).where(Membership.user_id == User.id)
    nobody = and_(col(User.is_local).is_(False), col(User.email_mark).is_(None), ~member.exists())
    members = select(Membership.team_id).where(Membership.team_id == Team.id)
    async with d.db.reading() as session:
        left = list(await session.exec(select(User.id).where(nobody)))
        empty = list(await session.exec(select(Team.id).where(~members.exists())))
    for user_id in left:
        await _delete(
            d, user_id, col(Chat.user_id) == user_id, delete(User).where(col(User.id) == user_id)
        )
    for team_id in empty:
        gone = delete(Team).where(col(Team.id) == team_id)
        await _delete(d, team_id, col(Chat.team_id) == team_id, gone)


async def _delete(d: Deps, audience: str, which: ColumnElement[bool], row: Delete) -> None:
    """Everything of a person or team, and then their own row."""
    replies = await chats(d, which)
    async with d.db.writing() as session:
        await session.exec(row)
    forget(d, replies, [audience], audience)


def forget(d: Deps, replies: Sequence[str], audiences: Sequence[str], gone: str = "") -> None:
    """Clear Redis of replies, of what people and teams were told, and of the tabs of who is gone:
    once everybody who listened has heard it, every writer has ended, and tabs are written back.
    """
    background(d, _forget(d, replies, audiences, gone))


async def _forget(d: Deps, replies: Sequence[str], audiences: Sequence[str], gone: str) -> None:
    """Redis being away, or a writer that goes on for long, is worth another try. In the end every
    key runs out by itself.
    """
    for attempt in range(TRIES):
        try:
            await d.tabs.clear(gone)
            for reply_id in await d.streams.owned(replies):
                await stopping.end(d, reply_id)
            await asyncio.sleep(FORGET_AFTER)
            left = await d.streams.owned(replies)
            await d.streams.forget(replies)
            await d.bridge.forget(audiences)
            await d.tabs.forget(gone)
            if not left:
                return
        except AWAY as error:
            log.warning("erasing.redis_away", attempt=attempt, reason=type(error).__name__)
            await asyncio.sleep(FORGET_AFTER)


async def _stop(d: Deps, which: ColumnElement[bool]) -> None:
    query = select(Chat.running_id).where(which, col(Chat.running_id).is_not(None))
    async with d.db.reading() as session:
        left = {it for it in await session.exec(query) if it}
    with suppress(TimeoutError, *AWAY):  # a writer that goes on finds no row to write to
        async with asyncio.timeout(ERASE_WAITS):
            for reply_id in left:
                await stopping.end(d, reply_id)
            while left:
                await asyncio.sleep(LOOK)
                left = await d.streams.owned(list(left))
