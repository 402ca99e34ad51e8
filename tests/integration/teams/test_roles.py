"""What strangers, members, admins and owners may do, one service function after another."""

import pytest

from spacerr.domain.errors.agents import AgentNotFound, NotYourAgent
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.chats import (
    ChatNotFound,
    MessageNotFound,
    NotYourChat,
    ProjectNotFound,
    ReadOnlyChat,
)
from spacerr.domain.errors.teams import OnlyManagers, OnlyOwners, TeamNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Right, Sharing
from spacerr.domain.tables import Chat
from spacerr.services.agents import agents, files
from spacerr.services.chats import lists, project_deletion, projects
from spacerr.services.keys import keys
from spacerr.services.prompts import instructions
from spacerr.services.replies import turns
from spacerr.services.teams import invitations
from spacerr.services.tools import servers
from tests.support.people.agents import agent
from tests.support.people.asked import (
    FORM,
    NEEDED,
    OF_AGENTS,
    OF_CHATS,
    OF_MESSAGES,
    OF_PROJECTS,
    OF_TEAMS,
    TOOL_SERVER,
)
from tests.support.people.in_teams import IN_TEAMS, SERVER
from tests.support.people.replies import ADA, idle, person
from tests.support.people.teams import ADMIN, MEMBER, OWNER, joined, team
from tests.support.stores.databases import on_both_engines, on_sqlite

pytestmark = [pytest.mark.anyio, on_both_engines]

NOT_FOUND = (AgentNotFound, ChatNotFound, MessageNotFound, ProjectNotFound, TeamNotFound)

REFUSED = (*NOT_FOUND, ReadOnlyChat, NotYourChat, NotYourAgent, OnlyManagers, OnlyOwners)
"""Whatever else is raised is no matter of rights."""


def by_name(services):
    """In an order that is the same in every process of tests."""
    return sorted(services, key=lambda it: it.__qualname__)


IN_PROJECTS = {
    projects.update,
    projects.set_archived,
    project_deletion.delete,
    project_deletion.restore,
    projects.get_project,
    instructions.get_project_text,
    instructions.update_project,
}

USING_AGENTS = {agents.get_agent, agents.duplicate, files.export_agent}
"""What everybody may do with a shared agent; the rest is for its maker and for managers."""

GIVEN = {Sharing.PRIVATE: 0, Sharing.READ: Right.READ, Sharing.WRITE: Right.WRITE}
"""What the rest of a team may do with a chat, be they its owners or not."""


async def outcome(doing) -> type[SpacerrError] | None:
    """How somebody was refused; None where they weren't."""
    try:
        await doing
    except REFUSED as error:
        return type(error)
    except SpacerrError:
        return None
    return None


@pytest.fixture
async def stage(d):
    """A team of two owners, Ada and Zoe, and somebody of each other kind."""
    made = await team(d)
    project = await projects.create(d, ADA, new_id(), FORM, team_id=made)
    invitation = (await invitations.create(d, ADA, made, MEMBER, 7)).id
    key = await keys.add(d, ADA, made, SERVER)
    tool_server = await servers.add(d, ADA, made, TOOL_SERVER)
    people = {
        "stranger": await person(d, "Eve"),
        "member": await joined(d, made, "Mo"),
        "admin": await joined(d, made, "Al", ADMIN),
        "owner": ADA,
    }
    others = {"zoe": await joined(d, made, "Zoe", OWNER), "bob": await joined(d, made, "Bob")}
    known = {"team": made, "project": project, "invitation": invitation, "key": key}
    known["tool_server"] = tool_server
    return {**known, **people, **others}


@on_sqlite
@pytest.mark.parametrize("who", ["stranger", "member", "admin", "owner"])
@pytest.mark.parametrize("service", IN_TEAMS, ids=lambda it: it.__qualname__)
async def test_in_a_team_everybody_may_what_their_role_says(d, stage, service, who):
    act, refused = IN_TEAMS[service]
    assert await outcome(act(d, stage[who], stage)) == refused.get(who)


@on_sqlite
@pytest.mark.parametrize("who", ["stranger", "member", "admin", "owner"])
@pytest.mark.parametrize("service", by_name(IN_PROJECTS), ids=lambda it: it.__qualname__)
async def test_projects_are_everybody_s_in_their_team(d, stage, service, who):
    found = await outcome(OF_PROJECTS[service](d, stage[who], stage["project"]))
    assert found == (ProjectNotFound if who == "stranger" else None)


@on_sqlite
@pytest.mark.parametrize("who", ["stranger", "member", "admin", "owner", "bob"])
@pytest.mark.parametrize(
    "service", by_name(OF_AGENTS.keys() - {turns.send}), ids=lambda it: it.__qualname__
)
async def test_a_shared_agent_is_changed_by_its_maker_and_by_managers(d, stage, service, who):
    made = await agent(d, user=stage["bob"], team=stage["team"], shared=True)
    refused = {"stranger": AgentNotFound}
    if service not in USING_AGENTS:
        refused["member"] = NotYourAgent
    assert await outcome(OF_AGENTS[service](d, stage[who], made)) == refused.get(who)


@on_sqlite
@pytest.mark.parametrize("shared", Sharing)
@pytest.mark.parametrize("service", NEEDED, ids=lambda it: it.__qualname__)
async def test_a_chat_is_open_to_others_as_far_as_it_is_shared_whatever_their_role(
    d, stage, service, shared
):
    needed, given = NEEDED[service], GIVEN[shared]
    for who in ("stranger", "member", "admin", "owner"):
        chat, reply = await zoes_chat(d, stage, shared)
        about = OF_CHATS[service] if service in OF_CHATS else OF_MESSAGES[service]
        refused = await outcome(about(d, stage[who], chat if service in OF_CHATS else reply))
        await idle(d)
        if who == "stranger" or shared == Sharing.PRIVATE:
            assert refused == (ChatNotFound if service in OF_CHATS else MessageNotFound), who
        elif given >= needed:
            assert refused is None, who
        else:
            assert refused == (NotYourChat if needed == Right.OWN else ReadOnlyChat), who


@on_sqlite
@pytest.mark.parametrize("service", NEEDED, ids=lambda it: it.__qualname__)
async def test_ones_own_chat_is_open_to_everything(d, stage, service):
    chat, reply = await zoes_chat(d, stage, Sharing.READ)
    if service in OF_CHATS:
        doing = OF_CHATS[service](d, stage["zoe"], chat)
    else:
        doing = OF_MESSAGES[service](d, stage["zoe"], reply)
    assert await outcome(doing) is None


@on_sqlite
@pytest.mark.parametrize("shared", Sharing)
async def test_lists_show_to_a_team_what_is_shared_and_nothing_to_strangers(d, stage, shared):
    chat, _ = await zoes_chat(d, stage, shared)
    for who in ("stranger", "member", "admin", "owner"):
        line = await lists.find_line(d, stage[who], chat)
        seen = shared != Sharing.PRIVATE and who != "stranger"
        assert (line.right if line else 0) == (GIVEN[shared] if seen else 0)


def test_every_service_that_takes_an_id_is_held_to_roles():
    assert set(NEEDED) == {*OF_CHATS, *OF_MESSAGES}
    assert set(OF_TEAMS) <= set(IN_TEAMS)
    assert set(OF_PROJECTS) == IN_PROJECTS | {turns.send}


async def zoes_chat(d, stage, shared) -> tuple[str, str]:
    """A chat of Zoe's in the team, and its reply."""
    request, place = turns.Request(stage["zoe"], new_id()), turns.Place(stage["team"])
    turn = await turns.send(d, request, "", "Hi", place)
    await idle(d)
    async with d.db.writing() as session:
        chat = await session.get_one(Chat, turn.chat.id)
        chat.shared = shared
        session.add(chat)
    return turn.chat.id, turn.reply.id
