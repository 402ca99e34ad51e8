"""Tools of MCP servers. Persons are asked before those run that the operator doesn't allow."""

from dataclasses import dataclass
from functools import partial

from spacerr.deps import Deps
from spacerr.domain.text import one_line
from spacerr.domain.tools.asking import Asking
from spacerr.domain.tools.limits import TOOL_DESCRIPTION_CHARS, TOOL_TITLE_CHARS
from spacerr.domain.tools.spec import ToolSpec, legal_name
from spacerr.infra.mcp.connection import McpConnection
from spacerr.infra.mcp.tools import McpTool
from spacerr.services.tools.mcp_call import call_tool
from spacerr.services.tools.tool import Tool


def mcp_tools(d: Deps) -> tuple[Tool, ...]:
    """The tools of all servers, also of those that are away, under names of their own."""
    used: set[str] = set()
    tools: list[Tool] = []
    for connection in d.mcp.values():
        for tool in connection.tools:
            name = _unique(legal_name(f"{connection.name}_{tool.name}"), used)
            run = partial(call_tool, connection, tool.name)
            asking = Asking.NEVER if is_allowed(connection, tool) else Asking.ONCE
            tools.append(Tool(_spec(name, connection, tool), run, asking, connection.name))
    return tuple(tools)


def is_allowed(connection: McpConnection, tool: McpTool) -> bool:
    """Whether a tool runs without a question to a person, where a team doesn't say."""
    allow = connection.server.allow
    if allow == "read-only":
        return tool.read_only
    return allow == "all" or tool.name in allow


@dataclass(frozen=True, slots=True)
class ServerState:
    """An MCP server for people: `reached`, how many `tools` it has, how many of them run without a
    question (`allowed`), and how many are off because they are described in another way than
    before.
    """

    name: str
    reached: bool
    tools: int
    allowed: int
    changed: int


def server_states(d: Deps) -> list[ServerState]:
    """The operator's servers as they are now. Why one isn't reached stands in the log."""
    return [
        ServerState(
            name,
            not it.problem,
            len(it.tools) + len(it.changed),
            sum(is_allowed(it, tool) for tool in it.tools),
            len(it.changed),
        )
        for name, it in d.mcp.items()
    ]


def _unique(name: str, used: set[str]) -> str:
    chosen, number = name, 1
    while chosen in used:
        number += 1
        chosen = f"{name[:60]}_{number}"
    used.add(chosen)
    return chosen


def _spec(name: str, connection: McpConnection, tool: McpTool) -> ToolSpec:
    description = tool.description[:TOOL_DESCRIPTION_CHARS]
    first = one_line(description.partition("\n")[0])[:TOOL_TITLE_CHARS]
    return ToolSpec(
        name=name,
        title=one_line(tool.title)[:TOOL_TITLE_CHARS] or name,
        summary=f"{connection.name}: {first}" if first else connection.name,
        description=description,
        parameters={"type": "object", **tool.parameters},
    )
