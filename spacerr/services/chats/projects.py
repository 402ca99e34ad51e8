"""Projects: named groups of a team's chats, with instructions of their own."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import ProjectUpdated
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.chats import (
    EmptyProjectName,
    ProjectChangedMeanwhile,
    ProjectNameTooLong,
    TooManyProjects,
)
from spacerr.domain.ids import is_valid_id, now_ms
from spacerr.domain.limits import PROJECT_NAME_CHARS, PROJECTS
from spacerr.domain.prompts import instructions
from spacerr.domain.status import Colour
from spacerr.domain.tables import Project
from spacerr.domain.text import one_line
from spacerr.services.access import access_project, resolve_team_id
from spacerr.services.chats.lists import project_line
from spacerr.services.events import publish


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """The fields of a project that a user can fill in."""

    name: str
    colour: str
    instructions: str


async def create(
    d: Deps, user_id: str, request_id: str, form: ProjectForm, source: str = "", team_id: str = ""
) -> str:
    """Create a project in a team, the user's first if none is named, once per request. Returns its
    id.

    Raises TeamNotFound, TooManyProjects, EmptyProjectName, ProjectNameTooLong, InstructionsTooLong,
    UnknownVariable, BadRequest.
    """
    if not is_valid_id(request_id):
        raise BadRequest
    form = _checked(form)
    project = Project(team_id="", client_request_id=_request_key(user_id, request_id), name="")
    try:
        async with d.db.writing() as session:
            project.team_id = await resolve_team_id(session, user_id, team_id)
            await _require_capacity(session, project)
            _fill(project, form)
            session.add(project)
            publish_project_updated(d, session, project, source)
    except IntegrityError:
        return await _find_created(d, _request_key(user_id, request_id))
    return project.id


async def update(
    d: Deps, user_id: str, project_id: str, form: ProjectForm, revision: int, source: str = ""
) -> None:
    """Store a project's fields, where the user has seen this revision.

    Raises ProjectNotFound, EmptyProjectName, ProjectNameTooLong, InstructionsTooLong,
    UnknownVariable, ProjectChangedMeanwhile.
    """
    form = _checked(form)
    async with d.db.writing() as session:
        project = await access_project(session, user_id, project_id, lock=True)
        if project.revision != revision:
            raise ProjectChangedMeanwhile
        _fill(project, form)
        publish_project_updated(d, session, project, source)


async def set_archived(d: Deps, user_id: str, project_id: str, on: bool, source: str = "") -> None:
    """Archive a project, or unarchive it; its chats stay as they are. Raises ProjectNotFound."""
    async with d.db.writing() as session:
        project = await access_project(session, user_id, project_id, lock=True)
        project.archived_at = (project.archived_at or now_ms()) if on else None
        project.revision += 1
        publish_project_updated(d, session, project, source)


async def get_project(d: Deps, user_id: str, project_id: str) -> Project:
    """A project with its instructions, which lists don't have. Raises ProjectNotFound."""
    async with d.db.reading() as session:
        return await access_project(session, user_id, project_id)


async def count_remaining(session: AsyncSession, team_id: str) -> int:
    """How many more projects a team can have; deleted ones don't count."""
    ours = col(Project.team_id) == team_id, col(Project.deleted_at).is_(None)
    return PROJECTS - (await session.exec(select(func.count()).where(*ours))).one()


def publish_project_updated(d: Deps, session: AsyncSession, project: Project, source: str) -> None:
    """Send a project's new line to its team."""
    event = ProjectUpdated(source=source, project=project_line(project))
    publish(d, session, project.team_id, event)


def _checked(form: ProjectForm) -> ProjectForm:
    name = one_line(form.name)
    if not name:
        raise EmptyProjectName
    if len(name) > PROJECT_NAME_CHARS:
        raise ProjectNameTooLong
    colour = form.colour if form.colour in set(Colour) else Colour.GREY
    return ProjectForm(name, colour, instructions.validate_instructions(form.instructions))


def _fill(project: Project, form: ProjectForm) -> None:
    project.name, project.colour, project.instructions = form.name, form.colour, form.instructions
    project.revision += 1


def _request_key(user_id: str, request_id: str) -> str:
    """The key of a user's request: request ids of other users can't be found or taken by it."""
    return f"{user_id}/{request_id}"


async def _require_capacity(session: AsyncSession, project: Project) -> None:
    """Raises TooManyProjects, but not for a project that the same request created before."""
    same = select(Project.id).where(Project.client_request_id == project.client_request_id)
    if (
        await count_remaining(session, project.team_id) < 1
        and not (await session.exec(same)).first()
    ):
        raise TooManyProjects


async def _find_created(d: Deps, request: str) -> str:
    query = select(Project.id).where(Project.client_request_id == request)
    async with d.db.reading() as session:
        return (await session.exec(query)).one()
