"""The instructions of the server, teams, projects and users: read and changed.

Optimistic locking: to change a text, the caller sends its mark, the hash of the text they read.
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
from spacerr.domain.prompts.instructions import validate_instructions
from spacerr.domain.roles import MANAGERS, TeamRole
from spacerr.domain.tables import PlatformSettings, Project, Team, TeamSettings
from spacerr.domain.tables.settings import PLATFORM
from spacerr.domain.teams.audit import Action
from spacerr.infra.database.database import insert_into
from spacerr.services import audit
from spacerr.services.access import access_team, is_operator, lock_team, require_operator
from spacerr.services.accounts.user_settings import get_user_settings, lock_user_settings
from spacerr.services.chats import projects
from spacerr.services.events import publish_instructions_changed, publish_settings_changed
from spacerr.services.prompts import build

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InstructionsText:
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
    """The instructions that hold in a team, without those of projects and agents. `fixed`: the
    platform's come from a setting and can't be changed here. `name` is the team's.
    """

    name: str
    platform: InstructionsText
    fixed: bool
    team: InstructionsText
    personal: InstructionsText
    projects: Sequence[Named]


async def get_overview(d: Deps, user_id: str, team_id: str) -> Overview:
    """Raises TeamNotFound."""
    listed = select(Project.id, Project.name).where(
        Project.team_id == team_id,
        col(Project.archived_at).is_(None),
        col(Project.deleted_at).is_(None),
    )
    async with d.db.reading() as session:
        membership = await access_team(session, user_id, team_id)
        name = (await session.get_one(Team, team_id)).name
        team = await session.get(TeamSettings, team_id)
        named = (await session.exec(listed.order_by(col(Project.name)))).all()
        personal = await get_user_settings(session, user_id)
        platform = build.get_platform_instructions(d, await get_stored_platform_text(session))
        may = not d.settings.instructions and await is_operator(d, session, user_id)
    return Overview(
        name,
        instructions_text(platform, may),
        bool(d.settings.instructions),
        instructions_text(team.instructions if team else "", membership.role in MANAGERS),
        instructions_text(personal.instructions),
        [Named(*it) for it in named],
    )


async def update_platform(d: Deps, user_id: str, text: str, mark: str) -> InstructionsText:
    """Store the platform's instructions, for every model on this server.

    Raises OnlyOperators, InstructionsFixed, InstructionsTooLong, UnknownVariable,
    InstructionsChangedMeanwhile.
    """
    text = validate_instructions(text)
    async with d.db.writing() as session:
        await require_operator(d, session, user_id)
        if d.settings.instructions:
            raise InstructionsFixed
        row = await _lock_platform_settings(session)
        if row.instructions != text:
            _require_revision(row.instructions, mark)
            row.instructions, row.revision = text, row.revision + 1
            row.changed_by, row.changed_at = user_id, now_ms()
            session.add(row)
            log.info("platform_instructions.changed", user=user_id, revision=row.revision)
        publish_instructions_changed(d, session)
    return instructions_text(text)


async def update_team(
    d: Deps, user_id: str, team_id: str, text: str, mark: str
) -> InstructionsText:
    """Store a team's instructions.

    Raises TeamNotFound, OnlyManagers, InstructionsTooLong, UnknownVariable,
    InstructionsChangedMeanwhile.
    """
    text = validate_instructions(text)
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        row = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        if row.instructions != text:
            _require_revision(row.instructions, mark)
            row.instructions, row.revision = text, row.revision + 1
            session.add(row)
            await audit.record(session, user_id, team_id, Action.INSTRUCTIONS_CHANGED)
        publish_settings_changed(d, session, team_id)
    return instructions_text(text)


async def get_personal(d: Deps, user_id: str) -> InstructionsText:
    """A user's own instructions."""
    async with d.db.reading() as session:
        return instructions_text((await get_user_settings(session, user_id)).instructions)


async def update_personal(d: Deps, user_id: str, text: str, mark: str) -> InstructionsText:
    """Store a user's own instructions.

    Raises InstructionsTooLong, UnknownVariable, InstructionsChangedMeanwhile.
    """
    text = validate_instructions(text)
    async with d.db.writing() as session:
        row = await lock_user_settings(session, user_id)
        if row.instructions != text:
            _require_revision(row.instructions, mark)
            row.instructions, row.revision = text, row.revision + 1
            session.add(row)
        publish_instructions_changed(d, session, user_id)
    return instructions_text(text)


async def get_project_text(d: Deps, user_id: str, project_id: str) -> InstructionsText:
    """A project's instructions. Raises ProjectNotFound."""
    return instructions_text((await projects.get_project(d, user_id, project_id)).instructions)


async def update_project(
    d: Deps, user_id: str, project_id: str, text: str, mark: str
) -> InstructionsText:
    """Store a project's instructions.

    Raises ProjectNotFound, InstructionsTooLong, UnknownVariable, ChangedMeanwhile.
    """
    project = await projects.get_project(d, user_id, project_id)
    text = validate_instructions(text)
    if project.instructions != text:
        _require_revision(project.instructions, mark)
        form = projects.ProjectForm(project.name, project.colour, text)
        await projects.update(d, user_id, project_id, form, project.revision)
    return instructions_text(text)


async def get_stored_platform_text(session: AsyncSession) -> str:
    """The operator's text for every model. It holds where the server's setting is empty."""
    row = await session.get(PlatformSettings, PLATFORM)
    return row.instructions if row else ""


async def _lock_platform_settings(session: AsyncSession) -> PlatformSettings:
    """The platform's settings, created where missing, and locked until the transaction ends."""
    row = insert_into(session, PlatformSettings).values(**PlatformSettings().model_dump())
    await session.exec(row.on_conflict_do_nothing())
    query = select(PlatformSettings).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).one()


def instructions_text(text: str, may: bool = True) -> InstructionsText:
    """A text with its mark."""
    return InstructionsText(text, _etag(text), may)


def _etag(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _require_revision(before: str, mark: str) -> None:
    if _etag(before) != mark:
        raise InstructionsChangedMeanwhile
