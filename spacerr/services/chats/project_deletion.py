"""Deleting a project: for a while it can be restored, with the chats deleted with it."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlalchemy import delete as sql_delete
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from spacerr.deps import Deps
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.chats import TooManyProjects
from spacerr.domain.ids import now_ms
from spacerr.domain.tables import Chat, Project
from spacerr.services.access import access_project
from spacerr.services.background import background
from spacerr.services.chats import edit
from spacerr.services.chats.projects import count_remaining, publish_project_updated
from spacerr.timings import UNDO

AT_ONCE = 50
"""Chats looked up at once."""


async def delete(
    d: Deps, user_id: str, project_id: str, *, with_chats: bool, source: str = ""
) -> None:
    """Delete a project. Its chats stay, without a project; `with_chats` deletes this user's chats
    after it. Deleting it again changes nothing. Raises ProjectNotFound.
    """
    async with d.db.writing() as session:
        project = await access_project(session, user_id, project_id, lock=True, deleted=True)
        if project.deleted_at is None:
            project.deleted_at, project.revision = now_ms(), project.revision + 1
        publish_project_updated(d, session, project, source)
    if with_chats:
        background(d, _delete_chats(d, user_id, project_id, source))


async def restore(d: Deps, user_id: str, project_id: str, source: str = "") -> None:
    """Restore a deleted project, and this user's chats that were deleted with or after it.

    Raises ProjectNotFound, TooManyProjects.
    """
    async with d.db.writing() as session:
        project = await access_project(session, user_id, project_id, lock=True, deleted=True)
        if project.deleted_at is not None and await count_remaining(session, project.team_id) < 1:
            raise TooManyProjects
        since, project.deleted_at = project.deleted_at, None
        project.revision += 1
        publish_project_updated(d, session, project, source)
    if since is not None:
        background(d, _restore_chats(d, user_id, project_id, since, source))


async def purge(d: Deps) -> None:
    """Delete the rows of projects that were deleted long enough ago; their chats have none then."""
    old = col(Project.deleted_at) < now_ms() - int(UNDO * 1000)
    async with d.db.reading() as session:
        if (await session.exec(select(Project.id).where(old).limit(1))).first() is None:
            return
    async with d.db.writing() as session:
        await session.exec(sql_delete(Project).where(old))


async def _delete_chats(d: Deps, user_id: str, project_id: str, source: str) -> None:
    """Delete a user's chats in a deleted project. Stops when the project is restored."""
    mine = (
        select(Chat.id)
        .join(Project, col(Project.id) == Chat.project_id)
        .where(Project.id == project_id, col(Project.deleted_at).is_not(None))
        .where(Chat.user_id == user_id, col(Chat.deleted_at).is_(None))
    )
    await _for_each(d, mine, lambda chat_id: edit.delete(d, user_id, chat_id, source))


async def _restore_chats(d: Deps, user_id: str, project_id: str, since: int, source: str) -> None:
    gone = select(Chat.id).where(
        Chat.project_id == project_id, Chat.user_id == user_id, col(Chat.deleted_at) >= since
    )
    await _for_each(d, gone, lambda chat_id: edit.restore(d, user_id, chat_id, source))


async def _for_each(
    d: Deps, query: SelectOfScalar[str], act: Callable[[str], Awaitable[object]]
) -> None:
    """Call `act` for every chat that a query of ids finds, except those that are gone by then."""
    after = ""
    while True:
        some = query.where(col(Chat.id) > after).order_by(col(Chat.id)).limit(AT_ONCE)
        async with d.db.reading() as session:
            ids = list(await session.exec(some))
        for chat_id in ids:
            with suppress(SpacerrError):
                await act(chat_id)
        if len(ids) < AT_ONCE:
            return
        after = ids[-1]
