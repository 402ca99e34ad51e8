"""Opens a client of an MCP server: a program that is started, or an address."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from spacerr.infra.mcp.config import McpServer
from spacerr.timings import MCP_CONNECT, TOOL_SILENCE


@asynccontextmanager
async def open_client(server: McpServer) -> AsyncGenerator[Any]:
    """A client that is connected for as long as the block runs."""
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
