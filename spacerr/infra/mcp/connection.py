"""A connection to one MCP server: kept, renewed after a failure, and never waited for by a page."""

import asyncio
import hashlib
import json
import random
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.mcp import (
    McpResultUnreadable,
    McpServerAway,
    McpServerLost,
    McpToolFailed,
)
from spacerr.domain.tools.limits import SCHEMA_BYTES
from spacerr.infra.mcp.config import McpServer
from spacerr.infra.mcp.content import result_text
from spacerr.timings import MCP_CONNECT, MCP_PAUSE_LONGEST, MCP_REFRESH, RESTART_PAUSE, TOOL_SILENCE

log = structlog.get_logger(__name__)

TOOLS = 200
"""Tools of one server; those beyond are left out."""


@dataclass(frozen=True, slots=True)
class McpTool:
    """A tool as its server describes it. `read_only`: it says that it doesn't change anything."""

    name: str
    title: str
    description: str
    parameters: dict[str, Any]
    read_only: bool

    @property
    def digest(self) -> str:
        """Changes with anything that a model is told of the tool."""
        told = json.dumps([self.name, self.description, self.parameters], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


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
        self._lost = asyncio.Event()

    async def run(self) -> None:
        """Keep the connection for ever. It is held by a task of its own, because a connection that
        breaks cancels the task that holds it.
        """
        while True:
            holding = asyncio.create_task(self._hold(), name=f"mcp {self.name}")
            try:
                await asyncio.wait({holding})
            finally:
                await _ended(holding)
            error = None if holding.cancelled() else holding.exception()
            self.problem = _reason(error)
            log.warning("mcp.lost", server=self.name, reason=self.problem)
            await asyncio.sleep(self._pause * random.uniform(0.75, 1.25))
            self._pause = min(2 * self._pause, MCP_PAUSE_LONGEST)

    async def call(self, tool: str, arguments: dict[str, Any]) -> str:
        """Call a tool. Raises McpServerAway, where it wasn't called, McpServerLost, McpToolFailed,
        McpResultUnreadable, TimeoutError.
        """
        client, lost = self._client, self._lost
        if client is None:
            raise McpServerAway
        calling = asyncio.create_task(
            client.call_tool(tool, arguments, read_timeout_seconds=TOOL_SILENCE)
        )
        losing = asyncio.create_task(lost.wait())
        try:
            await asyncio.wait({calling, losing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _ended(losing)
            if not calling.done():
                await _ended(calling)
        if calling.cancelled():
            raise McpServerLost
        return _answer(calling)

    async def _hold(self) -> None:
        self._lost = asyncio.Event()
        try:
            async with asyncio.timeout(MCP_CONNECT) as limit, _client(self.server) as client:
                self._take(await _list_tools(client))
                limit.reschedule(None)
                self._client, self.problem, self._pause = client, "", RESTART_PAUSE
                log.info("mcp.connected", server=self.name, tools=len(self.tools))
                while True:
                    await asyncio.sleep(MCP_REFRESH)
                    async with asyncio.timeout(MCP_CONNECT):
                        self._take(await _list_tools(client))
        finally:
            self._client = None
            self._lost.set()

    def _take(self, tools: list[McpTool]) -> None:
        """Take a list of tools. One that is described differently than before isn't offered."""
        for tool in tools:
            self._pins.setdefault(tool.name, tool.digest)
        changed = [it.name for it in tools if self._pins[it.name] != it.digest]
        if changed and tuple(changed) != self.changed:
            log.warning("mcp.tools_changed", server=self.name, tools=changed)
        self.tools = tuple(it for it in tools if it.name not in changed)
        self.changed = tuple(changed)


@asynccontextmanager
async def _client(server: McpServer) -> AsyncGenerator[Any]:
    # Imported here, with httpx2: 56 MB that a server without MCP servers doesn't need.
    from mcp import Client, StdioServerParameters

    if server.command:
        started = StdioServerParameters(
            command=server.command,
            args=list(server.args),
            env=dict(server.env),
            cwd=server.cwd or None,
        )
        async with Client(started) as client:
            yield client
        return
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    limits = httpx2.Timeout(MCP_CONNECT, read=TOOL_SILENCE)
    async with (
        httpx2.AsyncClient(headers=server.headers, timeout=limits) as http,
        Client(streamable_http_client(server.url, http_client=http)) as client,
    ):
        yield client


async def _list_tools(client: Any) -> list[McpTool]:
    found: list[McpTool] = []
    cursor: str | None = None
    while len(found) < TOOLS:
        page = await client.list_tools(cursor=cursor, cache_mode="refresh")
        found += [_tool(it) for it in page.tools if _is_usable(it)]
        cursor = page.next_cursor
        if not cursor:
            break
    return found[:TOOLS]


def _tool(it: Any) -> McpTool:
    notes = it.annotations
    title = it.title or (notes.title if notes else None) or _words(it.name)
    read_only = bool(notes and notes.read_only_hint)
    return McpTool(it.name, title, it.description or "", dict(it.input_schema), read_only)


def _is_usable(it: Any) -> bool:
    """Not a tool that can only be called as a task, which this client doesn't do, nor one with a
    schema that is too long.
    """
    if getattr(it.execution, "task_support", None) == "required":
        return False
    return len(json.dumps(it.input_schema)) <= SCHEMA_BYTES


def _answer(calling: "asyncio.Task[Any]") -> str:
    from mcp.shared.exceptions import MCPError

    error = calling.exception()
    if isinstance(error, MCPError):
        raise McpToolFailed(str(error)) from error
    if isinstance(error, TimeoutError | SpacerrError):
        raise error
    if error is not None:  # the client refuses some results after the tool has run
        log.info("mcp.result_unreadable", reason=type(error).__name__)
        raise McpResultUnreadable from error
    result = calling.result()
    if result.is_error:
        raise McpToolFailed(result_text(result) or None)
    return result_text(result)


def _reason(error: BaseException | None) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if error is None:
        return "The connection was lost."
    if isinstance(error, TimeoutError):
        return "It doesn't answer."
    return f"{type(error).__name__}: {error}"[:200]


async def _ended(task: "asyncio.Task[Any]") -> None:
    """Cancel a task, and wait for its end."""
    task.cancel()
    await asyncio.wait({task})


def _words(name: str) -> str:
    """A tool's name as a title: "get_current_time" is "Get current time"."""
    words = re.sub(r"[_./-]+", " ", name).strip()
    return words[:1].upper() + words[1:]
