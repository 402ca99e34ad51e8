"""Servers of tools as tests store them, and connect to them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from spacerr.deps import Deps
from spacerr.domain.tables import ToolServer
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.infra.mcp.config import McpServer
from spacerr.services.tools import connections, pins
from spacerr.services.tools.mcp import mcp_tools
from spacerr.services.tools.tool import Tool
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA

PATIENCE = 30.0


async def file_server(d: Deps, name: str, server: McpServer, *tools: McpTool) -> str:
    """Make a server one of the operator's file, which has listed these tools; its id."""
    row = ToolServer(name=name, title=name)
    async with d.db.writing() as session:
        session.add(row)
    d.mcp_servers[name] = server
    await pins.store_listed(d, row.id, tools)
    return row.id


@asynccontextmanager
async def kept(d: Deps) -> AsyncGenerator[None]:
    """A process that keeps its connections."""
    running = asyncio.create_task(connections.run(d))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait({running})


async def first_listed(d: Deps) -> tuple[Tool, ...]:
    """The tools of the operator's servers, once they were listed."""
    team = await team_of(d, ADA)
    async with asyncio.timeout(PATIENCE):
        while not (tools := await mcp_tools(d, team)):
            await asyncio.sleep(0.02)
    return tools


@asynccontextmanager
async def configured(server: McpServer, name: str, *processes: Deps) -> AsyncGenerator[None]:
    """A server of the operator's file that these processes have reached and listed."""
    async with AsyncExitStack() as stack:
        for d in processes:
            d.mcp_servers[name] = server
            await stack.enter_async_context(kept(d))
            await first_listed(d)
        yield
