"""Connections to servers of tools, as tests open them."""

import asyncio
import json
import socket
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from subprocess import DEVNULL, Popen
from typing import Any

from spacerr.infra.mcp.config import McpServer
from spacerr.infra.mcp.connection import McpConnection
from tests.server import ROOT, free_port

PATIENCE = 30.0
RAW = McpServer(
    command=sys.executable,
    args=("-m", "tests.support.tools.raw_server"),
    cwd=str(ROOT),
    allow="all",
)
"""The server of raw_server.py, which each connection starts for itself."""


@contextmanager
def serving(module: str, *more: str, port: int = 0) -> Iterator[int]:
    """A server of `tests.support.tools` in a process of its own; its port."""
    port = port or free_port()
    command = [sys.executable, "-m", f"tests.support.tools.{module}", str(port), *more]
    process = Popen(command, cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL)
    try:
        wait_for_port(port)
        yield port
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def connected(server: McpServer | str, name: str = "it") -> AsyncGenerator[McpConnection]:
    """A connection that is kept, once it is there. `server` may be an address."""
    server = McpServer(url=server, allow="all") if isinstance(server, str) else server
    connection = McpConnection(name, server)
    running = asyncio.create_task(connection.run())
    try:
        await reached(connection)
        yield connection
    finally:
        running.cancel()
        await asyncio.wait({running})


async def reached(connection: McpConnection) -> None:
    async with asyncio.timeout(PATIENCE):
        while connection.problem:
            await asyncio.sleep(0.02)


async def told(connection: McpConnection, tool: str = "told") -> Any:
    """What a server says that it was told."""
    said = await connection.call(tool, {})
    assert isinstance(said, str)
    return json.loads(said)


def wait_for_port(port: int) -> None:
    """Until something listens there."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
