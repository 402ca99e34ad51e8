"""The tools of an MCP server, as it lists them."""

import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from spacerr.domain.text import utf8_length
from spacerr.domain.tools.limits import MCP_TOOLS, MCP_TOOLS_BYTES, SCHEMA_BYTES
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.infra.json_schema import first_mismatch
from spacerr.tool_timings import MCP_REFRESH, MCP_REFRESH_LONGEST

__all__ = ["McpTool", "ToolList", "list_tools"]

_PAGES = 50
"""Pages of one list."""


class ToolList(NamedTuple):
    """The tools of a server, each under a name of its own. `fresh`: for how many seconds."""

    tools: list[McpTool]
    fresh: float


async def list_tools(client: Any) -> ToolList:
    """The tools that can be called and stored, asked for anew."""
    found: dict[str, McpTool] = {}
    promised: dict[str, Any] = {}
    cursor: str | None = None
    fresh = MCP_REFRESH
    size = 0
    for _ in range(_PAGES):
        page = await client.list_tools(cursor=cursor, cache_mode="refresh")
        fresh = min(max(fresh, (page.ttl_ms or 0) / 1000), MCP_REFRESH_LONGEST)
        for it in page.tools:
            tool = _tool(it)
            if tool is None or tool.name in found:
                continue
            size += utf8_length(str(tool))
            if len(found) == MCP_TOOLS or size > MCP_TOOLS_BYTES:
                cursor = None
                break
            found[tool.name] = tool
            if utf8_length(json.dumps(it.output_schema)) <= SCHEMA_BYTES:
                promised[tool.name] = it.output_schema
        else:
            cursor = page.next_cursor
        if not cursor:
            break
    client.session.validate_tool_result = partial(_check_result, promised)
    return ToolList([*found.values()], fresh)


async def _check_result(promised: Mapping[str, Any], name: str, result: Any) -> None:
    """In place of the SDK's own check, which has no bounds. Raises RuntimeError, as that does."""
    schema = promised.get(name)
    if schema is None:
        return
    if "structured_content" not in result.model_fields_set:
        raise RuntimeError(f"{name} returned no value")
    wrong = first_mismatch(schema, result.structured_content)
    if wrong is not None:
        raise RuntimeError(f"{name} returned another value: {wrong.place}")


def _tool(it: Any) -> McpTool | None:
    """None for a tool that can only be called as a task, which this client doesn't do, and for one
    that can't be stored.
    """
    if getattr(it.execution, "task_support", None) == "required":
        return None
    notes = it.annotations
    title = it.title or (notes.title if notes else None) or words_of_name(it.name)
    read_only = bool(notes and notes.read_only_hint)
    tool = McpTool(it.name, title, it.description or "", dict(it.input_schema), read_only)
    return tool.bounded()


def words_of_name(name: str) -> str:
    """A tool's name as a title: "get_current_time" is "Get current time"."""
    words = re.sub(r"[_./-]+", " ", name).strip()
    return words[:1].upper() + words[1:]
