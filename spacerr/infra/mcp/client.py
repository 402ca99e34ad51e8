"""Opens a client of an MCP server: a program that is started, or an address."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from spacerr.infra.mcp.auth.access import OPERATOR, Access
from spacerr.infra.mcp.calls import Calls
from spacerr.infra.mcp.changes import ListChanges
from spacerr.infra.mcp.config import McpServer
from spacerr.tool_timings import MCP_CONNECT, MCP_READ


async def load_client() -> None:
    """Import the SDK, in a thread: it takes 0.8 s and 56 MB, which a server without MCP servers
    doesn't need.
    """
    await asyncio.to_thread(import_module, "spacerr.infra.mcp.auth.oauth")
    await asyncio.to_thread(import_module, "spacerr.infra.mcp.http_client")
    await asyncio.to_thread(import_module, "mcp.client.streamable_http")


@asynccontextmanager
async def open_client(
    server: McpServer, calls: Calls, changes: ListChanges, access: Access = OPERATOR
) -> AsyncGenerator[Any]:
    """A client that is connected for as long as the block runs. What the server asks is handed to
    its `calls`, and what it says of its tools to `changes`. `load_client` was called.
    """
    from mcp import Client, StdioServerParameters

    from spacerr.infra.mcp.stdio import bounded_stdio

    heard: dict[str, Any] = {
        "elicitation_callback": calls.elicit,
        "message_handler": changes.on_message,
    }
    if server.command:
        started = StdioServerParameters(
            command=server.command,
            args=list(server.args),
            env=dict(server.env),
            cwd=server.cwd or None,
        )
        async with Client(bounded_stdio(started), **heard) as client:
            yield client
        return
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    from spacerr.domain.tools.limits import MCP_MESSAGE_BYTES
    from spacerr.infra.mcp.auth.token_auth import TokenAuth
    from spacerr.infra.mcp.http_client import McpHttpClient

    async with (
        McpHttpClient(
            server.url,
            public_only=access.public_only,
            secrets=server.headers,
            auth=TokenAuth(server.url, access.tokens) if access.tokens else None,
            timeout=httpx2.Timeout(MCP_CONNECT, read=MCP_READ),
        ) as http,
        Client(
            streamable_http_client(
                server.url, http_client=http, max_sse_event_size=MCP_MESSAGE_BYTES
            ),
            **heard,
        ) as client,
    ):
        yield client
