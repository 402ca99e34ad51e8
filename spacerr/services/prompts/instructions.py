"""What servers, teams, projects and people want models to know or do: read and changed.

A text is changed by whoever says, by its mark, what it was: somebody else may have been faster.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.prompts import InstructionsChangedMeanwhile, InstructionsFixed
from spacerr.domain.ids import now_ms
from spacerr.domain.prompts.instructions import checked
from spacerr.domain.roles import MANAGERS, TeamRole
from spacerr.domain.tables import PersonStudio, PlatformStudio, Project, TeamStudio
from spacerr.domain.tables.studio import PLATFORM
from spacerr.domain.teams.audit import Action
from spacerr.infra.database.database import inserting
from spacerr.services import audit
from spacerr.services.access import access_team, is_operator, lock_team, require_operator
from spacerr.services.chats import projects
from spacerr.services.events import announce_instructions, announce_studio
from spacerr.services.prompts import build

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """A text with its mark; `may`: whether the reader may change it."""

    text: str
    mark: str
    may: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What is told in a team, but for its projects, each of which has its own, and for agents.
    `fixed`: the platform's is a setting, which nobody changes here.
    """

    platform: Written
    fixed: bool
    team: Written
    personal: Written
    projects: Sequence[Named]


async def overview(d: Deps, user_id: str, team_id: str) -> Overview:
    """Raises TeamNotFound."""
    listed = select(Project.id, Project.name).where(
        Project.team_id == team_id,
        col(Project.archived_at).is_(None),
        col(Project.deleted_at).is_(None),
    )
    async with d.db.reading() as session:
        membership = await access_team(session, user_id, team_id)
        team = await session.get(TeamStudio, team_id)
        named = (await session.exec(listed.order_by(col(Project.name)))).all()
        personal = await personal_of(session, user_id)
        platform = build.platform(d, await platform_text(session))
        may = not d.settings.instructions and await is_operator(d, session, user_id)
    return Overview(
        written(platform, may),
        bool(d.settings.instructions),
        written(team.instructions if team else "", membership.role in MANAGERS),
        written(personal.instructions),
        [Named(*it) for it in named],
    )


async def change_platform(d: Deps, user_id: str, text: str, mark: str) -> Written:
    """Store what every model on this server is told.

    Raises OnlyOperators, InstructionsFixed, InstructionsTooLong, UnknownVariable,
    InstructionsChangedMeanwhile.
    """
    text = checked(text)
    async with d.db.writing() as session:
        await require_operator(d, session, user_id)
        if d.settings.instructions:
            raise InstructionsFixed
        row = await _platform(session)
        if row.instructions != text:
            _require_revision(row.instructions, mark)
            row.instructions, row.revision = text, row.revision + 1
            row.changed_by, row.changed_at = user_id, now_ms()
            session.add(row)
            log.info("instructions.of_platform_changed", user=user_id, revision=row.revision)
        announce_instructions(d, session)
    return written(text)


async def change_team(d: Deps, user_id: str, team_id: str, text: str, mark: str) -> Written:
    """Store what a team tells models.

    Raises TeamNotFound, OnlyManagers, InstructionsTooLong, UnknownVariable,
    InstructionsChangedMeanwhile.
    """
    text = checked(text)
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        row = await session.get(TeamStudio, team_id) or TeamStudio(team_id=team_id)
        if row.instructions != text:
            _require_revision(row.instructions, mark)
            row.instructions, row.revision = text, row.revision + 1
            session.add(row)
            await audit.record(session, user_id, team_id, Action.INSTRUCTIONS_CHANGED)
        announce_studio(d, session, team_id)
    return written(text)


async def own(d: Deps, user_id: str) -> Written:
    """What somebody tells models themselves."""
    async with d.db.reading() as session:
        return written((await personal_of(session, user_id)).instructions)


async def change_own(d: Deps, user_id: str, text: str, mark: str) -> Written:
    """Store what somebody tells models.

    Raises InstructionsTooLong, UnknownVariable, InstructionsChangedMeanwhile.
    """
    text = checked(text)
    async with d.db.writing() as session:
        row = await studio_of(session, user_id)
        if row.instructions != text:
            _require_revision(row.instructions, mark)
            row.instructions, row.revision = text, row.revision + 1
            session.add(row)
        announce_instructions(d, session, user_id)
    return written(text)


async def of_project(d: Deps, user_id: str, project_id: str) -> Written:
    """What models are told in a project. Raises ProjectNotFound."""
    return written((await projects.get_project(d, user_id, project_id)).instructions)


async def change_project(d: Deps, user_id: str, project_id: str, text: str, mark: str) -> Written:
    """Store what models are told in a project.

    Raises ProjectNotFound, InstructionsTooLong, UnknownVariable, ChangedMeanwhile.
    """
    project = await projects.get_project(d, user_id, project_id)
    text = checked(text)
    if project.instructions != text:
        _require_revision(project.instructions, mark)
        form = projects.Form(project.name, project.colour, text)
        await projects.change(d, user_id, project_id, form, project.revision)
    return written(text)


async def studio_of(session: AsyncSession, user_id: str) -> PersonStudio:
    """What a person has decided, to be changed: nobody else changes it until the session ends."""
    row = inserting(session, PersonStudio).values(**PersonStudio(user_id=user_id).model_dump())
    await session.exec(row.on_conflict_do_nothing())
    query = select(PersonStudio).where(PersonStudio.user_id == user_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).one()


async def personal_of(session: AsyncSession, user_id: str) -> PersonStudio:
    """What a person has decided, to be read."""
    return await session.get(PersonStudio, user_id) or PersonStudio(user_id=user_id)


async def platform_text(session: AsyncSession) -> str:
    """What an operator wrote for every model, where no setting stands in its place."""
    row = await session.get(PlatformStudio, PLATFORM)
    return row.instructions if row else ""


async def _platform(session: AsyncSession) -> PlatformStudio:
    """The row to be changed: nobody else changes it until the session ends."""
    row = inserting(session, PlatformStudio).values(**PlatformStudio().model_dump())
    await session.exec(row.on_conflict_do_nothing())
    query = select(PlatformStudio).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).one()


def written(text: str, may: bool = True) -> Written:
    """A text as it is handed out."""
    return Written(text, _etag(text), may)


def _etag(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _require_revision(before: str, mark: str) -> None:
    if _etag(before) != mark:
        raise InstructionsChangedMeanwhile
