"""A server of tools within a test's own process, whose tools change when the test says so."""

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass, field
from typing import Any, TypeVar

import uvicorn
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from starlette.responses import Response

from tests.support.tools.old_era import OldAt

_Served = TypeVar("_Served")
ANY_HOST = TransportSecuritySettings(enable_dns_rebinding_protection=False)


@dataclass
class LiveServer:
    """`token`: who doesn't send it as a bearer token, or as the `header`, is refused, with these
    words on how to get one. `refuses` answers requests that aren't served, by their headers.
    `seen` has the headers of all requests, by small names. `streams`: it keeps sessions and can say
    something before a result, and under `/old` it knows only the older era of the protocol.
    """

    port: int
    token: str = ""
    header: str = "authorization"
    challenge: str = "Bearer"
    refuses: Callable[[Mapping[str, str]], Response | None] = lambda _: None
    streams: bool = False
    seen: list[dict[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    mcp: MCPServer = field(default_factory=lambda: MCPServer("live"))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/mcp"

    def describe(self, name: str, words: str = "Says hello.", *, read_only: bool = True) -> None:
        """List a tool, or describe it in another way."""
        self.drop(name)

        def run(text: str = "") -> str:
            self.calls.append(name)
            return f"{name}: {text}"

        notes = ToolAnnotations(read_only_hint=read_only)
        self.mcp.add_tool(run, name=name, description=words, annotations=notes)

    def drop(self, name: str) -> None:
        """List a tool no more."""
        with suppress(Exception):
            self.mcp.remove_tool(name)

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, as an ASGI app."""
        if scope["type"] == "http":
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            self.seen.append(headers)
            sent = headers.get(self.header, "").removeprefix("Bearer ")
            if self.token and sent != self.token:
                refusal = Response(status_code=401, headers={"WWW-Authenticate": self.challenge})
            else:
                refusal = self.refuses(headers)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def __post_init__(self) -> None:
        whole = not self.streams
        self._app = OldAt(
            self.mcp.streamable_http_app(
                stateless_http=whole, json_response=whole, transport_security=ANY_HOST
            )
        )


@asynccontextmanager
async def live_server(
    port: int = 0, *, make: Callable[[int], MCPServer] | None = None, **options: Any
) -> AsyncGenerator[LiveServer]:
    """A server with a tool `hello` that reads, while the context is open. `make` makes another one
    for a port.
    """
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        port = listening.getsockname()[1]
        if make is not None:
            options["mcp"] = make(port)
        server = LiveServer(port, **options)
        server.describe("hello")
        config = uvicorn.Config(
            server.serve, interface="asgi3", log_level="critical", lifespan="on"
        )
        running = uvicorn.Server(config)
        running.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        task = asyncio.create_task(running.serve(sockets=[listening]))
        try:
            while not running.started:
                await asyncio.sleep(0.01)
            yield server
        finally:
            running.should_exit = running.force_exit = True
            await asyncio.wait({task})


@contextmanager
def in_thread(opened: AbstractAsyncContextManager[_Served]) -> Iterator[_Served]:
    """A server in a thread of its own, for tests without an event loop."""
    found: list[_Served] = []
    started, ending = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with opened as served:
            found.append(served)
            started.set()
            await ending.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert started.wait(30)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(10)
