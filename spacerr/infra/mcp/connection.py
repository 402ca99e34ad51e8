"""A connection to one MCP server: kept, renewed after a failure, and never waited for by a page."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Any

import structlog

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.mcp import (
    McpServerAway,
    McpServerLost,
    McpSessionEnded,
    McpUnknownTool,
)
from spacerr.domain.tools.servers import ServerState
from spacerr.infra.mcp.auth.access import OPERATOR, Access
from spacerr.infra.mcp.calls import NOTHING, CallHooks, Calls, Given, ToolCall, ended
from spacerr.infra.mcp.changes import ListChanges
from spacerr.infra.mcp.client import load_client, open_client
from spacerr.infra.mcp.config import McpServer
from spacerr.infra.mcp.elicitation import InputNeeded
from spacerr.infra.mcp.http_note import NOTE, HttpNote
from spacerr.infra.mcp.reason import LOST, UNTRIED, Reason, reason_of
from spacerr.infra.mcp.tools import McpTool, ToolList, list_tools
from spacerr.infra.net.ssrf_guard import require_public_server
from spacerr.timings import RESTART_PAUSE
from spacerr.tool_timings import MCP_CLOSES, MCP_CONNECT, MCP_PAUSE_LONGEST

log = structlog.get_logger(__name__)


async def _nothing(_: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Reports:
    """Is told of a server's tools whenever they were listed, and of its state when that is another
    one than before. Neither raises.
    """

    listed: Callable[[list[McpTool]], Awaitable[None]] = _nothing
    state: Callable[[ServerState], Awaitable[None]] = _nothing


NO_REPORTS = Reports()


class McpConnection:
    """`tools` are those of the last list, also while the server is away. `problem`: why it can't be
    reached, "" where it can.
    """

    def __init__(
        self,
        name: str,
        server: McpServer,
        access: Access = OPERATOR,
        reports: Reports = NO_REPORTS,
    ) -> None:
        self.name, self.server = name, server
        self.tools: tuple[McpTool, ...] = ()
        self._access, self._reports = access, reports
        self._reason: Reason | None = UNTRIED
        self._reported: ServerState | None = None
        self._client: Any = None
        self._pause = RESTART_PAUSE
        self._lost, self._reached = asyncio.Event(), asyncio.Event()
        self._tried, self._wanted = asyncio.Event(), asyncio.Event()
        self._holding: asyncio.Task[None] | None = None
        self._calls, self._changes = Calls(), ListChanges()

    @property
    def problem(self) -> str:
        return "" if self._client is not None else self.reason.words

    @property
    def reason(self) -> Reason:
        """Why it can't be reached, or couldn't be when it was tried last."""
        return self._reason or LOST

    async def run(self) -> None:
        """Keep the connection for ever."""
        while True:
            await self.run_once()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause * random.uniform(0.75, 1.25)):
                    await self._wanted.wait()
            self._pause = min(2 * self._pause, MCP_PAUSE_LONGEST)

    async def run_once(self) -> None:
        """Connect, and keep the connection until it is lost. It is held by a task of its own,
        because a connection that breaks cancels the task that holds it.
        """
        note = HttpNote()
        holding = asyncio.create_task(self._hold(note), name=f"mcp {self.name}")
        self._holding = holding
        try:
            await asyncio.wait({holding})
        finally:
            await _ended(holding)
            was_reached = self._reason is None
            error = None if holding.cancelled() else holding.exception()
            signs_in = self._access.tokens is not None
            self._reason = reason_of(error, note, signs_in=signs_in)
            if not was_reached:
                self._end_attempt()
        log.warning("mcp.lost", server=self.name, reason=self.problem)
        if not was_reached:
            await self._report(self._reason.state)

    async def reach(self) -> None:
        """Wait until the server is connected: MCP_CONNECT at most, and for one attempt. Raises
        McpServerAway, McpSignInNeeded.
        """
        if self._client is not None:
            return
        self._wanted.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(MCP_CONNECT):
                await self._tried.wait()
        if self._client is None:
            raise self.reason.call_error()

    async def call(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        hooks: CallHooks | None = None,
        given: Given = NOTHING,
    ) -> str | InputNeeded:
        """Call a tool; after it needed input, with what was `given`. Raises McpServerAway, where it
        wasn't called, and as `Calls.run`.
        """
        lost, call = self._lost, ToolCall(tool, arguments, given)
        try:
            return await self._call(call, hooks)
        except McpSessionEnded:  # it wasn't called
            await self._renewed(lost)
            return await self._call(call, hooks)
        except McpUnknownTool:
            self._changes.note()
            raise
        except McpServerLost:
            self._changes.note()
            if not self.server.url:  # its program says no more
                self._give_up(lost)
            raise

    async def _call(self, call: ToolCall, hooks: CallHooks | None) -> str | InputNeeded:
        if self._client is None:
            raise McpServerAway
        return await self._calls.run(self._client, self._lost, call, hooks)

    async def _renewed(self, lost: asyncio.Event) -> None:
        """Give up the connection that ends with `lost`, and wait for the next one."""
        self._give_up(lost)
        with suppress(TimeoutError):
            async with asyncio.timeout(MCP_CONNECT):
                await lost.wait()
                await self._reached.wait()

    def _give_up(self, lost: asyncio.Event) -> None:
        """No longer use the connection that ends with `lost`."""
        if lost is self._lost and self._holding is not None:
            self._client = None
            self._holding.cancel()

    async def _hold(self, note: HttpNote) -> None:
        self._lost = asyncio.Event()
        listening: asyncio.Task[None] | None = None
        NOTE.set(note)
        try:
            async with asyncio.timeout(MCP_CONNECT) as limit:
                await _prepare(self.server, self._access)
                async with open_client(
                    self.server, self._calls, self._changes, self._access
                ) as client:
                    try:
                        found = await list_tools(client)
                        limit.reschedule(None)
                        self._connected(client, found.tools)
                        listening = asyncio.create_task(self._changes.listen(client))
                        await self._keep(client, found)
                    finally:  # to say goodbye may take long, too
                        limit.reschedule(asyncio.get_running_loop().time() + MCP_CLOSES)
        finally:
            self._client = None
            self._reached.clear()
            self._lost.set()
            if listening is not None:
                await _ended(listening)

    def _connected(self, client: Any, tools: list[McpTool]) -> None:
        self._client, self._reason, self._pause = client, None, RESTART_PAUSE
        self.tools = tuple(tools)
        self._reached.set()
        self._end_attempt()
        log.info("mcp.connected", server=self.name, tools=len(tools))

    def _end_attempt(self) -> None:
        """Tell those who wait for an attempt how it ended. What they want after it is another."""
        self._tried.set()
        self._tried = asyncio.Event()
        self._wanted.clear()

    async def _keep(self, client: Any, found: ToolList) -> None:
        """Keep the list of tools fresh, for ever."""
        await self._report(ServerState.WORKS)
        while True:
            await self._reports.listed(found.tools)
            await self._changes.wait(found.fresh)
            try:
                async with asyncio.timeout(MCP_CONNECT):
                    found = await list_tools(client)
            except TimeoutError:
                if not self._calls.running:  # many a server does one thing at a time
                    raise
            self.tools = tuple(found.tools)

    async def _report(self, state: ServerState) -> None:
        if state is not self._reported:
            self._reported = state
            await self._reports.state(state)


async def _prepare(server: McpServer, access: Access) -> None:
    """Load what is needed, and check the address. Raises PrivateServer, UnguardedClients."""
    await load_client()
    if not server.url:
        return
    from spacerr.infra.net.httpx2_client import prepare

    await prepare(public_only=access.public_only)
    if access.public_only:
        await require_public_server(server.url)


async def probe(name: str, server: McpServer, access: Access) -> list[McpTool]:
    """The tools of a server, which is connected to for that. Raises ServerProbeFailed."""
    connection = McpConnection(name, server, access)
    running = asyncio.create_task(connection.run_once(), context=Context())
    try:
        await connection.reach()
    except SpacerrError:
        raise connection.reason.probe_error() from None
    else:
        return list(connection.tools)
    finally:
        await ended(running)


async def _ended(task: "asyncio.Task[Any]") -> None:
    """Cancel a task, and wait for its end."""
    task.cancel()
    await asyncio.wait({task})
