"""What the page lists after hearing of changes is what it would list if it asked anew."""

import random
from contextlib import AsyncExitStack
from functools import partial

import pytest

from spacerr.domain.ids import new_id
from spacerr.services.chats import edit, lists, projects, read_state
from spacerr.services.chats.projects import ProjectForm
from spacerr.state.sidebar.projects import ProjectState
from spacerr.state.sidebar.sidebar import SidebarState
from tests.support.people.acting import People
from tests.support.people.lists import change_project
from tests.support.people.page_list import PageList, page_list
from tests.support.people.replies import ADA, answered, ask, idle
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.stores.news import position, published
from tests.support.tools.steps import ask_in_step

pytestmark = [pytest.mark.anyio, on_sqlite, on_both_engines]
PAGE = 6  # chats fetched at once, so that most lie below
STEPS = 40
ASKED = 7
EVENTS = {
    "chat.created",
    "chat.updated",
    "chat.seen",
    "chat.waiting",
    "chat.deleted",
    "reply.started",
    "reply.finished",
    "project.updated",
}


@pytest.fixture
def browser(browser, monkeypatch):
    monkeypatch.setattr(lists, "SIDEBAR_PAGE", PAGE)
    return browser


async def fresh(browser, page: PageList) -> dict:
    """The list as a tab that has just been opened shows it."""
    scope = page.list["scope"]
    async with page_list(browser.tab(new_id())) as new:
        await new.follow(scope["projectId"], archived=scope["archived"])
        return await whole(new)


async def whole(page: PageList) -> dict:
    """All that a page shows once somebody has scrolled down to the end."""
    while page.list["more"]:
        at, chat_id = end = page.list["end"]
        await page.tab.send(
            SidebarState.scroll, version=page.list["version"], at=at, chat_id=chat_id
        )
        await page.until(lambda it, end=end: it.list["end"] != end or not it.list["more"])
    return {name: value for name, value in page.shown.items() if name != "end"}


async def up_to_date(d, page: PageList) -> None:
    """Wait until a page has heard of everything."""
    await published(d)
    positions = {audience: await position(d, audience) for audience in page.cursor}
    await page.until(lambda it: it.cursor == positions)


@pytest.mark.parametrize("seed", range(8))
async def test_hearing_of_changes_ends_where_asking_anew_does(d, elsewhere, browser, model, seed):
    dice = random.Random(seed)
    tabs = [browser.tab(f"tab {n}") for n in range(3)]
    people = People(d, elsewhere, model, tabs, dice)
    await people.project()
    for _ in range(PAGE * 2):
        await people.begin()
    scopes = ({}, {"project": people.projects[0]}, {"archived": True})
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(page_list(tab)) for tab in tabs]
        for page, scope in zip(pages, scopes, strict=True):
            await page.follow(**scope)
        for step in range(1, STEPS + 1):
            await people.act()
            if step % 10 == 0:
                await settled(d, elsewhere)
                for page in pages:
                    await up_to_date(d, page)
                    assert await whole(page) == await fresh(browser, page)
        assert [page.asked for page in pages] == [0, 0, 0]


async def settled(d, elsewhere) -> None:
    """Everything that was asked for has been done and told."""
    for side in (d, elsewhere):
        await idle(side)


async def everything_once(d, model) -> None:
    """A little of all that lists hear of; ASKED questions, two of which are being answered."""
    seen, first, second, renamed = [
        (await answered(d, name)).chat.id for name in ("Seen", "First", "Second", "Renamed")
    ]
    waiting = (await answered(d, "Waiting")).reply.id
    project = await projects.create(d, ADA, new_id(), ProjectForm("Boats", "red", ""))
    await change_project(d, project, ProjectForm("Ships", "blue", ""))
    await edit.move(d, ADA, first, project)
    await read_state.mark_seen(d, ADA, first, True)
    await edit.delete(d, ADA, second)
    await idle(d)  # a title that came later would bring these chats' whole lines
    await read_state.mark_seen(d, ADA, seen, True)
    await edit.rename(d, ADA, renamed, "Another name")
    model.says("Half", " a", gated=True)
    for chat in (first, ""):
        await ask(d, "Running", chat=chat)
    await ask_in_step(d, waiting)


def kinds(page: PageList) -> list[str]:
    return [event["type"] for event in page.heard]


@pytest.mark.parametrize("kind", [*sorted(EVENTS), None])
async def test_a_list_that_is_deaf_to_one_kind_of_event_is_wrong(d, browser, model, kind):
    async with page_list(browser.tab("stale"), spoil=kind) as page:
        await page.follow()
        await everything_once(d, model)
        await page.until(lambda it: kinds(it).count("reply.started") == ASKED)
        await up_to_date(d, page)
        assert set(kinds(page)) == EVENTS
        same = await whole(page) == await fresh(browser, page)
        model.let_all()
        await idle(d)
        await up_to_date(d, page)
        same = same and await whole(page) == await fresh(browser, page)
    assert same == (kind is None)


async def test_a_project_form_that_is_sent_twice_makes_one_project(d, browser):
    tab, request = browser.tab("one"), new_id()
    for _ in range(2):
        await tab.do(
            ProjectState.save,
            request_id=request,
            project_id="",
            revision=0,
            name="Boats",
            colour="red",
            instructions="",
        )
    assert (await tab.state(ProjectState)).saved == request
    assert [project.name for project in await lists.list_projects(d, ADA)] == ["Boats"]


async def test_a_refused_change_is_taken_back_with_a_sentence(d, browser):
    chat = (await answered(d)).chat.id
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        title = page.line(chat)["title"]
        await page.do(["updateOptimistically", chat, {"title": ""}])
        assert page.line(chat)["title"] == ""
        await page.tab.send(SidebarState.rename, chat_id=chat, title=" ")
        await page.until(lambda it: it.line(chat)["title"] == title)
        sidebar = await page.tab.state(SidebarState)
        assert (sidebar.refused.id, sidebar.refused.sentence) == (chat, "A chat needs a title.")


async def test_what_was_done_here_shows_at_once_and_its_echo_changes_nothing(d, browser):
    chat = (await answered(d)).chat.id
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        await page.do(["updateOptimistically", chat, {"title": "Mine", "pinned_at": 1}])
        assert page.rows == [("pinned", chat)] and page.line(chat)["title"] == "Mine"
        await page.tab.send(SidebarState.rename, chat_id=chat, title="Mine")
        await page.until(lambda it: it.heard)
        assert page.rows == [("pinned", chat)] and page.line(chat)["title"] == "Mine"
        await page.tab.send(SidebarState.pin, chat_id=chat, on=True)
        await page.until(lambda it: len(it.heard) == 2)
        assert page.line(chat)["pinned_at"] > 1


async def test_a_tab_reads_on_from_the_last_event_it_shows(d, browser):
    chat = (await answered(d)).chat.id
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        version = page.list["version"]
        await edit.rename(d, ADA, chat, "While listening")
        await page.until(lambda it: it.line(chat)["title"] == "While listening")
        page.connect(browser.tab("a new token"))
        await edit.rename(d, ADA, chat, "While away")
        await page.follow(anew=False)
        await page.until(lambda it: it.line(chat)["title"] == "While away")
        titles = [event["line"]["title"] for event in page.heard]
        assert titles == ["While listening", "While away"]
        assert (page.list["version"], page.asked) == (version, 0)


async def test_a_tab_whose_state_was_lost_scrolls_on(d, browser):
    for n in range(PAGE * 2):
        await answered(d, f"Chat {n}")
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        page.connect(browser.tab("a new token"))
        await page.follow(anew=False)
        await whole(page)
        assert len(page.rows) == PAGE * 2


async def test_a_tab_that_was_away_for_too_long_gets_a_new_list(d, redis, browser):
    chat = (await answered(d)).chat.id
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        version, cursor = page.list["version"], page.cursor
        await edit.rename(d, ADA, chat, "Once")
        await edit.rename(d, ADA, chat, "Twice")
        await up_to_date(d, page)
        await redis.xtrim(f"spacerr:bridge:{{{ADA}}}", maxlen=1, approximate=False)
        page.cursor = cursor
        await page.follow(anew=False)
        await page.until(lambda it: it.list["version"] != version)
        assert page.line(chat)["title"] == "Twice"


@pytest.mark.parametrize("entry", [{"e": '{"type": "chat.exploded"}'}, {"e": "{"}, {"x": "y"}])
async def test_an_event_nobody_understands_is_skipped_and_the_list_fetched_anew(
    d, redis, browser, entry
):
    chat = (await answered(d)).chat.id
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        version = page.list["version"]
        last = await position(d)
        await redis.xadd(f"spacerr:bridge:{{{ADA}}}", {**entry, "p": last})
        await page.until(lambda it: it.list["version"] != version)
        await edit.rename(d, ADA, chat, "Still listening")
        await page.until(lambda it: it.line(chat)["title"] == "Still listening")


@pytest.mark.parametrize(
    "cursor", [{}, {"x": "1-0"}, {ADA: "nonsense"}, {ADA: "9" * 400}, {ADA: "1-0"}, {"": ""}]
)
async def test_a_cursor_that_cannot_be_read_on_from_leads_to_a_new_list(d, browser, cursor):
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        version = page.list["version"]
        page.cursor = cursor
        await page.follow(anew=False)
        await page.until(lambda it: it.list["version"] != version)


async def test_updates_that_the_page_never_saw_are_asked_for(d, browser):
    chat = (await answered(d)).chat.id
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        for n in range(8):
            await edit.rename(d, ADA, chat, f"Title {n}")
            # Each by itself: a line is read when it is told, and may be newer than the change.
            await page.tab.until(SidebarState, partial(_tells, f"Title {n}"))
        page.lose_updates()
        await page.until(lambda it: it.line(chat)["title"] == "Title 7")
        assert page.asked == 1
        assert [event["line"]["title"] for event in page.heard] == [f"Title {n}" for n in range(8)]


def _tells(title: str, sidebar: SidebarState) -> bool:
    return bool(sidebar.news) and sidebar.news[-1].events[0]["line"]["title"] == title
