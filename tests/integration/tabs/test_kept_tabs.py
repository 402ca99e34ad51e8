"""What Redis keeps of people's tabs: known by person, and gone with the person."""

import asyncio

import pytest
from cachetools import TTLCache

from spacerr.domain.accounts import tokens
from spacerr.domain.bus_events import SignInEnded
from spacerr.domain.ids import new_id
from spacerr.infra.redis import tabs
from spacerr.infra.security import cookies
from spacerr.services.accounts import deletion, sessions
from spacerr.services.chats import erase
from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.sidebar import SidebarState
from tests.support.people import door
from tests.support.people.erasing import soon
from tests.support.people.replies import PATIENCE, idle, person
from tests.support.people.tabs import a_browser
from tests.support.stores.remains import remains

__all__ = ["soon"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("soon")]


async def kept(d, redis, user):
    """A key of Redis' that holds something of a person's tab, as noted."""
    key = new_id()
    await redis.set(key, "what a tab shows")
    await d.tabs.record(user, [key])
    return key


async def test_what_tabs_show_goes_with_their_person_and_that_of_others_stays(d, redis):
    cyrano, roxane = await person(d, "Cyrano"), await person(d, "Roxane")
    gone = [await kept(d, redis, cyrano) for _ in range(3)]
    stays = await kept(d, redis, roxane)
    await deletion.delete_user(d, cyrano)
    await idle(d)
    assert await redis.exists(*gone) == 0
    assert await redis.exists(stays) == 1
    assert await remains(d, redis, [cyrano, *gone]) == {}


async def test_what_a_process_writes_back_of_a_tab_goes_too(d, redis, monkeypatch):
    monkeypatch.setattr(erase, "FORGET_AFTER", 2)
    cyrano = await person(d, "Cyrano")
    key = await kept(d, redis, cyrano)
    await deletion.delete_user(d, cyrano)
    async with asyncio.timeout(PATIENCE):
        while await redis.exists(key):
            await asyncio.sleep(0)
    await redis.set(key, "what it showed meanwhile")
    await idle(d)
    assert await redis.exists(key) == 0


async def test_keys_that_have_run_out_are_forgotten(d, redis, monkeypatch):
    user = new_id()
    monkeypatch.setattr(tabs, "TAB_KEPT", -tabs.TAB_RECORDED)
    await kept(d, redis, user)
    monkeypatch.undo()
    key = await kept(d, redis, user)
    assert await redis.zrange(f"spacerr:{{{user}}}:tabs", 0, -1) == [key]
    assert await redis.ttl(f"spacerr:{{{user}}}:tabs") > tabs.TAB_KEPT


@pytest.fixture
def sharing(open_d):
    """The process shares tabs with others."""
    open_d.settings.workers = 2
    return open_d


async def signed_in(d):
    """A new browser of somebody's, what Reflex sees of its cookie, and where their tabs are."""
    browser = door.Browser(d.settings)
    assert (await browser.sign_up()).is_success
    digest = tokens.digest(browser.token)
    signed = await sessions.identify(d, digest)
    assert signed
    return (
        f"{cookies.sign_in_cookie(d.settings.port)}={digest}",
        f"spacerr:{{{signed.user_id}}}:tabs",
    )


async def test_a_tab_is_noted_with_everything_it_shows_before_it_shows_it(sharing, redis):
    cookie, place = await signed_in(sharing)
    async with a_browser() as browser:
        tab, stranger = browser.tab(new_id(), cookie=cookie), browser.tab(new_id())
        await stranger.do(ChatState.open)
        await tab.do(ChatState.open)
        noted = await redis.zrange(place, 0, -1)
        assert {f"{tab.name}_{it.get_full_name()}" for it in (ChatState, SidebarState)} < {*noted}
        assert {it.split("_")[0] for it in noted} == {tab.name}


async def test_where_tabs_are_not_shared_nothing_is_noted(open_d, redis):
    cookie, place = await signed_in(open_d)
    async with a_browser() as browser:
        await browser.tab(new_id(), cookie=cookie).do(ChatState.open)
    assert await redis.exists(place) == 0


async def test_a_tab_that_only_listens_is_noted_again(sharing, redis, monkeypatch):
    monkeypatch.setattr("spacerr.state.gate.tab_registry._noted", TTLCache(1, ttl=0))
    cookie, place = await signed_in(sharing)
    async with a_browser() as browser:
        tab = browser.tab(new_id(), cookie=cookie)
        await tab.send(SidebarState.follow, cursor={}, project_id="", archived=False)
        shown = await tab.until(SidebarState, lambda it: it.opened.version)
        await redis.delete(place)
        await sharing.bridge.publish(shown.opened.me, SignInEnded(sign_in_ids=("another",)))
        async with asyncio.timeout(PATIENCE):
            while not await redis.exists(place):
                await asyncio.sleep(0.01)
