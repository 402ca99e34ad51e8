"""Checks at the start that the SSRF guard works: it depends on how libraries connect, which may
change with their versions.
"""

import asyncio
import importlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import httpx
import structlog

from spacerr.domain.errors.models import UnguardedClients
from spacerr.infra.net.ssrf_guard import public_addresses_only
from spacerr.timings import CANARY_LIMIT

log = structlog.get_logger(__name__)

Request = Callable[[str], Awaitable[object]]
"""Sends a request to an address; its result is ignored."""

LIBRARIES = ("httpx", "httpx2")
"""Clients that LiteLLM, or a library beneath it, may use."""


@dataclass(slots=True)
class _Listener:
    """A server of our own that counts connections and redirects every request `elsewhere`."""

    elsewhere: str
    url: str = ""
    connected: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected += 1
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await reader.readuntil(b"\r\n\r\n")
            head = f"HTTP/1.1 307 Elsewhere\r\nLocation: {self.elsewhere}/v1\r\n"
            writer.write(f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()

    async def asked(self) -> bool:
        """Whether a client has connected. Connections are taken in their order, so that all others
        are counted once one of our own was answered. Raises TimeoutError after CANARY_LIMIT.
        """
        port = httpx.URL(self.url).port
        async with asyncio.timeout(CANARY_LIMIT):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"\r\n\r\n")
            await reader.read()
            writer.close()
        self.connected -= 1
        return self.connected > 0


async def check_guard(ways: dict[str, Request]) -> None:
    """Try every way to send a request: none may reach a private address where only public ones are
    allowed, and none may follow a redirect. Raises UnguardedClients.
    """
    direct = {name: way for name in LIBRARIES if (way := _library(name))}
    async with _listening("") as beyond, _listening(beyond.url) as server:
        for name, way in {**ways, **direct}.items():
            with public_addresses_only(True):
                await _tried(way, server.url)
            _require(not await server.asked(), name, "reaches private addresses")
            await _tried(way, server.url)
            _require(await server.asked(), name, "isn't seen to ask")
            _require(not await beyond.asked(), name, "follows redirects")
            server.connected = 0


def _require(holds: bool, way: str, reason: str) -> None:
    if not holds:
        log.critical("ssrf.unguarded", way=way, reason=reason)
        raise UnguardedClients


async def _tried(way: Request, url: str) -> None:
    with suppress(Exception):
        async with asyncio.timeout(CANARY_LIMIT):
            await way(url)


def _library(name: str) -> Request | None:
    """A request with a library; None where it isn't installed."""
    try:
        library = importlib.import_module(name)
    except ImportError:
        return None

    async def get(url: str) -> object:
        async with library.AsyncClient(trust_env=False) as client:
            return await client.get(url)

    return get


@asynccontextmanager
async def _listening(elsewhere: str) -> AsyncGenerator[_Listener]:
    found = _Listener(elsewhere)
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    async with server:
        found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield found
