"""Tabs follow the teams of their person: what they gain and lose is what they would list anew."""

import random
from dataclasses import replace

import pytest

from spacerr import deps
from spacerr.domain.errors.teams import AloneInTeam, LastOwner
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Chat
from spacerr.services.teams import invitations, members, teams
from spacerr.state.chat.chat import ChatState
from tests.support.people.lists import listed, project
from tests.support.people.page_list import PageList, page_list
from tests.support.people.replies import ADA, person
from tests.support.people.teams import ADMIN, MEMBER, OWNER, joined, team
from tests.support.stores.databases import on_both_engines, on_sqlite

pytestmark = [pytest.mark.anyio, on_sqlite, on_both_engines]
STEPS = 30


@pytest.fixture
async def bea(d) -> str:
    return await person(d, "Bea")


@pytest.fixture
async def boats(d, bea) -> str:
    """A team of Bea's with a project and a shared chat; its id."""
    made = await team(d, "Boats", bea)
    async with d.db.writing() as session:
        session.add(Chat(user_id=bea, team_id=made, title="Shared", shared=Sharing.WRITE))
    return made


async def take_in(d, team_id: str, by: str, role: str = MEMBER) -> None:
    token = (await invitations.create(d, by, team_id, role, 1)).token
    await invitations.accept(d, ADA, token)


def names(page: PageList) -> list[str]:
    return [it["name"] for it in page.list["teams"]]


async def test_joining_a_team_shows_it_and_what_is_shared_in_it(d, browser, bea, boats):
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        assert names(page) == ["Personal"]
        await take_in(d, boats, bea)
        await page.until(lambda it: names(it) == ["Personal", "Boats"])
        await page.until(lambda it: it.rows != [])
        assert boats in page.cursor


async def test_a_removed_person_s_tab_drops_the_team_and_the_open_chat(d, browser, bea, boats):
    await take_in(d, boats, bea)
    [chat] = await listed(d)
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        page.tab.path = f"/chat/{chat}"
        await page.tab.do(ChatState.open)
        assert (await page.tab.state(ChatState)).chat_id == chat
        await members.remove(d, bea, boats, ADA)
        await page.until(lambda it: names(it) == ["Personal"] and it.rows == [])
        assert boats not in page.cursor
        await page.tab.until(ChatState, lambda it: it.missing == chat)
        await take_in(d, boats, bea)
        await page.tab.until(ChatState, lambda it: it.chat_id == chat)


async def test_what_happens_to_a_team_is_a_new_version_and_no_new_list(d, browser, bea, boats):
    await take_in(d, boats, bea)
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        listed = page.list["version"]
        for change in (
            teams.rename(d, bea, boats, "Ships", 0),
            members.set_role(d, bea, boats, ADA, ADMIN, MEMBER),
            invitations.create(d, ADA, boats, MEMBER, 1),
        ):
            before = page.list["teamsVersion"]
            await change
            await page.until(lambda it, before=before: it.list["teamsVersion"] != before)
        assert [(it["name"], it["role"]) for it in page.list["teams"]][-1] == ("Ships", ADMIN)
        assert page.list["version"] == listed


class SlowBridge:
    """A bridge that tells where its news end only after something more has happened."""

    def __init__(self, bridge, happens) -> None:
        self._bridge, self._happens = bridge, happens

    async def position(self, audience: str) -> str:
        await self._happens()
        return await self._bridge.position(audience)

    def __getattr__(self, name: str):
        return getattr(self._bridge, name)


async def test_a_team_joined_while_the_list_is_fetched_is_listened_to(d, browser, bea, boats):
    async def join() -> None:
        if len(await teams.list_teams(d, ADA)) == 1:
            await take_in(d, boats, bea)

    deps.install(replace(d, bridge=SlowBridge(d.bridge, join)))
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        await page.until(lambda it: boats in it.cursor)
        assert names(page) == ["Personal", "Boats"]


class Teams:
    """Ada's teams, in which she and others do one thing after another."""

    def __init__(self, d, dice, bea) -> None:
        self.d, self.dice, self.bea = d, dice, bea
        self.all: list[str] = []

    async def act(self) -> None:
        acts = [self.make, self.be_invited, self.rename, self.promote, self.leave, self.remove]
        await self.dice.choice([*acts, self.project, self.come])()

    async def some(self, role: str = "") -> str:
        found = [it.id for it in await teams.list_teams(self.d, ADA) if role in ("", it.role)]
        return self.dice.choice([it for it in found if it in self.all] or [""])

    async def make(self) -> None:
        self.all.append(await team(self.d, f"Team {len(self.all)}"))
        await joined(self.d, self.all[-1], "Cleo", OWNER)

    async def be_invited(self) -> None:
        self.all.append(await team(self.d, f"Bea's {len(self.all)}", self.bea))
        await take_in(self.d, self.all[-1], self.bea, self.dice.choice([ADMIN, MEMBER]))

    async def rename(self) -> None:
        if it := await self.some(OWNER):
            revision = (await teams.get_team(self.d, ADA, it)).revision
            await teams.rename(self.d, ADA, it, f"Name {self.dice.random()}", revision)

    async def promote(self) -> None:
        if it := await self.some(MEMBER):
            await members.set_role(self.d, self.bea, it, ADA, ADMIN, MEMBER)

    async def come(self) -> None:
        if it := await self.some(OWNER):
            token = (await invitations.create(self.d, ADA, it, MEMBER, 1)).token
            await invitations.accept(self.d, await person(self.d, "Somebody"), token)

    async def leave(self) -> None:
        if it := await self.some():
            try:
                await members.leave(self.d, ADA, it)
            except (LastOwner, AloneInTeam):
                return

    async def remove(self) -> None:
        if it := await self.some(ADMIN):
            await members.remove(self.d, self.bea, it, ADA)

    async def project(self) -> None:
        await project(self.d, f"Project {self.dice.random()}")


@pytest.mark.parametrize("seed", range(4))
async def test_hearing_of_teams_ends_where_asking_anew_does(d, browser, bea, seed):
    dice = random.Random(seed)
    acting = Teams(d, dice, bea)
    async with page_list(browser.tab("one")) as page:
        await page.follow()
        for step in range(1, STEPS + 1):
            await acting.act()
            if step % 5 == 0:
                async with page_list(browser.tab(new_id())) as new:
                    await new.follow()
                    wanted = (new.shown, new.cursor.keys())
                await page.until(lambda it, wanted=wanted: (it.shown, it.cursor.keys()) == wanted)
        assert page.asked == 0
