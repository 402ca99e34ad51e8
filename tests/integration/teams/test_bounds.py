"""Every list that people make longer has an end, and a sentence that says so."""

import pytest
from sqlmodel import col, select, update

from spacerr.domain.errors.chats import TooManyProjects
from spacerr.domain.errors.sharing import ChatTooLong, TooManyLinks
from spacerr.domain.errors.teams import TeamFull, TooManyTeams
from spacerr.domain.ids import DAY_MS, new_id, now_ms
from spacerr.domain.limits import LINK_CHARS, LINKS, PROJECTS, SIGN_INS, TEAM_MEMBERS, TEAMS
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import Chat, Membership, Message, Project, SignIn, Team, Usage, User
from spacerr.services.accounts import sessions
from spacerr.services.chats import links, lists, project_deletion, projects
from spacerr.services.chats.projects import ProjectForm
from spacerr.services.teams import invitations
from spacerr.services.usage import report
from spacerr.timings import USAGE_KEPT
from tests.support.people.exports import brought
from tests.support.people.lists import store, team_of
from tests.support.people.replies import ADA, person
from tests.support.people.studio import used
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]
PLANS = ProjectForm("Plans", "blue", "")


async def add(d, *rows):
    async with d.db.writing() as session:
        session.add_all(rows)


async def said(d, *texts) -> str:
    """A chat that holds these messages, one after the other."""
    [chat] = await store(d, {})
    last = None
    for text in texts:
        message = Message(chat_id=chat, parent_id=last, content=text)
        await add(d, message)
        last = message.id
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(col(Chat.id) == chat).values(leaf_id=last))
    return chat


async def full_of_projects(d) -> str:
    team = await team_of(d, ADA)
    await add(d, *(Project(team_id=team, name=f"{n}") for n in range(PROJECTS - 1)))
    return team


async def test_a_team_has_so_many_projects_and_the_one_that_is_there_already_is_found(d):
    team, request = await full_of_projects(d), new_id()
    made = await projects.create(d, ADA, request, PLANS)
    with pytest.raises(TooManyProjects, match=f"{PROJECTS} projects"):
        await projects.create(d, ADA, new_id(), PLANS)
    assert await projects.create(d, ADA, request, PLANS) == made
    assert len(await lists.list_projects(d, ADA)) == PROJECTS
    await project_deletion.delete(d, ADA, made, with_chats=False)
    await projects.create(d, ADA, new_id(), PLANS)
    with pytest.raises(TooManyProjects):
        await project_deletion.restore(d, ADA, made)
    assert (
        team
        == (await projects.get_project(d, ADA, (await lists.list_projects(d, ADA))[0].id)).team_id
    )


async def test_an_import_makes_no_more_projects_and_loses_no_chat(d):
    team = await full_of_projects(d)
    parts = [{"id": f"p{n}", "name": f"New {n}", "created_at": 1} for n in range(3)]
    held = {"id": "m", "role": "user", "text": "Hi", "created_at": 1}
    chat = {"title": "One", "created_at": 1, "active_at": 2, "leaf_id": "m", "messages": [held]}
    chats = [chat | {"id": f"c{n}", "project_id": f"p{n}"} for n in range(3)]
    file = {"format": "spacerr", "version": 1, "exported_at": 1, "projects": parts, "chats": chats}
    done = await brought(d, ADA, file, team)
    assert (done.projects, done.chats) == (1, 3)
    assert len(await lists.list_projects(d, ADA)) == PROJECTS


async def test_a_chat_has_so_many_links(d):
    chat = await said(d, "Hi")
    for _ in range(LINKS):
        made = await links.create(d, ADA, chat)
    with pytest.raises(TooManyLinks, match=f"{LINKS} links"):
        await links.create(d, ADA, chat)
    await links.revoke(d, ADA, chat, made.id)
    await links.create(d, ADA, chat)


async def test_what_a_link_shows_is_not_longer_than_can_be_sent_again_and_again(d):
    half = "x" * (LINK_CHARS // 2)
    await links.create(d, ADA, await said(d, half, half))
    with pytest.raises(ChatTooLong, match="Export it"):
        await links.create(d, ADA, await said(d, half, half, "x"))


async def test_a_team_takes_in_so_many_and_a_person_joins_so_many(d):
    team, bob = await team_of(d, ADA), await person(d, "Bob")
    made = await invitations.create(d, ADA, team, TeamRole.MEMBER, 1)
    crowd = [User(name=f"{n}") for n in range(TEAM_MEMBERS - 1)]
    await add(d, *crowd)
    await add(d, *(Membership(user_id=it.id, team_id=team) for it in crowd))
    with pytest.raises(TeamFull, match="is full"):
        await invitations.accept(d, bob, made.token)
    many = [Team(name=f"{n}") for n in range(TEAMS - 1)]
    await add(d, *many)
    await add(d, *(Membership(user_id=bob, team_id=it.id) for it in many))
    async with d.db.writing() as session:
        await session.delete(await session.get_one(User, crowd[0].id))
    with pytest.raises(TooManyTeams):
        await invitations.accept(d, bob, made.token)
    async with d.db.writing() as session:
        await session.delete(await session.get_one(Team, many[0].id))
    assert await invitations.accept(d, bob, made.token) == team


async def test_of_many_sign_ins_those_used_least_recently_end(d):
    for n in range(SIGN_INS + 2):
        async with d.db.writing() as session:
            await sessions.create_session(session, ADA, f"{n}")
        async with d.db.writing() as session:
            one = col(SignIn.browser) == f"{n}"
            await session.exec(update(SignIn).where(one).values(seen_at=now_ms() - 1_000 + n))
    async with d.db.reading() as session:
        left = {it.browser for it in await session.exec(select(SignIn))}
    assert left == {f"{n}" for n in range(2, SIGN_INS + 2)}


async def test_what_was_used_is_forgotten_after_its_time(d):
    team, now = await team_of(d, ADA), now_ms()
    ages = [USAGE_KEPT * 1000 + DAY_MS, USAGE_KEPT * 1000 - DAY_MS, 0]
    for age in ages:  # ids sort by the time they were made, as these are
        await add(d, Usage(team_id=team, model="m", purpose="reply", created_at=now - age))
    await report.purge(d)
    assert [now - it.created_at for it in await used(d)] == ages[1:]
