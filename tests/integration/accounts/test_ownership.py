"""What belongs to somebody else looks exactly like what doesn't exist, in every service."""

import importlib
import inspect
import pkgutil

import pytest
from sqlmodel import select

from spacerr import services
from spacerr.domain.errors.accounts import SignInNotFound
from spacerr.domain.errors.agents import AgentNotFound
from spacerr.domain.errors.chats import ChatNotFound, MessageNotFound, ProjectNotFound
from spacerr.domain.errors.questions import QuestionClosed
from spacerr.domain.errors.teams import TeamNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.tables import (
    Agent,
    AgentVersion,
    AuditEntry,
    Chat,
    Connection,
    Invitation,
    Membership,
    Message,
    Project,
    ReadMarker,
    Team,
    TeamSettings,
)
from spacerr.services.accounts import sessions
from spacerr.services.chats import edit, lists
from spacerr.services.chats.lists import Scope
from spacerr.services.replies import turns
from tests.support.people.agents import agent
from tests.support.people.asked import (
    MEANING_THE_FIRST,
    OF_AGENTS,
    OF_CHATS,
    OF_MESSAGES,
    OF_PROJECTS,
    OF_QUESTIONS,
    OF_TEAMS,
)
from tests.support.people.lists import join, listed, paged, project, store, team_of
from tests.support.people.replies import ADA, answered, person

pytestmark = pytest.mark.anyio

NOT_ASKED_BY_PEOPLE = {
    "replies.titles.name",
    "events.publish_chat_event",
    "chats.edit.chat_transaction",
    "access.access_agent",
    "agents.changes.agent_transaction",
    "agents.room.require_capacity",
    "agents.room.count_remaining",
    "accounts.sessions.end_others",
    "agents.agents.find_agent",
    "access.access_managed_team",
    "access.access_project",
    "access.access_team",
    "access.resolve_team_id",
    "access.lock_team",
    "chats.lists.find_line",
    "access.access_chat",
    "access.access_message",
    "access.get_message",
    "replies.start.once_per_request",
    "replies.start.starting",
    "usage.quotas.admission",
    "prompts.record.store_prompt",
    "chats.context.get_context",
    "models.policy.get_policy",
    "models.catalog.load_team_models",
    "models.catalog.get_default",
    "models.catalog.find_model",
    "models.catalog.get_alternative_name",
    "models.catalog.require_model",
    "models.catalog.get_display_name",
    "models.catalog.get_missing",
    "models.options.list_model_ids",
    "access.access_connection",
    "keys.connections.list_usable",
    "keys.connections.delete_own_keys",
}
UNKNOWN = ["no such id", "x" * 300, "' OR 1=1 --", "\0"]


async def everything(d) -> list[dict]:
    async with d.db.reading() as session:
        tables = (Chat, Message, Project, ReadMarker, Team, Membership, Invitation, AuditEntry)
        tables += (Connection, TeamSettings, Agent, AgentVersion)
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


@pytest.mark.parametrize("service", OF_AGENTS, ids=lambda it: it.__qualname__)
async def test_an_agent_of_another_team_or_person_is_not_found(d, service):
    eve, boats = await person(d, "Eve"), await team_of(d, ADA)
    shared, private = await agent(d, shared=True), await agent(d)
    before = await everything(d)
    with pytest.raises(AgentNotFound) as foreign:
        await OF_AGENTS[service](d, eve, shared)
    with pytest.raises(AgentNotFound) as unknown:
        await OF_AGENTS[service](d, eve, new_id())
    assert str(foreign.value) == str(unknown.value)
    assert await everything(d) == before
    await join(d, eve, boats)
    with pytest.raises(AgentNotFound):
        await OF_AGENTS[service](d, eve, private)


@pytest.mark.parametrize("service", OF_TEAMS, ids=lambda it: it.__qualname__)
async def test_a_team_of_others_is_not_found(d, service):
    theirs, eve = await team_of(d, ADA), await person(d, "Eve")
    before = await everything(d)
    with pytest.raises(TeamNotFound) as foreign:
        await OF_TEAMS[service](d, eve, theirs)
    with pytest.raises(TeamNotFound) as unknown:
        await OF_TEAMS[service](d, eve, new_id())
    assert str(foreign.value) == str(unknown.value)
    assert await everything(d) == before


async def test_a_chat_goes_into_projects_of_its_own_team_only(d):
    """Even where its person belongs to both teams."""
    eve = await person(d, "Eve")
    theirs, [own] = await project(d), await store(d, {}, user=eve)
    before = await everything(d)
    with pytest.raises(ProjectNotFound):
        await edit.move(d, eve, own, theirs)
    assert await everything(d) == before
    await join(d, eve, await team_of(d, ADA))
    before = await everything(d)
    with pytest.raises(ProjectNotFound):
        await edit.move(d, eve, own, theirs)
    assert await everything(d) == before


async def test_nobody_else_brings_a_deleted_chat_back(d):
    theirs, eve = (await answered(d)).chat.id, await person(d, "Eve")
    await edit.delete(d, ADA, theirs)
    with pytest.raises(ChatNotFound):
        await edit.restore(d, eve, theirs)
    assert await listed(d) == []


async def test_the_projects_of_another_team_are_in_no_list(d):
    theirs, eve = await project(d), await person(d, "Eve")
    await store(d, {"project_id": theirs})
    assert await lists.list_projects(d, eve) == []
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
    for service in OF_AGENTS.values():
        with pytest.raises(AgentNotFound):
            await service(d, eve, wrong)
    for service in OF_TEAMS.values():
        with pytest.raises(TeamNotFound):
            await service(d, eve, wrong)
    for service in OF_QUESTIONS.values():
        with pytest.raises(QuestionClosed):
            await service(d, eve, wrong)


async def test_a_team_that_is_not_named_is_none(d):
    """New chats and projects go to the team somebody joined first; nothing else is meant by ""."""
    for service in OF_TEAMS.keys() - MEANING_THE_FIRST:
        with pytest.raises(TeamNotFound):
            await OF_TEAMS[service](d, ADA, "")


async def test_lists_hold_only_what_is_ones_own(d):
    theirs = await answered(d)
    eve = await person(d, "Eve")
    own = await answered(d, user=eve)
    assert await listed(d, user=eve) == [own.chat.id]
    assert await lists.find_line(d, eve, theirs.chat.id) is None


async def test_a_request_of_somebody_else_cannot_be_repeated(d):
    theirs, eve = await answered(d), await person(d, "Eve")
    request = turns.Request(eve, theirs.question.client_request_id)
    assert (await turns.send(d, request, "", "Hi")).chat.id != theirs.chat.id


@pytest.mark.parametrize("sign_in", UNKNOWN)
async def test_a_sign_in_there_is_not_is_not_found(d, sign_in):
    with pytest.raises(SignInNotFound):
        await sessions.end_session(d, ADA, sign_in)


async def test_every_service_that_takes_an_id_is_held_to_this():
    held = [
        *OF_CHATS,
        *OF_MESSAGES,
        *OF_QUESTIONS,
        *OF_PROJECTS,
        *OF_AGENTS,
        *OF_TEAMS,
        sessions.end_session,
    ]
    asked = {f"{it.__module__}.{it.__qualname__}" for it in held}
    named = {f"spacerr.services.{name}" for name in NOT_ASKED_BY_PEOPLE}
    found = set(services_that_take_an_id())
    assert found <= asked | named
    assert asked <= found


def services_that_take_an_id():
    """Public functions of the services with a person and the id of anything else."""
    for found in pkgutil.walk_packages(services.__path__, "spacerr.services."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            takes = set(inspect.signature(function).parameters)
            ids = {it for it in takes if it.endswith("_id")} - {"user_id", "request_id"}
            asks = "d" in takes or "session" in takes
            if asks and takes & {"user_id", "request"} and ids:
                yield f"{module.__name__}.{name}"
