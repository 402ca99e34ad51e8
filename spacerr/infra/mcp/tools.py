"""The tools of an MCP server, as it describes them."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from spacerr.domain.tools.limits import SCHEMA_BYTES

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


async def list_tools(client: Any) -> list[McpTool]:
    """The tools that can be called, asked for anew."""
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
    title = it.title or (notes.title if notes else None) or words_of_name(it.name)
    read_only = bool(notes and notes.read_only_hint)
    return McpTool(it.name, title, it.description or "", dict(it.input_schema), read_only)


def _is_usable(it: Any) -> bool:
    """Not a tool that can only be called as a task, which this client doesn't do, nor one with a
    schema that is too long.
    """
    if getattr(it.execution, "task_support", None) == "required":
        return False
    return len(json.dumps(it.input_schema)) <= SCHEMA_BYTES


def words_of_name(name: str) -> str:
    """A tool's name as a title: "get_current_time" is "Get current time"."""
    words = re.sub(r"[_./-]+", " ", name).strip()
    return words[:1].upper() + words[1:]
