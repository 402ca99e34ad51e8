"""What each of two people lists after hearing of changes is what they would list if they asked."""

import random
from contextlib import AsyncExitStack, suppress

import pytest

from spacerr.domain.errors.chats import ProjectNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Sharing
from spacerr.services import access
from spacerr.services.chats import edit, lists, read_state, sharing
from spacerr.state.sidebar.sidebar import SidebarState
from tests.integration.lists.test_lists import PAGE, kinds, settled, whole
from tests.support.people.acting import People
from tests.support.people.lists import team_of
from tests.support.people.page_list import page_list
from tests.support.people.replies import ADA, answered, ask, idle
from tests.support.people.teammates import come_and_go, settings, share, signed_in, teammate
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.stores.news import position, published

__all__ = ["settings"]

pytestmark = [pytest.mark.anyio, on_sqlite, on_both_engines]
STEPS = 50
FEW = 3
HEARD_BY_BOTH = {
    "chat.updated",
    "chat.seen",
    "chat.deleted",
    "reply.started",
    "reply.finished",
}


@pytest.fixture
def browser(browser, monkeypatch):
    monkeypatch.setattr(lists, "SIDEBAR_PAGE", PAGE)
    return browser


class Person(People):
    """One of two people at their tabs; both know of all chats and projects."""

    def __init__(self, other, *about) -> None:
        super().__init__(*about)
        if other is not None:
            self.chats, self.deleted, self.projects = other.chats, other.deleted, other.projects

    async def act(self) -> None:
        if self.dice.random() < 0.4:
            await self.share()
        else:
            with suppress(ProjectNotFound):  # where this person has left the team
                await super().act()

    async def share(self) -> None:
        how = self.dice.choice(list(Sharing))
        chat = self.dice.choice(self.chats[:FEW])  # so that many are taken back, too
        await self.tab.do(SidebarState.share, chat_id=chat, how=how)


async def fresh(browser, page, cookie) -> dict:
    """The list as a tab of the same person that has just been opened shows it."""
    scope = page.list["scope"]
    async with page_list(browser.tab(new_id(), cookie=cookie)) as new:
        await new.follow(scope["projectId"], archived=scope["archived"])
        return await whole(new)


async def all_heard(d, page, user) -> None:
    """Wait until a page has heard of everything, whichever teams its person is in by now."""
    await published(d)
    audiences = [user, *await access.list_team_ids(d, user)]
    positions = {audience: await position(d, audience) for audience in audiences}
    await page.until(lambda it: it.cursor == positions)


@pytest.mark.parametrize("seed", range(4))
async def test_each_of_two_people_ends_where_asking_anew_does(d, elsewhere, browser, model, seed):
    dice, bob, team = random.Random(seed), await teammate(d), await team_of(d, ADA)
    cookies = {user: await signed_in(d, user) for user in (ADA, bob)}
    tabs = {
        user: [browser.tab(f"{user} {n}", cookie=cookie) for n in range(2)]
        for user, cookie in cookies.items()
    }
    ada = Person(None, d, elsewhere, model, tabs[ADA], dice)
    both = [ada, Person(ada, d, elsewhere, model, tabs[bob], dice, bob)]
    await ada.project()
    for person in both:
        for _ in range(PAGE):
            await person.begin()
    async with AsyncExitStack() as stack:
        pages = []
        for person in both:
            for tab, scope in zip(person.tabs, ({}, {"archived": True}), strict=True):
                page = await stack.enter_async_context(page_list(tab))
                await page.follow(**scope)
                pages.append((page, person.user))
        for step in range(1, STEPS + 1):
            if dice.random() < 0.05:
                await come_and_go(d, bob, team)
            await dice.choice(both).act()
            if step % 10 == 0:
                await settled(d, elsewhere)
                for page, user in pages:
                    await all_heard(d, page, user)
                    assert await whole(page) == await fresh(browser, page, cookies[user])
        assert [page.asked for page, _ in pages] == [0, 0, 0, 0]


async def everything_shared_once(d, model, bob) -> None:
    """A little of all that Bob's list hears of Ada's chats."""
    chats = [(await answered(d, f"Question {n}")).chat.id for n in range(5)]
    for chat in chats:
        await share(d, chat)
    await edit.rename(d, bob, chats[0], "Renamed by Bob")
    await answered(d, "And?", chat=chats[1])
    await read_state.mark_seen(d, bob, chats[1], True)
    await sharing.set_sharing(d, ADA, chats[2], Sharing.PRIVATE)
    await edit.delete(d, ADA, chats[3])
    model.says("Half", gated=True)
    await ask(d, "Running", chat=chats[4])


@pytest.mark.parametrize("kind", [*sorted(HEARD_BY_BOTH), None])
async def test_a_teammates_list_that_is_deaf_to_one_kind_of_event_is_wrong(d, browser, model, kind):
    bob = await teammate(d)
    cookie = await signed_in(d, bob)
    async with page_list(browser.tab("stale", cookie=cookie), spoil=kind) as page:
        await page.follow()
        await everything_shared_once(d, model, bob)
        await page.until(lambda it: kinds(it).count("reply.started") == 2)
        await all_heard(d, page, bob)
        assert set(kinds(page)) == HEARD_BY_BOTH
        same = await whole(page) == await fresh(browser, page, cookie)
        model.let_all()
        await idle(d)
        await all_heard(d, page, bob)
        same = same and await whole(page) == await fresh(browser, page, cookie)
    assert same == (kind is None)
