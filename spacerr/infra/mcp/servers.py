"""All MCP servers of the operator's file, each with its connection."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from spacerr.infra.mcp.config import read_servers
from spacerr.infra.mcp.connection import McpConnection

Connections = Mapping[str, McpConnection]


def open_connections(file: str) -> Connections:
    """The connections of a file's servers, by name; none without a file. Raises
    McpConfigUnreadable.
    """
    if not file:
        return {}
    return {name: McpConnection(name, it) for name, it in read_servers(Path(file)).items()}


async def run_connections(connections: Connections) -> None:
    """Keep them all, for ever. Returns at once where there is none."""
    async with asyncio.TaskGroup() as group:
        for connection in connections.values():
            group.create_task(connection.run(), name=f"mcp {connection.name}")
