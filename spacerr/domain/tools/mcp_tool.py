"""A tool of an MCP server, as the server describes it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from spacerr.domain.text import clean, one_line, utf8_length
from spacerr.domain.tools.limits import (
    MCP_NAME_CHARS,
    SCHEMA_BYTES,
    TOOL_DESCRIPTION_CHARS,
    TOOL_TITLE_CHARS,
)

_NUL = "\\u0000"
"""A character in JSON that PostgreSQL doesn't store."""


@dataclass(frozen=True, slots=True)
class McpTool:
    """What models and people are told of a tool. `parameters` is the JSON Schema of its arguments.
    `read_only`: it says that it doesn't change anything.
    """

    name: str
    title: str
    description: str
    parameters: dict[str, Any]
    read_only: bool

    @property
    def digest(self) -> str:
        """Changes with anything that is told of the tool."""
        told = json.dumps(self.stored(), sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def bounded(self) -> "McpTool | None":
        """The tool as it can be stored and told; None where it can't be."""
        if not 0 < len(self.name) <= MCP_NAME_CHARS or not self.name.isprintable():
            return None
        try:
            parameters = _plain(self.parameters)
            schema = json.dumps(parameters, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            return None
        if utf8_length(schema) > SCHEMA_BYTES or clean(schema) != schema or _NUL in schema:
            return None
        return McpTool(
            self.name,
            one_line(self.title)[:TOOL_TITLE_CHARS] or self.name[:TOOL_TITLE_CHARS],
            clean(self.description)[:TOOL_DESCRIPTION_CHARS].strip(),
            parameters,
            self.read_only,
        )

    @property
    def summary(self) -> str:
        """The first line of its description, shortened, for people."""
        line = one_line(self.description.partition("\n")[0])
        if len(line) <= TOOL_TITLE_CHARS:
            return line
        return f"{line[: TOOL_TITLE_CHARS - 1].rstrip()}…"

    def stored(self) -> dict[str, Any]:
        """The tool as JSON."""
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "McpTool":
        """A tool from what `stored` returned."""
        return cls(**{name: stored[name] for name in cls.__dataclass_fields__})


def _plain(value: Any) -> Any:
    """A JSON value as it comes back from any database: PostgreSQL returns 1e3 as 1000."""
    if isinstance(value, dict):
        return {str(name): _plain(it) for name, it in value.items()}
    if isinstance(value, list):
        return [_plain(it) for it in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
