"""Lists of chats and projects, as the sidebar shows them. They never read a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors import BadRequest
from spacerr.domain.ids import plausible
from spacerr.domain.limits import SIDEBAR_MARKS, SIDEBAR_PAGE
from spacerr.domain.listing import ChatLine, ProjectLine
from spacerr.domain.models import Chat, Membership, Project, Sight
from spacerr.services.access import listed_for

LATEST = 2**63 - 1
"""The latest time a database can hold, in milliseconds since 1970."""

_seen_at = func.coalesce(col(Sight.seen_at), 0)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which chats a list shows: those of a project, the archived ones, or all others."""

    project_id: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """`lines` in no order. Of the scope's chats, newest first, those down to `end` are all there;
    `more` tells whether others lie below it. Others that carry a mark may be there, too.
    """

    lines: Sequence[ChatLine]
    end: tuple[int, str] = (0, "")
    more: bool = False


async def line(d: Deps, user_id: str, chat_id: str) -> ChatLine | None:
    """A chat as it stands in a person's list; None where it isn't in it."""
    found = await _lines(d, user_id, col(Chat.id) == chat_id, 1) if plausible(chat_id) else []
    return found[0] if found else None


async def first(d: Deps, user_id: str, scope: Scope) -> Page:
    """The newest chats of a scope, and all that carry a mark, in whichever scope they are."""
    newest = await below(d, user_id, scope)
    if scope == Scope() and not newest.more:
        return newest
    marked = or_(
        col(Chat.pinned_at).is_not(None),
        col(Chat.running_id).is_not(None),
        col(Chat.replied_at) > _seen_at,
    )
    known = {line.id for line in newest.lines}
    others = [it for it in await _lines(d, user_id, marked, SIDEBAR_MARKS) if it.id not in known]
    return Page([*newest.lines, *others], newest.end, newest.more)


async def below(d: Deps, user_id: str, scope: Scope, end: tuple[int, str] | None = None) -> Page:
    """The next chats of a scope, after the one that an earlier page ended with.

    Raises BadRequest where no page can have ended like that.
    """
    wanted = _in(scope)
    if end is not None:
        at, chat_id = end
        if not (0 <= at <= LATEST and plausible(chat_id)):
            raise BadRequest
        older = and_(col(Chat.active_at) == at, col(Chat.id) < chat_id)
        wanted = and_(wanted, or_(col(Chat.active_at) < at, older))
    lines = await _lines(d, user_id, wanted, SIDEBAR_PAGE + 1)
    shown = lines[:SIDEBAR_PAGE]
    last = (shown[-1].active_at, shown[-1].id) if shown else (0, "")
    return Page(shown, last, len(lines) > SIDEBAR_PAGE)


async def projects(d: Deps, user_id: str) -> list[ProjectLine]:
    """The projects of a person's teams, by name; archived ones too."""
    query = (
        select(Project)
        .join(Membership, col(Membership.team_id) == Project.team_id)
        .where(Membership.user_id == user_id)
        .order_by(func.lower(Project.name), col(Project.id))
    )
    async with d.db.reading() as session:
        return [project_line(project) for project in await session.exec(query)]


def project_line(project: Project) -> ProjectLine:
    return ProjectLine(
        id=project.id,
        revision=project.revision,
        archived=project.archived_at is not None,
        name=project.name,
        colour=project.colour,
        created_at=project.created_at,
    )


def _in(scope: Scope) -> ColumnElement[bool]:
    archived = col(Chat.archived_at)
    if scope.archived:
        return archived.is_not(None)
    if scope.project_id:
        if not plausible(scope.project_id):
            return false()
        return and_(archived.is_(None), col(Chat.project_id) == scope.project_id)
    return archived.is_(None)


async def _lines(d: Deps, user_id: str, wanted: Any, limit: int) -> list[ChatLine]:
    query = (
        select(Chat, _seen_at)
        .outerjoin(Sight, and_(col(Sight.chat_id) == Chat.id, col(Sight.user_id) == user_id))
        .where(listed_for(user_id), wanted)
        .order_by(col(Chat.active_at).desc(), col(Chat.id).desc())
        .limit(limit)
    )
    async with d.db.reading() as session:
        return [_line(chat, seen_at) for chat, seen_at in await session.exec(query)]


def _line(chat: Chat, seen_at: int) -> ChatLine:
    return ChatLine(
        id=chat.id,
        revision=chat.revision,
        archived=chat.archived_at is not None,
        title=chat.title,
        active_at=chat.active_at,
        pinned_at=chat.pinned_at or 0,
        project_id=chat.project_id or "",
        running=chat.running_id or "",
        replied_at=chat.replied_at,
        seen_at=seen_at,
    )
