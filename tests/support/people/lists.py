"""What tests do with lists of chats: store many, look at lines."""

from typing import Any

from spacerr.deps import Deps
from spacerr.domain.chats.lines import ChatLine, ProjectLine
from spacerr.domain.ids import new_id
from spacerr.domain.tables import Chat, Membership
from spacerr.services import access
from spacerr.services.chats import lists, projects
from spacerr.services.chats.lists import ChatPage, Scope
from tests.support.people.replies import ADA

ALL = Scope()


async def store(d: Deps, *rows: dict[str, Any], user: str = ADA) -> list[str]:
    """Store empty chats, made of a few columns each; their ids."""
    async with d.db.writing() as session:
        team = await access.resolve_team_id(session, user)
        made = [Chat(user_id=user, team_id=team, title="Stored", **row) for row in rows]
        session.add_all(made)
    return [chat.id for chat in made]


async def line(d: Deps, chat_id: str, user: str = ADA) -> ChatLine:
    """A chat's line; it must be listed."""
    found = await lists.find_line(d, user, chat_id)
    assert found is not None
    return found


async def listed(d: Deps, scope: Scope = ALL, user: str = ADA) -> list[str]:
    """The ids of all chats a list begins with, marked ones included."""
    return [it.id for it in (await lists.get_first_page(d, user, scope)).lines]


async def paged(d: Deps, scope: Scope = ALL, user: str = ADA) -> list[ChatPage]:
    """All pages of a list, as somebody sees them who scrolls down."""
    pages = [await lists.get_next_page(d, user, scope)]
    while pages[-1].more:
        pages.append(await lists.get_next_page(d, user, scope, pages[-1].end))
    return pages


async def project(d: Deps, name: str = "Plans", user: str = ADA) -> str:
    """Make a project in a person's team; its id."""
    return await projects.create(d, user, new_id(), projects.ProjectForm(name, "blue", "Be brief."))


async def change_project(
    d: Deps, project_id: str, form: projects.ProjectForm, user: str = ADA
) -> None:
    """Change a project, whatever has been done to it before."""
    revision = (await projects.get_project(d, user, project_id)).revision
    await projects.update(d, user, project_id, form, revision)


async def project_line(d: Deps, project_id: str, user: str = ADA) -> ProjectLine:
    [found] = [it for it in await lists.list_projects(d, user) if it.id == project_id]
    return found


async def join(d: Deps, user: str, team_id: str) -> None:
    """Make somebody a member of a team that isn't their first."""
    async with d.db.writing() as session:
        session.add(Membership(user_id=user, team_id=team_id, created_at=2**53))


async def team_of(d: Deps, user: str) -> str:
    return (await access.list_team_ids(d, user))[0]
