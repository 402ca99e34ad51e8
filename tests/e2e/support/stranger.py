"""A client that keeps to no rules: it says anything on the websocket, as anybody, from anywhere."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp

ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate_and_load"
LOADED = ('"is_hydrated_rx_state_":true', "removeItem")
SIGNED_OUT = "spacerr:signed-out"
TOO_MANY = "spacerr:too-many-tabs"
NO_STATE = (SIGNED_OUT, TOO_MANY)
PATIENCE = 20.0
QUIET = 0.3
"""Seconds without a word after which nothing more is expected."""


class Stranger:
    """One connection; `heard` is every frame the server sent. `turned_away`: its tab got no state,
    so that no event is heeded.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.heard: list[str] = []
        self.turned_away = False

    @property
    def closed(self) -> bool:
        """Whether the connection has ended."""
        return self._socket.closed

    async def say(self, name: str, payload: Any, path: Any = "/chat") -> None:
        """Send an event as a page would, with whatever payload."""
        await self.raw(["event", event(name, payload, path)])

    async def raw(self, packet: Any) -> None:
        """Send anything as an event packet."""
        await self._socket.send_str("42/_event," + json.dumps(packet))

    async def heeded(self) -> None:
        """Hear until all that was said before has been dealt with."""
        before = len(self.heard)
        if self.turned_away:
            await self.raw(["ping"])
            await self.listen(quiet=PATIENCE, until=("pong",))
            assert "pong" in "".join(self.heard[before:])
            return
        await self.say(HYDRATE, {})
        await self.listen(quiet=PATIENCE, until=LOADED)
        assert any(word in frame for frame in self.heard[before:] for word in LOADED)
        await self.listen()  # what goes on in the background

    async def listen(self, quiet: float = QUIET, until: tuple[str, ...] = ()) -> None:
        """Hear until all is quiet, one of some words falls, or the server hangs up."""
        before = len(self.heard)
        while not self._socket.closed:
            if any(word in frame for frame in self.heard[before:] for word in until):
                return
            try:
                frame = await self._socket.receive(timeout=quiet)
            except TimeoutError:
                return
            if frame.type is not aiohttp.WSMsgType.TEXT:
                return
            if frame.data == "2":
                await self._socket.send_str("3")
            else:
                self.heard.append(frame.data)


def event(name: str, payload: Any, path: Any = "/chat") -> dict[str, Any]:
    return {
        "name": name,
        "payload": payload,
        "router_data": {"pathname": path, "asPath": path},
    }


@asynccontextmanager
async def connected(
    url: str, *, cookie: str = "", origin: str = "", host: str = "", token: str = ""
) -> AsyncGenerator[Stranger]:
    """A connection that has loaded the page. Raises aiohttp.WSServerHandshakeError where the door
    stays shut.
    """
    place = urlsplit(url)
    headers = {"Origin": origin or url, "Host": host or place.netloc}
    if cookie:
        headers["Cookie"] = cookie
    query = f"token={token or uuid4()}&EIO=4&transport=websocket"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"ws://{place.netloc}/_event/?{query}", headers=headers, max_msg_size=0
        ) as socket,
    ):
        await socket.receive()
        boot = {"event": event(HYDRATE, {})}
        await socket.send_str("40/_event," + json.dumps(boot))
        stranger = Stranger(socket)
        await stranger.listen(quiet=1.0, until=(*LOADED, *NO_STATE))
        stranger.turned_away = any(it in frame for frame in stranger.heard for it in NO_STATE)
        yield stranger
