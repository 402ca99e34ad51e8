"""The tools of a chat as a tab lists them: by servers, searched, and why some are off or ask."""

import pytest

from spacerr.domain.ids import new_id
from spacerr.domain.replies.questions import Decision
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.infra.mcp.config import McpServer
from spacerr.services.questions import questions
from spacerr.services.tools import choice
from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.sidebar import SidebarState
from tests.support.models.calling import call
from tests.support.models.priced import PRICED, catalog
from tests.support.people.agents import agent
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, chat_row, idle
from tests.support.tools.servers import file_server

__all__ = ["catalog"]
pytestmark = pytest.mark.anyio
BUILT_IN = ["Calculator", "Clock", "Search", "Question"]


@pytest.fixture(autouse=True)
async def servers(d):
    """Two servers that are away, each with a tool that reads and one that acts."""
    for name, noun in (("wiki", "page"), ("files", "file")):
        tools = (
            McpTool("read", f"Read a {noun}", "Reads it.", {}, True),
            McpTool("write", f"Write a {noun}", "Changes it.", {}, False),
        )
        await file_server(d, name, McpServer(command="none"), *tools)


async def listed(tab):
    """The titles of the tools that a tab lists, by the names of their groups."""
    groups = (await tab.state(ChatState)).tool_groups
    return {it.name: [tool.title for tool in it.tools] for it in groups}


async def shown(tab, name):
    groups = (await tab.state(ChatState)).tool_groups
    return next(it for group in groups for it in group.tools if it.name == name)


async def test_tools_are_listed_by_their_servers_and_found_by_words(d, browser):
    tab = browser.tab("one")
    await tab.do(ChatState.open_tools)
    servers = {"wiki": ["Read a page", "Write a page"], "files": ["Read a file", "Write a file"]}
    assert await listed(tab) == {"Built in": BUILT_IN} | servers
    assert (await tab.state(ChatState)).tools_searched
    assert (await shown(tab, "wiki_read")).summary == "Reads it."
    for query, found in (
        ("WRITE", {"wiki": ["Write a page"], "files": ["Write a file"]}),
        ("it. wiki", {"wiki": ["Read a page", "Write a page"]}),
        ("exact arithmetic", {"Built in": ["Calculator"]}),
        ("zeppelin", {}),
    ):
        await tab.do(ChatState.find_tools, query=query)
        assert await listed(tab) == found
    await tab.do(ChatState.open_tools)
    assert len(await listed(tab)) == 3


async def test_few_tools_have_neither_groups_nor_a_search(d, browser):
    d.mcp_servers.clear()
    tab = browser.tab("one")
    await tab.do(ChatState.open_tools)
    assert await listed(tab) == {"": BUILT_IN}
    assert not (await tab.state(ChatState)).tools_searched


async def test_a_tool_that_the_agent_may_not_use_is_off_and_says_why(d, browser):
    tab = browser.tab("one")
    limited = await agent(d, "Poet", only_tools=True, tools=("calculator", "wiki_write"))
    await tab.do(ChatState.choose_agent, agent_id=limited)
    await tab.do(ChatState.open_tools)
    clock, calculator = await shown(tab, "current_time"), await shown(tab, "calculator")
    assert (clock.on, clock.barred) == (False, "Poet may not use this")
    assert (calculator.on, calculator.barred) == (True, "")
    asked = [(await shown(tab, it)).asks for it in ("wiki_write", "files_write")]
    assert asked == [True, False]
    await tab.do(ChatState.choose_agent, agent_id="")
    await tab.do(ChatState.open_tools)
    assert (await shown(tab, "current_time")).on


async def test_a_tool_that_was_allowed_in_a_chat_is_asked_about_again_in_every_tab(
    d, browser, model
):
    model.says(*call("wiki_write"))
    model.then("Done.")
    mine = browser.tab("one")
    await mine.do(ChatState.choose_model, model=PRICED)
    await mine.do(ChatState.send, text="Write", request_id=new_id())
    chat = (await mine.state(ChatState)).chat_id
    theirs = browser.tab("two", f"/chat/{chat}")
    await theirs.do(ChatState.open)
    for tab in (mine, theirs):
        await tab.send(SidebarState.follow, cursor={}, project_id="", archived=False)
        await tab.until(SidebarState, lambda it: it.opened.version)
    await idle(d)
    [it] = await questions.list_open(d, ADA)
    assert (await shown(theirs, "wiki_write")).asks
    yes = Decision.ACCEPT_IN_CHAT.value
    await mine.do(ChatState.answer, question_id=it.question.id, decision=yes, values={}, version="")
    for tab in (mine, theirs):
        await tab.until(ChatState, is_allowed)
    await mine.do(ChatState.ask_again, name="wiki_write")
    await theirs.until(ChatState, lambda it: not is_allowed(it))
    assert (await shown(mine, "wiki_write")).asks and (await shown(theirs, "wiki_write")).asks
    assert (await chat_row(d, chat)).allowed_tools == []
    await idle(d)


def is_allowed(chat):
    tools = {it.name: it for group in chat.tool_groups for it in group.tools}
    return tools["wiki_write"].allowed and not tools["wiki_write"].asks


async def test_a_team_that_asks_always_has_nothing_to_take_back(d, browser):
    tab = browser.tab("one")
    await tab.do(ChatState.send, text="Hi", request_id=new_id())
    await idle(d)
    chat = (await tab.state(ChatState)).chat_id
    async with d.db.writing() as session:
        row = await chat_row(d, chat)
        row.allowed_tools = ["wiki_write", "wiki_read"]
        session.add(row)
    team = await team_of(d, ADA)
    await choice.set_asking(d, ADA, team, "wiki_write", "always")
    await tab.do(ChatState.catch_up, chat_id=chat)
    await tab.do(ChatState.open_tools)
    write, read = await shown(tab, "wiki_write"), await shown(tab, "wiki_read")
    assert (write.asks, write.allowed, read.asks, read.allowed) == (True, False, False, False)
