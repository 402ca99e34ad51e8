"""Projects: named groups of a team's chats, with instructions of their own."""

from dataclasses import dataclass

from spacerr.deps import Deps


@dataclass(frozen=True, slots=True)
class Form:
    """What a person fills in."""

    name: str
    colour: str
    instructions: str


async def create(d: Deps, user_id: str, request_id: str, form: Form, source: str = "") -> str:
    """Make a project in a person's first team, once per request. Returns its id.

    Raises EmptyProjectName, ProjectNameTooLong, InstructionsTooLong, BadRequest.
    """
    raise NotImplementedError


async def change(d: Deps, user_id: str, project_id: str, form: Form, source: str = "") -> None:
    """Store a project as a person wants it.

    Raises ProjectNotFound, EmptyProjectName, ProjectNameTooLong, InstructionsTooLong.
    """
    raise NotImplementedError


async def archive(d: Deps, user_id: str, project_id: str, on: bool, source: str = "") -> None:
    """Put a project out of the way, or back; its chats stay as they are. Raises ProjectNotFound."""
    raise NotImplementedError


async def instructions(d: Deps, user_id: str, project_id: str) -> str:
    """A project's instructions. Raises ProjectNotFound."""
    raise NotImplementedError
