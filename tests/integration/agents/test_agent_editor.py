"""The editor of an agent, as a tab sees it."""

import pytest

from spacerr import deps
from spacerr.services.agents import agents, deletion
from spacerr.state.agents.agents import AgentsState
from spacerr.state.agents.editor import AgentEditorState
from spacerr.state.agents.versions import AgentVersionsState
from tests.support.people.agents import agent, line, names, save
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA
from tests.support.people.tabs import a_browser
from tests.support.stores.databases import on_sqlite

pytestmark = [pytest.mark.anyio, on_sqlite]


@pytest.fixture
async def tab(d):
    deps.install(d)
    async with a_browser() as browser:
        yield browser.tab("one", "/settings/agents")
    deps.install(None)


async def opened(d, tab, place):
    """The fields of an agent, as its form shows them first."""
    there = {"team_id": await team_of(d, ADA), "_zone": "UTC", "place": place}
    await tab.do(AgentVersionsState.open, **there)
    await tab.do(AgentEditorState.open, **there)
    return (await tab.state(AgentEditorState)).stored


async def test_a_new_agent_is_made_once_and_shown(d, tab):
    fields = await opened(d, tab, "new") | {"name": " Poet ", "starter-2": "Why?"}
    await tab.do(AgentEditorState.save, version=0, fields=fields)
    await tab.do(AgentEditorState.save, version=0, fields=fields | {"description": "Rhymes"})
    assert await names(d, ADA, await team_of(d, ADA)) == ["Poet"]
    shown = await tab.state(AgentEditorState)
    assert (shown.title, shown.version, shown.saved) == ("Poet", 2, True)
    assert shown.stored["description"] == "Rhymes"
    assert shown.stored["starter-1"] == "Why?"
    assert shown.accepted == {"name": " Poet ", "starter-1": "", "starter-2": "Why?"}
    assert "Poet is ready" in tab.scripts()[0]


async def test_a_refusal_names_its_field(d, tab):
    fields = await opened(d, tab, "new")
    own = {"name": "Poet", "temperature-way": "own", "temperature": "hot"}
    for typed, field in (({}, "name"), (own, "temperature")):
        await tab.do(AgentEditorState.save, version=0, fields=fields | typed)
        shown = await tab.state(AgentEditorState)
        assert (shown.wrong_field, shown.saved) == (field, False)
    assert shown.refusals == 2


async def test_an_agent_is_limited_to_the_tools_that_are_checked(d, tab):
    made = await agent(d)
    fields = await opened(d, tab, made)
    assert (fields["tools-way"], fields["tool-calculator"]) == ("all", "on")
    assert fields["rounds"] == "10"
    fields |= {"rounds": "3"}
    others = {it: "" for it in fields if it.startswith("tool-")}
    for version, (typed, tools) in enumerate(
        [({"tool-calculator": "on"}, ["calculator"]), ({}, [])], 1
    ):
        limited = fields | others | {"tools-way": "only"} | typed
        await tab.do(AgentEditorState.save, version=version, fields=limited)
        now = (await line(d, made)).settings
        assert (now["only_tools"], now["tools"]) == (True, tools)
        assert (await tab.state(AgentEditorState)).stored == limited
    await tab.do(AgentEditorState.save, version=3, fields=limited | {"tools-way": "all"})
    now = (await line(d, made)).settings
    assert (now["only_tools"], now["tools"], now["rounds"]) == (False, [], 3)


async def test_a_tool_that_is_not_here_is_kept_until_it_is_unchecked(d, tab):
    made = await agent(d, tools=("weather", "calculator"))
    fields = await opened(d, tab, made)
    assert (fields["tools-way"], fields["tool-weather"]) == ("only", "on")
    shown = (await tab.state(AgentEditorState)).tools
    assert [it.title for it in shown if it.field == "tool-weather"] == ["weather (not here)"]
    await tab.do(AgentEditorState.save, version=1, fields=fields | {"description": "Warm"})
    assert set((await line(d, made)).settings["tools"]) == {"weather", "calculator"}
    await tab.do(AgentEditorState.save, version=2, fields=fields | {"tool-weather": ""})
    assert (await line(d, made)).settings["tools"] == ["calculator"]
    assert "tool-weather" not in (await tab.state(AgentEditorState)).stored


@pytest.mark.parametrize(
    ("tools", "card", "version"),
    [
        ({}, "", "All tools"),
        ({"only_tools": True}, "Tools: None", "None"),
        ({"tools": ("current_time", "weather")}, "Tools: Clock, weather", "Clock, weather"),
    ],
)
async def test_the_list_and_a_version_say_which_tools_an_agent_has(d, tab, tools, card, version):
    made = await agent(d, **tools)
    await tab.do(AgentsState.open, team_id=await team_of(d, ADA))
    assert [it.tools for it in (await tab.state(AgentsState)).agents] == [card]
    await opened(d, tab, made)
    await tab.do(AgentVersionsState.view, version=1)
    shown = {it.name: it.text for it in (await tab.state(AgentVersionsState)).contents}
    assert shown["Tools"] == version


async def test_what_another_tab_saved_is_overwritten_only_by_a_second_save(d, tab):
    made = await agent(d)
    fields = await opened(d, tab, made) | {"name": "Bard"}
    await save(d, made, description="In rhyme")
    for said in ("changed this agent meanwhile", ""):
        await tab.do(AgentEditorState.save, version=1, fields=fields)
        assert said in (await tab.state(AgentEditorState)).wrong
    assert (await line(d, made)).settings["name"] == "Bard"


async def test_a_version_is_viewed_and_restored_but_not_over_what_is_typed(d, tab):
    made = await agent(d)
    await save(d, made, name="Bard")
    await opened(d, tab, made)
    await tab.do(AgentVersionsState.show)
    versions = await tab.state(AgentVersionsState)
    assert [(it.name, it.newest) for it in versions.versions] == [("Bard", True), ("Poet", False)]
    await tab.do(AgentVersionsState.view, version=1)
    assert (await tab.state(AgentVersionsState)).contents[0].text == "Poet"
    await tab.do(AgentEditorState.mark_changed, changed=True)
    await tab.do(AgentVersionsState.restore, version=1)
    assert (await line(d, made)).settings["name"] == "Bard"
    await tab.do(AgentEditorState.mark_changed, changed=False)
    await tab.do(AgentVersionsState.restore, version=1)
    assert (await line(d, made)).settings["name"] == "Poet"


async def test_an_agent_of_the_list_is_copied_deleted_and_restored(d, tab):
    made, team_id = await agent(d), await team_of(d, ADA)
    await tab.do(AgentsState.open, team_id=team_id)
    await tab.do(AgentsState.choose, agent_id=made, action="duplicate")
    await tab.do(AgentsState.choose, agent_id=made, action="delete")
    assert [it.name for it in (await tab.state(AgentsState)).agents] == ["Poet (copy)"]
    await tab.do(AgentsState.undo, token=f"role/{made}/owner/member")
    assert await names(d, ADA, team_id) == ["Poet (copy)"]
    await tab.do(AgentsState.undo, token=f"agent/{made}")
    assert await names(d, ADA, team_id) == ["Poet", "Poet (copy)"]


async def test_an_agent_that_is_gone_is_not_shown(d, tab):
    made = await agent(d)
    await deletion.delete(d, ADA, made)
    await opened(d, tab, made)
    shown = await tab.state(AgentEditorState)
    assert not shown.ready and "no longer exists" in shown.problem
    assert await agents.find_agent(d, ADA, made) is None
