"""Servers of tools as tests store them, without connecting to them."""

from spacerr.deps import Deps
from spacerr.domain.tables import ToolServer
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.infra.mcp.config import McpServer
from spacerr.services.tools import pins


async def file_server(d: Deps, name: str, server: McpServer, *tools: McpTool) -> str:
    """Make a server one of the operator's file, which has listed these tools; its id."""
    row = ToolServer(name=name, title=name)
    async with d.db.writing() as session:
        session.add(row)
    d.mcp_servers[name] = server
    await pins.store_listed(d, row.id, tools)
    return row.id
