"""Imports an export into a team, with new ids. Rows that were imported before stay as they are."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import and_, insert, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import ChatCreated, ProjectUpdated, TeamsChanged
from spacerr.domain.data.exports import AgentPart, ChatPart, Export
from spacerr.domain.ids import now_ms
from spacerr.domain.tables import ERASED, Agent, Chat, Message, Passage, Project, ReplyStep
from spacerr.infra.cpu_work import no_full_collection
from spacerr.services.access import chat_visible_to, resolve_team_id
from spacerr.services.agents.changes import add_version
from spacerr.services.agents.room import count_remaining
from spacerr.services.chats import erase
from spacerr.services.chats.lists import project_line
from spacerr.services.chats.projects import count_remaining as project_room
from spacerr.services.data.import_file import read_export
from spacerr.services.data.import_rows import (
    AT_ONCE,
    Batch,
    Piece,
    Places,
    agent_request,
    agent_row,
    build_batch,
    chat_request,
    chat_weight,
    original_id,
    project_request,
    project_row,
)
from spacerr.services.events import publish, publish_chat_event, publish_settings_changed

_Result = TypeVar("_Result")

ANNOUNCED_ONE_BY_ONE = 100
"""Up to so many imported chats, one event each is published; for more, tabs fetch their list."""
RACES = 3
"""Attempts, while other imports of the same rows are faster."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Counts of the chats, projects and agents that were added, and of chats that existed already.
    `roomless` agents were left out, because the user can have no more in the team.
    """

    chats: int = 0
    projects: int = 0
    agents: int = 0
    skipped: int = 0
    roomless: int = 0


async def import_chats(d: Deps, user_id: str, team_id: str, file: bytes) -> ImportResult:
    """Import a file into a team, the user's first if none is named.

    A file with an error changes nothing. Rows that were imported before stay as they are, so that
    an interrupted import can be repeated. Raises TeamNotFound, NotAnExport, OtherVersion,
    DamagedExport, ExportTooLarge.
    """
    async with d.db.reading() as session:
        team_id = await resolve_team_id(session, user_id, team_id)
    with no_full_collection():
        return await _import(d, user_id, team_id, file)


async def _import(d: Deps, user_id: str, team_id: str, file: bytes) -> ImportResult:
    export = await asyncio.to_thread(read_export, file)
    chats = await _not_stored(d, user_id, export.chats)
    grouped, made = await _retry_on_conflict(lambda: _projects(d, user_id, team_id, export, chats))
    agents, created, roomless = await _retry_on_conflict(
        lambda: _agents(d, user_id, team_id, export.agents)
    )
    places = Places(grouped, agents)
    added: list[str] = []
    one_by_one = len(chats) <= ANNOUNCED_ONE_BY_ONE
    for some in _batches(chats):
        batch = await asyncio.to_thread(build_batch, user_id, team_id, places, some)
        added += await _retry_on_conflict(
            lambda batch=batch: _insert_batch(d, user_id, batch, one_by_one)
        )
    if added and not one_by_one:
        async with d.db.writing() as session:
            publish(d, session, user_id, TeamsChanged())
    return ImportResult(len(added), len(made), created, len(export.chats) - len(added), roomless)


def _batches(chats: Sequence[ChatPart]) -> list[list[ChatPart]]:
    """Chats in groups that are stored together. A chat too long for that is a group of its own."""
    batches: list[list[ChatPart]] = []
    remaining = 0
    for chat in chats:
        size = chat_weight(chat)
        if size > remaining or not batches:
            batches.append([])
            remaining = AT_ONCE
        batches[-1].append(chat)
        remaining -= size
    return batches


async def _not_stored(d: Deps, user_id: str, chats: Sequence[ChatPart]) -> list[ChatPart]:
    """The chats of a file that the user doesn't have, neither originally nor by an import."""
    stored: set[str] = set()
    async with d.db.reading() as session:
        for start in range(0, len(chats), AT_ONCE):
            ids = [chat.id for chat in chats[start : start + AT_ONCE]]
            same = select(Chat.id).where(
                col(Chat.id).in_(ids), Chat.user_id == user_id, chat_visible_to(user_id)
            )
            stored |= set(await session.exec(same))
            stored |= {original_id(it) for it in await _find_imported(session, user_id, ids)}
    return [chat for chat in chats if chat.id not in stored]


async def _find_imported(session: AsyncSession, user_id: str, ids: Sequence[str]) -> list[str]:
    """The request ids of chats that were imported before, and not deleted since."""
    query = select(Chat.client_request_id).where(
        Chat.user_id == user_id,
        col(Chat.client_request_id).in_([chat_request(it) for it in ids]),
        col(Chat.deleted_at).is_(None),
    )
    return [request for request in await session.exec(query) if request]


async def _projects(
    d: Deps, user_id: str, team_id: str, export: Export, chats: Sequence[ChatPart]
) -> tuple[dict[str, str], list[Project]]:
    """The team's projects for the chats, by their ids in the file; and those just created. If the
    team can have no more, the chats of the others are in no project.
    """
    used = {chat.project_id for chat in chats}
    wanted = [part for part in export.projects if part.id in used]
    requests = {project_request(user_id, team_id, part.id): part.id for part in wanted}
    known = col(Project.id).in_(requests.values()) | col(Project.client_request_id).in_(requests)
    async with d.db.writing() as session:
        found = await session.exec(select(Project).where(Project.team_id == team_id, known))
        places = {requests.get(row.client_request_id or "", row.id): row.id for row in found}
        new = [it for it in wanted if it.id not in places]
        fitting = new[: max(0, await project_room(session, team_id))]
        made = {it.id: project_row(user_id, team_id, it) for it in fitting}
        session.add_all(made.values())
        for project in made.values():
            publish(d, session, team_id, ProjectUpdated(project=project_line(project)))
    return places | {old: row.id for old, row in made.items()}, list(made.values())


async def _agents(
    d: Deps, user_id: str, team_id: str, parts: Sequence[AgentPart]
) -> tuple[dict[str, str], int, int]:
    """The user's agents in the team by their ids in the file; how many of them are new; and how
    many were left out because the user can have no more.
    """
    requests = {agent_request(team_id, part.id): part.id for part in parts}
    known = col(Agent.id).in_(requests.values()) | col(Agent.client_request_id).in_(requests)
    own = col(Agent.user_id) == user_id, col(Agent.team_id) == team_id
    async with d.db.writing() as session:
        # One that was deleted could be restored for a while; now it comes back like this.
        await session.exec(sql_delete(Agent).where(*own, known, col(Agent.deleted_at).is_not(None)))
        found = (await session.exec(select(Agent).where(*own, known))).all()
        places = {requests.get(row.client_request_id or "", row.id): row.id for row in found}
        new = [it for it in parts if it.id not in places]
        fitting = new[: max(0, await count_remaining(session, user_id, team_id))]
        created = {it.id: agent_row(user_id, team_id, it) for it in fitting}
        session.add_all(created.values())
        await session.flush()
        for part in fitting:
            await add_version(session, user_id, created[part.id], part.settings)
        if created:
            publish_settings_changed(d, session, team_id, user_id)
    made = {old: row.id for old, row in created.items()}
    return places | made, len(created), len(new) - len(created)


async def _retry_on_conflict(attempt: Callable[[], Awaitable[_Result]]) -> _Result:
    """Run an attempt again when another import of the same rows was faster: they exist then."""
    for _ in range(RACES):
        with suppress(IntegrityError):
            return await attempt()
    return await attempt()


async def _insert_batch(d: Deps, user_id: str, batch: Batch, announce: bool) -> list[str]:
    """Store a batch, and return the ids of its new chats. With `announce`, publish an event for
    each.

    A chat that takes several transactions counts as deleted until all of it is stored. If the
    import ends halfway, it is erased later.
    """
    first, *rest = batch.pieces
    requests = [str(chat["client_request_id"]) for chat in batch.chats]
    # One that was deleted could be restored for a while; now it comes back like this.
    before = and_(col(Chat.user_id) == user_id, col(Chat.client_request_id).in_(requests))
    await erase.delete_chats(d, and_(before, col(Chat.deleted_at).is_not(None)))
    async with d.db.writing() as session:
        stored = set(await _find_imported(session, user_id, [original_id(it) for it in requests]))
        created = [chat for chat in batch.chats if chat["client_request_id"] not in stored]
        if not created:
            return []
        hidden = {"deleted_at": now_ms() if rest else None}
        await session.exec(insert(Chat), params=[{**chat, **hidden} for chat in created])
        ids = [str(chat["id"]) for chat in created]
        await _store(session, first, ids)
        if announce and not rest:
            _publish_created(d, session, ids)
    unfinished = and_(col(Chat.id).in_(ids), col(Chat.deleted_at) != ERASED)
    for piece in rest:
        async with d.db.writing() as session:
            still = select(Chat.id).where(unfinished).with_for_update(key_share=True)
            if not (await session.exec(still)).all():
                return []  # another import of the same chat started again
            await _store(session, piece, ids)
    if rest:
        async with d.db.writing() as session:
            shown = update(Chat).where(unfinished).values(deleted_at=None).returning(col(Chat.id))
            ids = list((await session.exec(shown)).scalars())
            if announce:
                _publish_created(d, session, ids)
    return ids


async def _store(session: AsyncSession, piece: Piece, chats: Sequence[str]) -> None:
    messages = [row for row in piece.messages if row["chat_id"] in chats]
    stored = {row["id"] for row in messages}
    steps = [row for row in piece.steps if row["message_id"] in stored]
    passages = [row for row in piece.passages if row["chat_id"] in chats]
    for table, rows in ((Message, messages), (ReplyStep, steps), (Passage, passages)):
        if rows:
            await session.exec(insert(table), params=rows)


def _publish_created(d: Deps, session: AsyncSession, chats: Sequence[str]) -> None:
    for chat_id in chats:
        publish_chat_event(d, session, chat_id, ChatCreated)
