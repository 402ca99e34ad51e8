"""A page that lists one team: nothing of others, what is new in them marked, and always true."""

import random

import pytest

from spacerr.domain.ids import new_id
from spacerr.services.chats import edit, projects, read_state
from spacerr.services.replies import turns
from spacerr.state.chat.chat import ChatState
from tests.support.people.lists import team_of
from tests.support.people.page_list import PageList, page_list
from tests.support.people.replies import ADA, idle
from tests.support.people.teams import team
from tests.support.stores.news import position, published

pytestmark = pytest.mark.anyio
STEPS = 30


@pytest.fixture
async def home(d) -> str:
    return await team_of(d, ADA)


@pytest.fixture
async def boats(d) -> str:
    return await team(d, "Boats")


async def begun(d, team_id: str, text: str = "Hi") -> str:
    """A chat of a team, with a reply that nobody has seen; its id."""
    request = turns.Request(ADA, new_id())
    turn = await turns.send(d, request, "", text, turns.Place(team_id))
    await idle(d)
    return turn.chat.id


def listed(page: PageList) -> dict:
    """All that a page of few chats shows: where the fetched list ended is no part of it."""
    return {name: value for name, value in page.shown.items() if name != "end"}


async def heard(d, page: PageList) -> None:
    """Wait until a page has heard of everything."""
    await published(d)
    positions = {audience: await position(d, audience) for audience in page.cursor}
    await page.until(lambda it: it.cursor == positions)


async def test_a_page_lists_the_chats_and_projects_of_its_team_only(d, browser, home, boats):
    mine, ours = await begun(d, home), await begun(d, boats)
    for place in (home, boats):
        form = projects.ProjectForm(f"Plans of {place}", "blue", "")
        await projects.create(d, ADA, new_id(), form, team_id=place)
    async with page_list(browser.tab("one")) as page:
        await page.follow(team=boats)
        assert [chat for _, chat in page.rows] == [ours]
        assert [it["team_id"] for it in page.list["projects"]] == [boats]
        await page.follow(team=home)
        assert [chat for _, chat in page.rows] == [mine]
        await page.follow()
        assert {chat for _, chat in page.rows} == {mine, ours}


async def test_what_is_new_in_another_team_is_marked_and_stays_out_of_the_list(
    d, browser, home, boats
):
    async with page_list(browser.tab("one")) as page:
        await page.follow(team=home)
        chat = await begun(d, boats)
        await page.until(lambda it: it.list["marks"] == {boats: "unseen"})
        assert page.rows == []
        await read_state.mark_seen(d, ADA, chat, True)
        await page.until(lambda it: it.list["marks"] == {})


async def test_a_new_chat_begins_in_the_team_that_the_tab_lists(d, browser, boats):
    async with page_list(browser.tab("one")) as page:
        await page.follow(team=boats)
        await page.tab.send(
            ChatState.send, text="Here", request_id=new_id(), where={"project": "", "team": boats}
        )
        await page.until(lambda it: len(it.rows) == 1)
        assert (await page.tab.state(ChatState)).team_id == boats
        await idle(d)


@pytest.mark.parametrize("seed", range(4))
async def test_events_of_all_teams_leave_a_team_s_list_as_if_asked_anew(
    d, browser, home, boats, seed
):
    dice = random.Random(seed)
    chats: list[str] = []
    async with page_list(browser.tab("one")) as page, page_list(browser.tab("two")) as other:
        await page.follow(team=boats)
        for _ in range(STEPS):
            if not chats or dice.random() < 0.4:
                chats.append(await begun(d, dice.choice([home, boats])))
            on, chat = dice.random() < 0.5, dice.choice(chats)
            act = dice.choice([edit.set_pinned, edit.set_archived, read_state.mark_seen])
            await act(d, ADA, chat, on, "")
        await heard(d, page)
        await other.follow(team=boats)
        assert listed(page) == listed(other)
        assert {it["team_id"] for it in page.list["unseen"]} <= {home, boats}
