"""What a server keeps of browsers that connect: of those where nobody is signed in nothing, of one
person no more than so many tabs.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack

import pytest

from spacerr.domain.ids import new_id
from spacerr.domain.limits import TABS
from spacerr.infra.database.database import Database
from tests.e2e.support.in_redis import found
from tests.e2e.support.insiders import Person
from tests.e2e.support.stranger import (
    HYDRATE,
    ROOT,
    SIGNED_OUT,
    TOO_MANY,
    Stranger,
    connected,
    event,
)
from tests.server import AppServer

pytestmark = pytest.mark.anyio

CROWD = 40
SOON = 20.0  # seconds
AT_ONCE = 20
LOCK = "_lock"  # how Reflex's keys of locks end


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[AppServer]:
    """One that keeps tabs' states where they can be seen from outside, and writes them at once."""
    settings = {
        "SPACERR_AUTH_MODE": "accounts",
        "SPACERR_TABS_IN_REDIS": "true",
        "REFLEX_OPLOCK_ENABLED": "false",
    }
    server = AppServer(tmp_path_factory.mktemp("kept"), settings).start()
    yield server
    server.stop()


@pytest.fixture
async def ada(server) -> AsyncGenerator[Person]:
    database = Database(f"sqlite+aiosqlite:///{server.data}/spacerr.db")
    yield await Person(server.port).store(database, "ada")
    await database.close()


async def kept(server: AppServer, tokens: list[str]) -> set[str]:
    """Those of some tabs of which Redis holds more than a lock, which expires in seconds."""
    held = await asyncio.to_thread(found, server.data, *tokens)
    return {token for token, keys in held.items() if any(not it.endswith(LOCK) for it in keys)}


async def closed(stranger: Stranger) -> bool:
    """Whether the server ends a connection soon."""
    async with asyncio.timeout(SOON):
        while not stranger.closed:
            await stranger.listen()
    return True


@pytest.mark.parametrize("cookie", ["", "spacerr-{port}=guess"])
async def test_of_browsers_where_nobody_is_signed_in_nothing_is_kept(server, cookie):
    tokens = [new_id() for _ in range(CROWD)]
    for token in tokens:
        async with connected(
            server.url, cookie=cookie.format(port=server.port), token=token
        ) as stranger:
            assert SIGNED_OUT in "".join(stranger.heard)
            await stranger.say(f"{ROOT}.hydrate", {})
            await stranger.raw(["event", event(HYDRATE, {})])
    assert await kept(server, tokens) == set()


async def test_their_connections_are_ended(server):
    async with connected(server.url) as stranger:
        assert await closed(stranger)


async def test_a_packet_cannot_connect_once_more(server, ada):
    """A packet may bear the name of what the server itself tells of connections."""
    tokens = [new_id() for _ in range(CROWD)]
    async with connected(server.url, cookie=ada.cookie) as tab:
        for token in tokens:
            auth = {"event": event(HYDRATE, {})}
            await tab.raw(["connect", {"QUERY_STRING": f"token={token}"}, auth])
            await tab.raw(["connect", {"QUERY_STRING": f"token={token}"}])
            await tab.raw(["disconnect", "by itself"])
        await tab.heeded()
    assert await kept(server, tokens) == set()


async def test_of_tabs_that_a_person_left_only_the_newest_are_kept(server, ada):
    tokens = [new_id() for _ in range(TABS + 20)]
    one_by_one = asyncio.Semaphore(AT_ONCE)

    async def visit(token: str) -> None:
        async with one_by_one, connected(server.url, cookie=ada.cookie, token=token) as tab:
            assert TOO_MANY not in "".join(tab.heard)

    for start in range(0, len(tokens), AT_ONCE):
        await asyncio.gather(*(visit(it) for it in tokens[start : start + AT_ONCE]))
    left = await kept(server, tokens)
    assert len(left) <= TABS
    assert left.isdisjoint(tokens[:AT_ONCE]) and left.issuperset(tokens[-AT_ONCE:])


async def test_a_person_with_too_many_tabs_is_told_and_closing_one_makes_room(server, ada):
    async with AsyncExitStack() as stack:
        tabs = [AsyncExitStack() for _ in range(TABS)]
        for it in tabs:
            stack.push_async_callback(it.aclose)

        async def opened(place: AsyncExitStack) -> None:
            tab = await place.enter_async_context(connected(server.url, cookie=ada.cookie))
            assert TOO_MANY not in "".join(tab.heard)

        for start in range(0, TABS, AT_ONCE):
            await asyncio.gather(*(opened(it) for it in tabs[start : start + AT_ONCE]))
        refused = new_id()
        async with connected(server.url, cookie=ada.cookie, token=refused) as tab:
            assert TOO_MANY in "".join(tab.heard)
            assert await closed(tab)
        assert await kept(server, [refused]) == set()
        await tabs[0].aclose()
        async with asyncio.timeout(SOON):
            while True:
                async with connected(server.url, cookie=ada.cookie, token=refused) as tab:
                    if TOO_MANY not in "".join(tab.heard):
                        break


async def test_one_tab_that_is_opened_many_times_counts_as_many(server, ada):
    """Reflex gives a tab whose token is in use a new one."""
    token = new_id()
    async with AsyncExitStack() as stack:

        async def told(times: int) -> int:
            """Open it so many times more at once; how many were too many."""
            tabs = [connected(server.url, cookie=ada.cookie, token=token) for _ in range(times)]
            opened = await asyncio.gather(*(stack.enter_async_context(it) for it in tabs))
            return sum(TOO_MANY in "".join(it.heard) for it in opened)

        await told(1)  # of several at the very same moment, Reflex may not tell that they are
        for _ in range(AT_ONCE, TABS, AT_ONCE):
            assert await told(AT_ONCE) == 0
        assert await told(2 * AT_ONCE) >= AT_ONCE
        assert await told(AT_ONCE) == AT_ONCE
