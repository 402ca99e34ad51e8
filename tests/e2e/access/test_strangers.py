"""Whoever keeps to no rules gets nothing, changes nothing, and breaks nothing.

Every event that a page could send is found by itself, so that a new one is covered.
"""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from itertools import chain

import aiohttp
import pytest

from spacerr.domain.ids import new_id
from spacerr.infra.database.database import Database
from tests.e2e.support.insiders import Person, all_but
from tests.e2e.support.stranger import ROOT, SIGNED_OUT, connected
from tests.e2e.support.surface import Surface, surface
from tests.server import AppServer

pytestmark = pytest.mark.anyio

SECRET = "only-for-ada"
NONSENSE = [None, True, -1, 1e308, "", "\0", "🦜" * 9, "x", [], [[]], {}, {"a": {}}]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory) -> Iterator[AppServer]:
    """A server on which everybody signs in."""
    data = tmp_path_factory.mktemp("guarded")
    server = AppServer(data, {"SPACERR_AUTH_MODE": "accounts"}).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def reachable() -> Surface:
    return surface()


@pytest.fixture
async def db(guarded) -> AsyncGenerator[Database]:
    database = Database(f"sqlite+aiosqlite:///{guarded.data}/spacerr.db")
    yield database
    await database.close()


@pytest.fixture
async def ada(db, guarded) -> Person:
    return await Person(guarded.port).store(db, SECRET)


@pytest.fixture
async def bob(db, guarded) -> Person:
    return await Person(guarded.port).store(db, "bob")


def payloads(parameters: dict[str, str], ids: dict[str, str]):
    """What somebody might send to a handler: what it asks for, about others' things; nonsense;
    and what it doesn't ask for.
    """
    names = list(parameters)
    for foreign in ids.values():
        yield {name: _sensible(kind, name, foreign) for name, kind in parameters.items()}
    for nonsense in [*NONSENSE, "x" * (ROOM // max(1, len(names)))]:
        yield dict.fromkeys(names, nonsense)
    yield {}
    yield {**dict.fromkeys(names, ""), "self": "me", "more": 1}


def _sensible(kind: str, name: str, foreign: str):
    if "bool" in kind:
        return True
    if "dict" in kind:
        return {foreign: "0-0"}
    if "int" in kind:
        return 1
    if "list" in kind:
        return [foreign]
    return new_id() if name == "request_id" else foreign


ROOM = 950_000
"""Characters that fit into one packet: beyond, the server hangs up."""


async def everything(
    server: AppServer, reachable: Surface, cookie: str, ids: dict[str, str]
) -> str:
    """Send every event there is, in every way; all that was answered."""
    room = asyncio.Semaphore(4)  # each waits for silence in the end: some can do so together

    async def tried(name: str, parameters: dict[str, str]) -> list[str]:
        async with room, connected(server.url, cookie=cookie) as stranger:
            for payload in payloads(parameters, ids):
                await stranger.say(name, payload, f"/chat/{ids['chat']}")
            await stranger.heeded()
        return stranger.heard

    heard = await asyncio.gather(*(tried(*event) for event in reachable.events.items()))
    return "".join(chain.from_iterable(heard))


def nothing_broke(server: AppServer) -> None:
    log = server.log.read_text(errors="replace")
    assert "Traceback" not in log
    assert "event.failed" not in log
    assert SECRET not in log


def test_every_state_of_ours_is_among_those_tried(reachable):
    events = [name for name in reachable.events if not name.endswith(".setvar")]
    for state in ("chat_state.send", "sidebar_state.pin", "live.follow", "state.hydrate"):
        assert any(name.endswith(state) for name in events)
    assert ("POST", "/api/sign-in") in reachable.routes


@pytest.mark.parametrize("cookie", ["", "spacerr-{port}=guess"])
async def test_who_is_not_signed_in_gets_nothing(guarded, reachable, db, ada, cookie):
    before = await all_but(db)
    heard = await everything(guarded, reachable, cookie.format(port=guarded.port), ada.ids)
    assert SECRET not in heard
    assert await all_but(db) == before
    nothing_broke(guarded)


async def test_who_is_signed_in_gets_nothing_of_others(guarded, reachable, db, ada, bob):
    mine = bob.ids["user"], bob.ids["team"], bob.ids["chat"]
    before = await all_but(db, *mine)
    heard = await everything(guarded, reachable, bob.cookie, ada.ids)
    assert SECRET not in heard
    after = await all_but(db, *mine)
    assert [row for row in before if row not in after] == []
    assert not [row for row in after if row not in before and SECRET in row]
    nothing_broke(guarded)


async def test_who_is_signed_in_gets_their_own(guarded, ada):
    """Otherwise the tests above would prove nothing."""
    async with connected(guarded.url, cookie=ada.cookie) as tab:
        load = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
        await tab.say(load, {}, f"/chat/{ada.ids['chat']}")
        await tab.listen(quiet=1.5)
    assert SECRET in "".join(tab.heard)


async def test_a_tab_of_somebody_else_begins_anew(guarded, ada, bob):
    """Whoever knows the token of another's tab gets no state by it."""
    token = new_id()
    load = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
    async with connected(guarded.url, cookie=ada.cookie, token=token) as tab:
        await tab.say(load, {}, f"/chat/{ada.ids['chat']}")
        await tab.listen(quiet=1.5)
    assert SECRET in "".join(tab.heard)
    for cookie, told in ((bob.cookie, "removeItem"), ("", SIGNED_OUT)):
        async with connected(guarded.url, cookie=cookie, token=token) as stranger:
            for name in ("hydrate", "hydrate_and_load"):
                await stranger.say(f"{ROOT}.{name}", {})
            await stranger.say(load, {}, f"/chat/{ada.ids['chat']}")
            await stranger.listen(quiet=1.5)
        assert SECRET not in "".join(stranger.heard)
        assert told in "".join(stranger.heard)


@pytest.mark.parametrize("where", [{"origin": "https://evil.example"}, {"host": "evil.example"}])
async def test_pages_elsewhere_find_the_door_shut(guarded, ada, where):
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with connected(guarded.url, cookie=ada.cookie, **where):
            pass


async def test_a_packet_that_is_too_large_ends_only_its_connection(guarded, reachable, db, ada):
    before = await all_but(db, ada.ids["sign-in"])
    for cookie in (ada.cookie, ""):
        with suppress(aiohttp.ClientError, ConnectionError, AssertionError):
            async with connected(guarded.url, cookie=cookie) as stranger:
                for name in reachable.events:
                    await stranger.say(name, {"text": "x" * 2_000_000})
                await stranger.listen()
    async with connected(guarded.url, cookie=ada.cookie) as tab:
        await tab.heeded()
    assert await all_but(db, ada.ids["sign-in"]) == before
    nothing_broke(guarded)


async def test_packets_that_are_no_events_break_nothing(guarded, ada):
    wrong = [None, 1, "x", "{}", [], {}, {"name": 1}, {"name": "x"}, {"name": "x", "payload": 1}]
    routers = [None, 1, "x", [], {"pathname": 1}, {"pathname": {}}, {"query": 1}]
    whole = [
        {"name": f"{ROOT}.hydrate", "payload": {}, "router_data": router} for router in routers
    ]
    for packet in [*wrong, *whole]:
        async with connected(guarded.url, cookie=ada.cookie) as stranger:
            await stranger.raw(["event", packet])
            await stranger.raw([packet])
            await stranger.raw(["client_error", packet])
            await stranger.raw(["ping", packet])
            await stranger.listen()
    nothing_broke(guarded)


TOO_MUCH = 64_000


BODIES = [b"", b"{", b"[]", b"null", b'{"a": 1}', b"x" * 60_000, b"\xff\xfe", b"x" * 1_000_000]


def asked(routes: list[tuple[str, str]], ada: Person, bob: Person, url: str):
    """Every route, as a stranger, as Bob, and as Bob from a page elsewhere; with Ada's ids and
    nonsense for whatever stands in its path and body.
    """
    ids = list(ada.ids.values())
    strange = ["x" * 5_000, "%00", "..%2f..", "1"]
    own, foreign = {"Origin": url}, {"Origin": "https://evil.example"}
    for method, path in routes:
        places = list(dict.fromkeys(re.sub(r"\{\w+\}", it, path) for it in [*ids, *strange]))
        bodies = [*BODIES, *(_about(ada, it) for it in ids)] if method == "POST" else [b""]
        for place in places:  # bodies that can't be read are tried at one place
            for body in bodies if place == places[0] else bodies[-len(ids) :]:
                yield method, place, own | {"Cookie": bob.cookie}, body
        for page in (own, foreign | {"Cookie": bob.cookie}, {"Cookie": bob.cookie}):
            yield method, places[0], page, bodies[-1]


def _about(ada: Person, it: str) -> bytes:
    """A body that names Ada's things under every name a route might look for."""
    names = {f"{name}_id": own for name, own in ada.ids.items()}
    words = {"name": "mine", "role": "owner", "was": "owner", "revision": 0, "days": 7}
    agent = {"settings": {"name": "mine"}, "shared": True, "version": 1, "known": 1}
    body = names | words | agent | {"id": it, "request_id": it, "confirmation": SECRET}
    return json.dumps(body).encode()


async def test_no_route_answers_strangers_with_more_than_a_sentence(
    guarded, reachable, db, ada, bob
):
    mine = bob.ids["user"], bob.ids["team"], bob.ids["chat"]
    before = await all_but(db, *mine)
    json_sent = {"Content-Type": "application/json"}
    alone = aiohttp.TCPConnector(force_close=True)  # hanging up ends nothing but its own request
    async with aiohttp.ClientSession(connector=alone) as session:
        for method, path, headers, body in asked(reachable.routes, ada, bob, guarded.url):
            target, sent = guarded.url + path, json_sent | headers
            try:
                async with session.request(method, target, data=body, headers=sent) as answer:
                    text = await answer.text()
            except aiohttp.ClientOSError:  # hung up on while still sending
                assert len(body) > TOO_MUCH
                continue
            assert answer.status < 500, (method, path, text)
            assert SECRET not in text, (method, path)
            if "evil" in headers.get("Origin", "") and path.startswith("/api"):
                assert answer.status in (403, 404), (method, path, text)
    after = await all_but(db, *mine)
    assert [row for row in before if row not in after] == []
    nothing_broke(guarded)
