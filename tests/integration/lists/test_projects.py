"""Projects belong to a team: made once per request, and told to everybody in it."""

import asyncio

import pytest
from sqlmodel import select

from spacerr.domain.bus_events import ProjectUpdated
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.chats import (
    EmptyProjectName,
    ProjectChangedMeanwhile,
    ProjectNameTooLong,
    ProjectNotFound,
)
from spacerr.domain.errors.prompts import InstructionsTooLong
from spacerr.domain.ids import new_id
from spacerr.domain.limits import INSTRUCTIONS_CHARS, PROJECT_NAME_CHARS
from spacerr.domain.tables import Chat, Project
from spacerr.services.chats import edit, lists, project_deletion, projects
from spacerr.services.chats.lists import Scope
from spacerr.services.chats.projects import ProjectForm
from tests.support.people.lists import join, paged, project, project_line, store, team_of
from tests.support.people.replies import ADA, PATIENCE, answered, chat_row, person
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]
HEBREW = "\u05e9\u05dc\u05d5\u05dd"
PLANS = ProjectForm("Plans", "blue", "Be brief.")
BAD = [
    (ProjectForm("", "blue", ""), EmptyProjectName),
    (ProjectForm(" \n\0\u200b", "blue", ""), EmptyProjectName),
    (ProjectForm("x" * (PROJECT_NAME_CHARS + 1), "blue", ""), ProjectNameTooLong),
    (ProjectForm("x" * 10_000, "blue", ""), ProjectNameTooLong),
    (ProjectForm("Plans", "blue", "x" * (INSTRUCTIONS_CHARS + 1)), InstructionsTooLong),
]


async def stored(d) -> list[Project]:
    async with d.db.reading() as session:
        return list(await session.exec(select(Project)))


async def test_a_new_project_is_in_the_list_and_its_team_hears(d):
    team = await team_of(d, ADA)
    after = await position(d, team)
    made = await projects.create(d, ADA, new_id(), PLANS, "tab-1")
    shown = await project_line(d, made)
    assert (shown.name, shown.colour, shown.archived) == ("Plans", "blue", False)
    assert (await projects.get_project(d, ADA, made)).instructions == "Be brief."
    told = await news(d, team, after)
    assert told == [ProjectUpdated(source="tab-1", project=shown)]


async def test_a_repeated_request_makes_one_project(d, elsewhere):
    request = new_id()
    sides = (d, elsewhere) * 3
    made = await asyncio.gather(*(projects.create(it, ADA, request, PLANS) for it in sides))
    assert len(set(made)) == 1
    assert await projects.create(d, ADA, request, ProjectForm("Other", "red", "")) == made[0]
    assert [(it.id, it.name) for it in await stored(d)] == [(made[0], "Plans")]


async def test_a_request_of_somebody_else_makes_a_project_of_ones_own(d):
    request, eve = new_id(), await person(d, "Eve")
    theirs = await projects.create(d, ADA, request, PLANS)
    own = await projects.create(d, eve, request, ProjectForm("Mine", "red", ""))
    assert own != theirs
    assert [it.id for it in await lists.list_projects(d, eve)] == [own]
    assert [it.id for it in await lists.list_projects(d, ADA)] == [theirs]


@pytest.mark.parametrize("wrong", ["", "\0", "x" * 300, "é"])
async def test_a_request_that_cannot_be_is_refused(d, wrong):
    with pytest.raises(BadRequest):
        await projects.create(d, ADA, wrong, PLANS)


@pytest.mark.parametrize(("form", "error"), BAD)
async def test_a_form_that_cannot_be_stored_changes_nothing(d, form, error):
    made, team = await project(d), await team_of(d, ADA)
    before, after = await stored(d), await position(d, team)
    with pytest.raises(error):
        await projects.create(d, ADA, new_id(), form)
    with pytest.raises(error):
        await projects.update(d, ADA, made, form, 1)
    assert await stored(d) == before
    assert await news(d, team, after) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [(" My\nplans\0 😀 ", "My plans 😀"), (HEBREW, HEBREW), ("x" * 80, "x" * 80)],
)
async def test_a_name_is_one_line(d, typed, name):
    assert (await project_line(d, await project(d, typed))).name == name


@pytest.mark.parametrize("wrong", ["", "mauve", "BLUE", "red; background: url(x)", "\0"])
async def test_a_colour_there_is_not_becomes_grey(d, wrong):
    made = await projects.create(d, ADA, new_id(), ProjectForm("Plans", wrong, ""))
    assert (await project_line(d, made)).colour == "grey"


async def test_instructions_keep_their_lines(d):
    form = ProjectForm("Plans", "blue", " First.\n\n- Second\0 😀\n")
    made = await projects.create(d, ADA, new_id(), form)
    assert (await projects.get_project(d, ADA, made)).instructions == "First.\n\n- Second 😀"


async def test_a_change_is_stored_and_told(d):
    made, team = await project(d), await team_of(d, ADA)
    after, before = await position(d, team), await project_line(d, made)
    await projects.update(d, ADA, made, ProjectForm("Ideas", "red", "Dream."), 1, "tab-1")
    shown = await project_line(d, made)
    assert (shown.name, shown.colour) == ("Ideas", "red")
    assert shown.revision == before.revision + 1
    assert (await projects.get_project(d, ADA, made)).instructions == "Dream."
    assert await news(d, team, after) == [ProjectUpdated(source="tab-1", project=shown)]


async def test_an_archived_project_comes_back_and_its_chats_stay(d):
    made = await project(d)
    [chat] = await store(d, {"project_id": made})
    await projects.set_archived(d, ADA, made, True)
    assert (await project_line(d, made)).archived
    [page] = await paged(d, Scope(project_id=made))
    assert [it.id for it in page.lines] == [chat]
    await projects.set_archived(d, ADA, made, False)
    shown = await project_line(d, made)
    assert (shown.archived, shown.revision) == (False, 3)


async def test_of_changes_at_once_one_is_stored_and_the_others_are_told(d, elsewhere):
    made = await project(d)
    changes = [ProjectForm(f"Plans {n}", "blue", "") for n in range(6)]
    sides = (d, elsewhere) * 3
    pairs = zip(sides, changes, strict=True)
    changing = (projects.update(side, ADA, made, form, 1) for side, form in pairs)
    done = await asyncio.gather(*changing, return_exceptions=True)
    shown = await project_line(d, made)
    assert (shown.name, shown.revision) == (changes[done.index(None)].name, 2)
    assert sum(isinstance(it, ProjectChangedMeanwhile) for it in done) == 5


async def test_the_second_of_two_who_edit_a_project_overwrites_it_only_knowingly(d):
    bob, team = await person(d, "Bob"), await team_of(d, ADA)
    made = await project(d)
    await join(d, bob, team)
    opened = (await projects.get_project(d, bob, made)).revision
    await projects.update(d, ADA, made, ProjectForm("Ada's", "red", "Ada's words."), opened)
    with pytest.raises(ProjectChangedMeanwhile):
        await projects.update(d, bob, made, ProjectForm("Bob's", "blue", ""), opened)
    shown = await projects.get_project(d, bob, made)
    assert (shown.name, shown.instructions) == ("Ada's", "Ada's words.")
    await projects.update(d, bob, made, ProjectForm("Bob's", "blue", ""), shown.revision)
    assert (await project_line(d, made)).name == "Bob's"


@pytest.mark.parametrize("revision", [-1, 0, 2, 10**30])
async def test_a_revision_there_is_not_changes_nothing(d, revision):
    made = await project(d)
    with pytest.raises(ProjectChangedMeanwhile):
        await projects.update(d, ADA, made, ProjectForm("Other", "red", ""), revision)
    assert (await project_line(d, made)).name == "Plans"


async def test_a_change_and_new_chats_in_a_project_do_not_wait_for_each_other_for_ever(d):
    made = await project(d)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(
            *(projects.set_archived(d, ADA, made, True) for _ in range(5)),
            *(store(d, {"project_id": made}) for _ in range(5)),
        )


async def test_people_of_one_team_share_its_projects(d):
    bob, team = await person(d, "Bob"), await team_of(d, ADA)
    made = await project(d)
    await join(d, bob, team)
    after = await position(d, team)
    await projects.update(d, bob, made, ProjectForm("Ours", "green", "Together."), 1)
    assert (await project_line(d, made)).name == "Ours"
    assert [it.name for it in await lists.list_projects(d, bob)] == ["Ours"]
    assert (await projects.get_project(d, ADA, made)).instructions == "Together."
    assert [it.project.name for it in await news(d, team, after)] == ["Ours"]


async def test_the_chats_of_a_shared_project_are_still_ones_own(d):
    bob, team = await person(d, "Bob"), await team_of(d, ADA)
    made = await project(d)
    await join(d, bob, team)
    await store(d, {"project_id": made})
    assert [list(it.lines) for it in await paged(d, Scope(project_id=made), bob)] == [[]]


async def test_projects_are_listed_by_name(d):
    for name in ("beta", "Alpha", "gamma"):
        await project(d, name)
    assert [it.name for it in await lists.list_projects(d, ADA)] == ["Alpha", "beta", "gamma"]


async def in_project(d, made: str) -> str:
    """A chat in a project; its id."""
    turn = await answered(d)
    await edit.move(d, ADA, turn.chat.id, made)
    return turn.chat.id


async def settled(d) -> None:
    while d.background_tasks:
        await asyncio.wait(d.background_tasks)


async def test_a_deleted_project_leaves_its_chats_and_comes_back_whole(d, model):
    made = await project(d)
    chat = await in_project(d, made)
    after = await position(d, await team_of(d, ADA))
    await project_deletion.delete(d, ADA, made, with_chats=False, source="tab-1")
    assert await lists.list_projects(d, ADA) == []
    told = [
        it for it in await news(d, await team_of(d, ADA), after) if it.type == "project.updated"
    ]
    assert [(it.source, it.project.deleted) for it in told] == [("tab-1", True)]
    for refused in (projects.get_project(d, ADA, made), edit.move(d, ADA, chat, made)):
        with pytest.raises(ProjectNotFound):
            await refused
    await answered(d, chat=chat)
    assert "Be brief." not in model.asked[-1].instructions
    await project_deletion.restore(d, ADA, made)
    assert [it.id for it in await lists.list_projects(d, ADA)] == [made]
    await answered(d, chat=chat)
    assert "Be brief." in model.asked[-1].instructions


async def test_the_chats_of_whoever_deletes_a_project_may_go_along_and_come_back(d):
    made, bob = await project(d), await person(d, "Bob")
    await join(d, bob, await team_of(d, ADA))
    mine, before = await in_project(d, made), await in_project(d, made)
    shared = Chat(user_id=bob, team_id=await team_of(d, ADA), project_id=made, shared="read")
    theirs = shared.id
    async with d.db.writing() as session:
        session.add(shared)
    await edit.delete(d, ADA, before)
    await asyncio.sleep(0.002)  # times are in milliseconds
    await project_deletion.delete(d, ADA, made, with_chats=True)
    await settled(d)
    assert (await chat_row(d, mine)).deleted_at and not (await chat_row(d, theirs)).deleted_at
    await project_deletion.restore(d, ADA, made)
    await settled(d)
    assert not (await chat_row(d, mine)).deleted_at
    assert (await chat_row(d, before)).deleted_at


async def test_a_project_deleted_long_ago_is_gone_and_its_chats_are_in_none(d, monkeypatch):
    made = await project(d)
    chat = await in_project(d, made)
    await project_deletion.delete(d, ADA, made, with_chats=False)
    await project_deletion.purge(d)
    assert len(await stored(d)) == 1
    monkeypatch.setattr(project_deletion, "UNDO", -1)
    await project_deletion.purge(d)
    assert await stored(d) == []
    assert (await chat_row(d, chat)).project_id is None
    with pytest.raises(ProjectNotFound):
        await project_deletion.restore(d, ADA, made)


async def test_a_project_of_others_is_not_deleted(d):
    made, eve = await project(d), await person(d, "Eve")
    for refused in (
        project_deletion.delete(d, eve, made, with_chats=True),
        project_deletion.restore(d, eve, made),
    ):
        with pytest.raises(ProjectNotFound):
            await refused
    assert [it.id for it in await lists.list_projects(d, ADA)] == [made]
