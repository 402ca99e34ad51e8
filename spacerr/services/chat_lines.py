"""A chat's line in the list of each user who can see it. No message is read for it."""

from typing import Any

from sqlalchemy import and_, case, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.chats.lines import ChatLine
from spacerr.domain.ids import is_valid_id
from spacerr.domain.roles import Sharing
from spacerr.domain.status import enum_or_default
from spacerr.domain.tables import Chat, Membership, ReadMarker, User
from spacerr.services.access import right_to

_MINE = col(Chat.user_id) == col(Membership.user_id)
_UNSEEN_SINCE = case((_MINE, 0), else_=col(Membership.created_at))
SEEN_AT = func.coalesce(col(ReadMarker.seen_at), _UNSEEN_SINCE)
"""A new member finds the replies from before they joined as seen."""
NOT_DELETED = func.coalesce(col(Chat.deleted_at), 0) == 0
"""Not deleted. Written so that SQLite doesn't use the index of deleted chats for it."""
_REVISION = col(Chat.revision) + func.coalesce(col(ReadMarker.revision), 0)


async def get_lines(d: Deps, chat_id: str) -> dict[str, ChatLine]:
    """A chat's line for each user who can see it, by their ids."""
    async with d.db.reading() as session:
        return await get_lines_in_session(session, chat_id)


async def get_lines_in_session(session: AsyncSession, chat_id: str) -> dict[str, ChatLine]:
    """The same, within a transaction."""
    if not is_valid_id(chat_id):
        return {}
    rows = await session.exec(select_lines().where(Chat.id == chat_id))
    return {row[0]: chat_line(*row) for row in rows}


def select_lines() -> Any:
    """SQL for lines: a row for each chat and each user who can see it."""
    columns: list[Any] = [Membership.user_id, Chat, User.name, SEEN_AT, _REVISION]
    return (
        select_team_chats(columns)
        .join(User, col(User.id) == Chat.user_id)
        .where(NOT_DELETED, or_(_MINE, col(Chat.shared) != Sharing.PRIVATE))
    )


def select_team_chats(columns: list[Any]) -> Any:
    """SQL for chats, joined with the members of their team and their read markers."""
    own_sight = and_(
        col(ReadMarker.chat_id) == Chat.id, col(ReadMarker.user_id) == col(Membership.user_id)
    )
    return (
        select(*columns)
        .join(Membership, col(Membership.team_id) == Chat.team_id)
        .outerjoin(ReadMarker, own_sight)
    )


def chat_line(user_id: str, chat: Chat, owner: str, seen_at: int, revision: int) -> ChatLine:
    return ChatLine(
        id=chat.id,
        revision=revision,
        archived=chat.archived_at is not None,
        title=chat.title,
        team_id=chat.team_id,
        owner=owner,
        shared=enum_or_default(Sharing, chat.shared, Sharing.READ),
        right=right_to(chat, user_id),
        active_at=chat.active_at,
        pinned_at=chat.pinned_at or 0,
        project_id=chat.project_id or "",
        running=chat.running_id or "",
        waiting=chat.waiting,
        replied_at=chat.replied_at,
        seen_at=seen_at,
    )
