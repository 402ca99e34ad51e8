"""A connection to one MCP server: kept, renewed after a failure, and never waited for by a page."""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog

from spacerr.domain.errors.mcp import (
    McpServerAway,
    McpServerLost,
    McpSessionEnded,
    McpUnknownTool,
)
from spacerr.infra.mcp.calls import NOTHING, CallHooks, Calls, Given, ToolCall
from spacerr.infra.mcp.changes import ListChanges
from spacerr.infra.mcp.client import open_client
from spacerr.infra.mcp.config import McpServer
from spacerr.infra.mcp.elicitation import InputNeeded
from spacerr.infra.mcp.tools import McpTool, list_tools
from spacerr.timings import MCP_CONNECT, MCP_PAUSE_LONGEST, RESTART_PAUSE

log = structlog.get_logger(__name__)

_LOST = "The connection was lost."


class McpConnection:
    """`tools` are those of the last list, also while the server is away. `problem`: why it can't be
    reached, "" where it can. `changed`: tools that are described in another way than when this
    process first read them, which are off until a restart.
    """

    def __init__(self, name: str, server: McpServer) -> None:
        self.name, self.server = name, server
        self.tools: tuple[McpTool, ...] = ()
        self.changed: tuple[str, ...] = ()
        self.problem = "It hasn't answered yet."
        self._pins: dict[str, str] = {}
        self._client: Any = None
        self._pause = RESTART_PAUSE
        self._lost, self._reached = asyncio.Event(), asyncio.Event()
        self._holding: asyncio.Task[None] | None = None
        self._calls, self._changes = Calls(), ListChanges()

    async def run(self) -> None:
        """Keep the connection for ever. It is held by a task of its own, because a connection that
        breaks cancels the task that holds it.
        """
        while True:
            holding = asyncio.create_task(self._hold(), name=f"mcp {self.name}")
            self._holding = holding
            try:
                await asyncio.wait({holding})
            finally:
                await _ended(holding)
            error = None if holding.cancelled() else holding.exception()
            self.problem = _reason(error)
            log.warning("mcp.lost", server=self.name, reason=self.problem)
            await asyncio.sleep(self._pause * random.uniform(0.75, 1.25))
            self._pause = min(2 * self._pause, MCP_PAUSE_LONGEST)

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
        except (McpServerLost, McpUnknownTool):
            self._changes.note()
            raise

    async def _call(self, call: ToolCall, hooks: CallHooks | None) -> str | InputNeeded:
        if self._client is None:
            raise McpServerAway
        return await self._calls.run(self._client, self._lost, call, hooks)

    async def _renewed(self, lost: asyncio.Event) -> None:
        """Give up the connection that ends with `lost`, and wait for the next one."""
        if lost is self._lost and self._holding is not None:
            self._holding.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(MCP_CONNECT):
                await lost.wait()
                await self._reached.wait()

    async def _hold(self) -> None:
        self._lost = asyncio.Event()
        listening: asyncio.Task[None] | None = None
        try:
            async with (
                asyncio.timeout(MCP_CONNECT) as limit,
                open_client(self.server, self._calls, self._changes) as client,
            ):
                self._take(await list_tools(client))
                limit.reschedule(None)
                self._client, self.problem, self._pause = client, "", RESTART_PAUSE
                self._reached.set()
                log.info("mcp.connected", server=self.name, tools=len(self.tools))
                listening = asyncio.create_task(self._changes.listen(client))
                while True:
                    await self._changes.wait()
                    async with asyncio.timeout(MCP_CONNECT):
                        self._take(await list_tools(client))
        finally:
            self._client, self.problem = None, _LOST
            self._reached.clear()
            self._lost.set()
            if listening is not None:
                await _ended(listening)

    def _take(self, tools: list[McpTool]) -> None:
        """Take a list of tools. One that is described differently than before isn't offered."""
        for tool in tools:
            self._pins.setdefault(tool.name, tool.digest)
        changed = [it.name for it in tools if self._pins[it.name] != it.digest]
        if changed and tuple(changed) != self.changed:
            log.warning("mcp.tools_changed", server=self.name, tools=changed)
        self.tools = tuple(it for it in tools if it.name not in changed)
        self.changed = tuple(changed)


def _reason(error: BaseException | None) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if error is None:
        return _LOST
    if isinstance(error, TimeoutError):
        return "It doesn't answer."
    return f"{type(error).__name__}: {error}"[:200]


async def _ended(task: "asyncio.Task[Any]") -> None:
    """Cancel a task, and wait for its end."""
    task.cancel()
    await asyncio.wait({task})
