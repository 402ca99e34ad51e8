"""What belongs to somebody else looks exactly like what doesn't exist, in every service."""

import importlib
import inspect
import pkgutil

import pytest
from sqlmodel import select

from spacerr import services
from spacerr.domain.errors import ChatNotFound, MessageNotFound, ProjectNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.models import Chat, Message, Project, Sight
from spacerr.services import (
    arranging,
    branches,
    chats,
    following,
    listing,
    projects,
    seeing,
    stopping,
    titles,
    turns,
)
from spacerr.services.listing import Scope
from tests.integration.lists import join, listed, paged, project, store, team_of
from tests.integration.replies import ADA, answered, person

pytestmark = pytest.mark.anyio


async def follow(d, user, reply):
    return [growth async for growth in following.follow(d, user, reply)]


OF_CHATS = {
    chats.thread: lambda d, user, chat: chats.thread(d, user, chat),
    arranging.rename: lambda d, user, chat: arranging.rename(d, user, chat, "Mine now"),
    arranging.pin: lambda d, user, chat: arranging.pin(d, user, chat, True),
    arranging.archive: lambda d, user, chat: arranging.archive(d, user, chat, True),
    arranging.move: lambda d, user, chat: arranging.move(d, user, chat, ""),
    arranging.delete: lambda d, user, chat: arranging.delete(d, user, chat),
    arranging.restore: lambda d, user, chat: arranging.restore(d, user, chat),
    seeing.mark: lambda d, user, chat: seeing.mark(d, user, chat, False),
    titles.renew: lambda d, user, chat: titles.renew(d, user, chat),
    turns.send: lambda d, user, chat: turns.send(d, turns.Request(user, new_id()), chat, "Hi"),
}
OF_MESSAGES = {
    turns.regenerate: lambda d, user, it: turns.regenerate(d, turns.Request(user, new_id()), it),
    turns.go_on: lambda d, user, it: turns.go_on(d, turns.Request(user, new_id()), it),
    turns.edit: lambda d, user, it: turns.edit(d, turns.Request(user, new_id()), it, "Hi"),
    branches.choose: lambda d, user, it: branches.choose(d, user, it),
    stopping.stop: lambda d, user, reply: stopping.stop(d, user, reply),
    following.follow: follow,
}
FORM = projects.Form("Mine now", "red", "")
OF_PROJECTS = {
    projects.change: lambda d, user, it: projects.change(d, user, it, FORM, 1),
    projects.archive: lambda d, user, it: projects.archive(d, user, it, True),
    projects.look: lambda d, user, it: projects.look(d, user, it),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id()), "", "Hi", turns.Place(project_id=it)
    ),
}
NOT_ASKED_BY_PEOPLE = {
    "titles.name",
    "announcing.announce_chat",
    "arranging.changing",
    "access.access_project",
    "listing.line",
    "access.access_chat",
    "access.access_message",
    "access.message_of",
    "beginning.once",
}
IDS = {"chat_id", "reply_id", "message_id", "project_id"}
UNKNOWN = ["no such id", "x" * 300, "' OR 1=1 --", "\0"]


async def everything(d) -> list[dict]:
    async with d.db.reading() as session:
        tables = Chat, Message, Project, Sight
        rows = [row for table in tables for row in await session.exec(select(table))]
        return [row.model_dump() for row in rows]


@pytest.mark.parametrize("service", OF_CHATS, ids=lambda it: it.__qualname__)
async def test_a_chat_of_somebody_else_is_not_found(d, service):
    theirs, eve = (await answered(d)).chat.id, await person(d, "Eve")
    before = await everything(d)
    with pytest.raises(ChatNotFound) as foreign:
        await OF_CHATS[service](d, eve, theirs)
    with pytest.raises(ChatNotFound) as unknown:
        await OF_CHATS[service](d, eve, new_id())
    assert str(foreign.value) == str(unknown.value)
    assert await everything(d) == before


@pytest.mark.parametrize("service", OF_MESSAGES, ids=lambda it: it.__qualname__)
async def test_a_message_of_somebody_else_is_not_found(d, service):
    theirs, eve = (await answered(d)).reply.id, await person(d, "Eve")
    before = await everything(d)
    with pytest.raises(MessageNotFound) as foreign:
        await OF_MESSAGES[service](d, eve, theirs)
    with pytest.raises(MessageNotFound) as unknown:
        await OF_MESSAGES[service](d, eve, new_id())
    assert str(foreign.value) == str(unknown.value)
    assert await everything(d) == before


@pytest.mark.parametrize("service", OF_PROJECTS, ids=lambda it: it.__qualname__)
async def test_a_project_of_another_team_is_not_found(d, service):
    theirs, eve = await project(d), await person(d, "Eve")
    before = await everything(d)
    with pytest.raises(ProjectNotFound) as foreign:
        await OF_PROJECTS[service](d, eve, theirs)
    with pytest.raises(ProjectNotFound) as unknown:
        await OF_PROJECTS[service](d, eve, new_id())
    assert str(foreign.value) == str(unknown.value)
    assert await everything(d) == before


async def test_a_chat_goes_into_projects_of_its_own_team_only(d):
    """Even where its person belongs to both teams."""
    eve = await person(d, "Eve")
    theirs, [own] = await project(d), await store(d, {}, user=eve)
    before = await everything(d)
    with pytest.raises(ProjectNotFound):
        await arranging.move(d, eve, own, theirs)
    await join(d, eve, await team_of(d, ADA))
    with pytest.raises(ProjectNotFound):
        await arranging.move(d, eve, own, theirs)
    assert await everything(d) == before


async def test_nobody_else_brings_a_deleted_chat_back(d):
    theirs, eve = (await answered(d)).chat.id, await person(d, "Eve")
    await arranging.delete(d, ADA, theirs)
    with pytest.raises(ChatNotFound):
        await arranging.restore(d, eve, theirs)
    assert await listed(d) == []


async def test_the_projects_of_another_team_are_in_no_list(d):
    theirs, eve = await project(d), await person(d, "Eve")
    await store(d, {"project_id": theirs})
    assert await listing.projects(d, eve) == []
    assert [list(page.lines) for page in await paged(d, Scope(project_id=theirs), eve)] == [[]]


@pytest.mark.parametrize("wrong", UNKNOWN)
async def test_no_id_however_strange_is_more_than_not_found(d, wrong):
    eve = await person(d, "Eve")
    for service in OF_CHATS.values():
        with pytest.raises(ChatNotFound):
            await service(d, eve, wrong)
    for service in OF_MESSAGES.values():
        with pytest.raises(MessageNotFound):
            await service(d, eve, wrong)
    for service in OF_PROJECTS.values():
        with pytest.raises(ProjectNotFound):
            await service(d, eve, wrong)


async def test_lists_hold_only_what_is_ones_own(d):
    theirs = await answered(d)
    eve = await person(d, "Eve")
    own = await answered(d, user=eve)
    assert await listed(d, user=eve) == [own.chat.id]
    assert await listing.line(d, eve, theirs.chat.id) is None


async def test_a_request_of_somebody_else_cannot_be_repeated(d):
    theirs, eve = await answered(d), await person(d, "Eve")
    request = turns.Request(eve, theirs.question.client_request_id)
    assert (await turns.send(d, request, "", "Hi")).chat.id != theirs.chat.id


async def test_every_service_that_takes_an_id_is_held_to_this():
    asked = {f"{it.__module__}.{it.__qualname__}" for it in [*OF_CHATS, *OF_MESSAGES, *OF_PROJECTS]}
    named = {f"spacerr.services.{name}" for name in NOT_ASKED_BY_PEOPLE}
    assert set(services_that_take_an_id()) <= asked | named


def services_that_take_an_id():
    """Public functions of the services with a person and the id of a chat, message or project."""
    for found in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"spacerr.services.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            takes = set(inspect.signature(function).parameters)
            if takes & {"user_id", "request"} and takes & IDS:
                yield f"{module.__name__}.{name}"
