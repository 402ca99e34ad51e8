"""The connections of one process to MCP servers."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass

from spacerr.domain.errors.tool_servers import McpServersBusy
from spacerr.infra.mcp.connection import McpConnection
from spacerr.tool_timings import MCP_CLOSES, MCP_IDLE, MCP_SWEEP

CONNECTIONS = 100
"""Connections of one process to servers of teams."""


@dataclass(eq=False, slots=True)
class _Open:
    """A connection with the task that keeps it, and how many use it. `version` is what it was made
    for; `kept`: it stays, used or not.
    """

    connection: McpConnection
    task: asyncio.Task[None]
    version: object
    kept: bool
    used_at: float
    users: int = 0


class McpConnections:
    """Connections by the ids of their servers, opened when they are needed."""

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def open_ids(self) -> set[str]:
        """The servers that there are connections to, reached or not."""
        return set(self._open)

    @asynccontextmanager
    async def using(
        self, server_id: str, version: object, make: Callable[[], McpConnection]
    ) -> AsyncGenerator[McpConnection]:
        """A connection that is reached, for as long as the block runs. A new one is made where
        there is none of this version. Raises McpServersBusy, McpServerAway, McpSignInNeeded.
        """
        opened = self._opened(server_id, version, make)
        opened.users += 1
        try:
            await opened.connection.reach()
            yield opened.connection
        finally:
            opened.users -= 1
            opened.used_at = _now()
            if self._open.get(server_id) is not opened and not opened.users:
                self._end(opened)

    def wake(
        self,
        server_id: str,
        version: object,
        make: Callable[[], McpConnection],
        *,
        kept: bool = False,
    ) -> None:
        """Begin to connect, where there is no connection of this version. Raises McpServersBusy."""
        self._opened(server_id, version, make, kept=kept)

    def close(self, server_id: str, version: object = None) -> None:
        """Close the connection to a server, only one of this version if one is given. One that is
        used is closed once it isn't any more.
        """
        opened = self._open.get(server_id)
        if opened is None or version not in (None, opened.version):
            return
        del self._open[server_id]
        if not opened.users:
            self._end(opened)

    async def sweep(self) -> None:
        """Close what is idle, for ever."""
        while True:
            await asyncio.sleep(MCP_SWEEP)
            for server_id, it in list(self._open.items()):
                if not it.kept and not it.users and _now() - it.used_at >= MCP_IDLE:
                    self.close(server_id)

    async def close_all(self) -> None:
        """Close all connections, also those that are used."""
        opened, self._open = self._open, {}
        for it in opened.values():
            self._end(it)
        if self._ending:
            await asyncio.wait(self._ending, timeout=2 * MCP_CLOSES)

    def _opened(
        self,
        server_id: str,
        version: object,
        make: Callable[[], McpConnection],
        *,
        kept: bool = False,
    ) -> _Open:
        opened = self._open.get(server_id)
        if opened is not None and opened.version == version and not opened.task.done():
            opened.used_at, opened.kept = _now(), opened.kept or kept
            return opened
        self.close(server_id)
        if not kept:
            self._make_room()
        connection = make()
        # In an empty context: it outlives the request that it was opened for.
        task = asyncio.create_task(connection.run(), context=Context())
        self._open[server_id] = opened = _Open(connection, task, version, kept, _now())
        return opened

    def _make_room(self) -> None:
        """Raises McpServersBusy."""
        closable = {name: it for name, it in self._open.items() if not it.kept}
        if len(closable) < CONNECTIONS:
            return
        idle = [name for name, it in closable.items() if not it.users]
        if not idle:
            raise McpServersBusy
        self.close(min(idle, key=lambda name: closable[name].used_at))

    def _end(self, opened: _Open) -> None:
        opened.task.cancel()
        self._ending.add(opened.task)
        opened.task.add_done_callback(self._ending.discard)


def _now() -> float:
    return asyncio.get_running_loop().time()
