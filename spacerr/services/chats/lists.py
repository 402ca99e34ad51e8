"""Lists of chats and projects, as the sidebar shows them. They never read a message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, text, union_all
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.chats.lines import ChatLine, ProjectLine
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.ids import is_valid_id
from spacerr.domain.limits import PROJECTS, SIDEBAR_MARKS, SIDEBAR_PAGE, TEAMS
from spacerr.domain.tables import SHARED, Chat, Membership, Project
from spacerr.services.access import list_team_ids
from spacerr.services.chat_lines import (
    NOT_DELETED,
    SEEN_AT,
    chat_line,
    select_lines,
    select_team_chats,
)

LATEST = 2**63 - 1
"""The latest time a database can hold, in milliseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which chats a list shows: those of a project, the archived ones, or all others; of one team,
    or of all.
    """

    team_id: str = ""
    project_id: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ChatPage:
    """`lines` in no order: all chats of the scope from the newest down to `end`, and perhaps others
    that carry a badge. `more`: whether the scope has chats below `end`.
    """

    lines: Sequence[ChatLine]
    end: tuple[int, str] = (0, "")
    more: bool = False


async def find_line(d: Deps, user_id: str, chat_id: str) -> ChatLine | None:
    """A chat's line in a user's list; None where it isn't in the list."""
    found = (
        await _list_lines(d, user_id, col(Chat.id) == chat_id, 1) if is_valid_id(chat_id) else []
    )
    return found[0] if found else None


async def get_first_page(d: Deps, user_id: str, scope: Scope) -> ChatPage:
    """The newest chats of a scope, and all that carry a badge, in any scope."""
    newest = await get_next_page(d, user_id, scope)
    if scope == Scope() and not newest.more:
        return newest
    marked = or_(
        col(Chat.pinned_at).is_not(None),
        col(Chat.running_id).is_not(None),
        col(Chat.replied_at) > SEEN_AT,
    )
    known = {line.id for line in newest.lines}
    others = [
        line
        for line in await _list_lines(d, user_id, marked, SIDEBAR_MARKS)
        if line.id not in known
    ]
    return ChatPage([*newest.lines, *others], newest.end, newest.more)


async def get_next_page(
    d: Deps, user_id: str, scope: Scope, end: tuple[int, str] | None = None
) -> ChatPage:
    """The next chats of a scope, after the end of an earlier page.

    Raises BadRequest where no page can have that end.
    """
    wanted = _is_in_scope(await _with_only_team(d, user_id, scope))
    if end is not None:
        at, chat_id = end
        if not (0 <= at <= LATEST and is_valid_id(chat_id)):
            raise BadRequest
        older = and_(col(Chat.active_at) == at, col(Chat.id) < chat_id)
        wanted = and_(wanted, or_(col(Chat.active_at) < at, older))
    lines = await _list_lines(d, user_id, wanted, SIDEBAR_PAGE + 1)
    shown = lines[:SIDEBAR_PAGE]
    last = (shown[-1].active_at, shown[-1].id) if shown else (0, "")
    return ChatPage(shown, last, len(lines) > SIDEBAR_PAGE)


async def list_projects(d: Deps, user_id: str) -> list[ProjectLine]:
    """The projects of a user's teams, by name; archived ones too."""
    query = (
        select(Project)
        .join(Membership, col(Membership.team_id) == Project.team_id)
        .where(Membership.user_id == user_id, col(Project.deleted_at).is_(None))
        .order_by(func.lower(Project.name), col(Project.id))
        .limit(TEAMS * PROJECTS)
    )
    async with d.db.reading() as session:
        return [project_line(project) for project in await session.exec(query)]


def project_line(project: Project) -> ProjectLine:
    return ProjectLine(
        id=project.id,
        revision=project.revision,
        archived=project.archived_at is not None,
        deleted=project.deleted_at is not None,
        team_id=project.team_id,
        name=project.name,
        colour=project.colour,
        created_at=project.created_at,
    )


async def _with_only_team(d: Deps, user_id: str, scope: Scope) -> Scope:
    """Add the team to the scope of a user with only one: an index has its chats in this order."""
    teams = [] if scope.team_id else await list_team_ids(d, user_id)
    return replace(scope, team_id=teams[0]) if len(teams) == 1 else scope


def _is_in_scope(scope: Scope) -> ColumnElement[bool]:
    if not all(is_valid_id(it) for it in (scope.team_id, scope.project_id) if it):
        return false()
    archived = col(Chat.archived_at)
    wanted = archived.is_not(None) if scope.archived else archived.is_(None)
    if scope.team_id:
        wanted = and_(wanted, col(Chat.team_id) == scope.team_id)
    if scope.project_id and not scope.archived:
        wanted = and_(wanted, col(Chat.project_id) == scope.project_id)
    return wanted


async def _list_lines(d: Deps, user_id: str, wanted: Any, limit: int) -> list[ChatLine]:
    """Two queries, for own and for shared chats: each has an index without other users' private
    chats.
    """
    newest = col(Chat.active_at).desc(), col(Chat.id).desc()
    own = select_team_chats([Chat.id]).where(NOT_DELETED, Chat.user_id == user_id)
    of_others = select_team_chats([Chat.id]).where(
        NOT_DELETED, Chat.user_id != user_id, text(SHARED)
    )
    parts = [
        query.where(Membership.user_id == user_id, wanted).order_by(*newest).limit(limit).subquery()
        for query in (own, of_others)
    ]
    found = union_all(*(select(it.c.id) for it in parts))
    found = found.subquery()
    query = select_lines().join(found, found.c.id == Chat.id).where(Membership.user_id == user_id)
    async with d.db.reading() as session:
        return [chat_line(*row) for row in await session.exec(query.order_by(*newest).limit(limit))]
