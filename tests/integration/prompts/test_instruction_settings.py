"""The section of the settings about instructions, as a tab sees it."""

import pytest

from spacerr import deps
from spacerr.domain.ids import new_id
from spacerr.domain.limits import INSTRUCTIONS_CHARS
from spacerr.domain.prompts.instructions import Level
from spacerr.services.chats import projects
from spacerr.services.prompts import instructions
from spacerr.services.prompts.instructions import instructions_text
from spacerr.state.settings.instructions import InstructionsState
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA
from tests.support.people.tabs import a_browser
from tests.support.stores.databases import on_sqlite

pytestmark = [pytest.mark.anyio, on_sqlite]
EMPTY = instructions_text("").mark


@pytest.fixture
async def tab(d):
    """A tab with the section open, of a team with a project and instructions."""
    team_id = await team_of(d, ADA)
    await instructions.update_team(d, ADA, team_id, "Tone: warm", EMPTY)
    await projects.create(d, ADA, new_id(), projects.ProjectForm("Boats", "red", "We build."))
    deps.install(d)
    async with a_browser() as browser:
        tab = browser.tab("one", "/settings/instructions")
        await tab.do(InstructionsState.open, team_id=team_id)
        yield tab
    deps.install(None)


async def previewed(tab) -> str:
    found = await tab.state(InstructionsState)
    return "\n".join(line.text for part in found.parts for line in part.lines)


async def test_levels_are_listed_and_all_of_them_is_previewed(tab):
    found = await tab.state(InstructionsState)
    assert [it.level for it in found.levels][:3] == [Level.PERSONAL, Level.PROJECT, Level.TEAM]
    assert found.levels[1].path == ""
    assert "Tone: warm" in await previewed(tab)
    [project] = [it for it in found.projects if it]
    await tab.do(InstructionsState.choose_project, project_id=project)
    assert (await tab.state(InstructionsState)).levels[1].stored.text == "We build."
    assert "We build." in await previewed(tab)


async def test_what_is_typed_is_previewed_until_it_is_none(tab):
    await tab.do(InstructionsState.type_text, level=Level.PERSONAL, text="I am {{person}}.")
    assert "I am the person who asks." in await previewed(tab)
    await tab.do(InstructionsState.type_text, level=Level.PERSONAL, text="Dear {{nmae}}")
    found = await tab.state(InstructionsState)
    assert "nmae" in found.wrong and found.parts
    await tab.do(InstructionsState.type_text, level=Level.PERSONAL, text=None)
    assert (await tab.state(InstructionsState)).wrong == ""
    assert "I am" not in await previewed(tab)


async def test_no_more_is_kept_than_is_needed_to_refuse_it(tab):
    await tab.do(InstructionsState.type_text, level=Level.TEAM, text="x" * 900_000)
    await tab.do(InstructionsState.type_text, level="x" * 100, text="x")
    found = await tab.state(InstructionsState)
    assert {it: len(text) for it, text in found._typed.items()} == {
        Level.TEAM: INSTRUCTIONS_CHARS + 1
    }


async def test_what_does_not_exist_cannot_be_chosen(tab):
    await tab.do(InstructionsState.choose_project, project_id=new_id())
    await tab.do(InstructionsState.choose_agent, agent_id=new_id())
    found = await tab.state(InstructionsState)
    assert (found.project_id, found.agent_id, found.problem, found.wrong) == ("", "", "", "")


async def test_another_team_is_shown_without_what_was_typed_of_this_one(tab):
    await tab.do(InstructionsState.type_text, level=Level.TEAM, text="Typed here")
    await tab.do(InstructionsState.open, team_id=new_id())
    found = await tab.state(InstructionsState)
    assert not found.ready and found.problem and not found._typed
