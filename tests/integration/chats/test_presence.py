"""Who else is here: told to those who can see a shared chat, while it is true."""

import asyncio
from contextlib import aclosing

import pytest

from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.roles import Sharing
from spacerr.infra.redis import presence
from spacerr.services.chats import presence as chat_presence
from tests.support.people.lists import store
from tests.support.people.replies import ADA, PATIENCE, idle, person
from tests.support.people.teammates import settings, share, teammate

__all__ = ["settings"]

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Beats come fast, and nothing runs out while a test waits for it."""
    monkeypatch.setattr(chat_presence, "PRESENCE_BEAT", 0.02)
    monkeypatch.setattr(presence, "PRESENCE", PATIENCE * 10)


@pytest.fixture
async def chat(d):
    [chat] = await store(d, {})
    return await share(d, chat, Sharing.READ)


class Here:
    """Somebody's tab in a chat, and whom it shows."""

    def __init__(self, d, user, chat, tab="tab") -> None:
        self.shown: list[str] = []
        self.beats = 0
        self._moved = asyncio.Event()
        self.task = asyncio.create_task(self._attend(d, user, chat, tab))

    async def _attend(self, d, user, chat, tab) -> None:
        async with aclosing(chat_presence.track_presence(d, user, chat, tab)) as beats:
            async for names in beats:
                self.shown, self.beats = names, self.beats + 1
                self._moved.set()

    async def shows(self, *names: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while not (self.beats and self.shown == list(names)):
                self._moved.clear()
                await self._moved.wait()

    async def leave(self) -> None:
        self.task.cancel()
        await asyncio.wait({self.task})


async def test_people_in_a_shared_chat_see_each_other_by_name(d, elsewhere, chat):
    bob, cleo = await teammate(d, "Bob"), await teammate(d, "Cleo")
    ada = Here(d, ADA, chat)
    await ada.shows()
    theirs, hers = Here(elsewhere, bob, chat), Here(d, cleo, chat)
    await ada.shows("Bob", "Cleo")
    await theirs.shows("Cleo", "You")
    for it in (ada, theirs, hers):
        await it.leave()


async def test_somebody_with_two_tabs_is_one_person_until_both_are_gone(d, chat):
    bob = await teammate(d)
    ada, one, two = Here(d, ADA, chat), Here(d, bob, chat, "one"), Here(d, bob, chat, "two")
    await ada.shows("Bob")
    await one.leave()
    await idle(d)
    beats = ada.beats
    async with asyncio.timeout(PATIENCE):
        while ada.beats < beats + 3:
            await asyncio.sleep(0.01)
    assert ada.shown == ["Bob"]
    await two.leave()
    await ada.shows()
    await ada.leave()


async def test_a_tab_that_died_runs_out(d, chat, monkeypatch):
    monkeypatch.setattr(presence, "PRESENCE", 0.3)
    bob = await teammate(d)
    await d.presence.join(chat, bob, "a tab of a process that is gone")
    ada = Here(d, ADA, chat)
    await ada.shows("Bob")
    await ada.shows()
    await ada.leave()


async def test_a_stranger_neither_sees_who_is_here_nor_is_seen(d, chat):
    eve = await person(d, "Eve")
    ada = Here(d, ADA, chat)
    await ada.shows()
    with pytest.raises(ChatNotFound):
        await anext(chat_presence.track_presence(d, eve, chat, "tab"))
    await d.presence.join(chat, eve, "forged")
    beats = ada.beats
    async with asyncio.timeout(PATIENCE):
        while ada.beats < beats + 3:
            await asyncio.sleep(0.01)
    assert ada.shown == []
    await ada.leave()


async def test_a_private_chat_has_nobody_in_it(d, redis):
    [chat] = await store(d, {})
    assert [names async for names in chat_presence.track_presence(d, ADA, chat, "tab")] == []
    assert not await redis.exists(f"spacerr:{{{chat}}}:here")


async def test_who_lost_the_chat_learns_of_nobody_who_comes_later(d, chat):
    bob, cleo = await teammate(d, "Bob"), await teammate(d, "Cleo")
    theirs = Here(d, bob, chat)
    await theirs.shows()
    await share(d, chat, Sharing.PRIVATE)
    await d.presence.join(chat, cleo, "tab")
    with pytest.raises(ChatNotFound):
        async with asyncio.timeout(PATIENCE):
            await theirs.task
    assert theirs.shown == []
