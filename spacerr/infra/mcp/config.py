"""The operator's file of MCP servers, in the shape that other clients use.

    {"mcpServers": {"files": {"command": "…", "args": ["…"], "env": {"…": "…"}},
                    "wiki":  {"url": "https://…", "headers": {"…": "…"}, "allow": ["search"]}}}

`allow` says which tools run without a question to a person: a list of names, "all", or "read-only",
which is the default: those that the server says don't change anything.
"""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from spacerr.domain.errors.mcp import McpConfigUnreadable

SERVERS = 50
_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")

_Text = Annotated[str, Field(max_length=4_000)]


class McpServer(BaseModel):
    """One server: a `command` that is started and spoken to over its standard input and output, or
    a `url`. `env` and `headers` may hold secrets: they are never logged or shown.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    command: _Text = ""
    args: tuple[_Text, ...] = ()
    env: dict[str, _Text] = Field(default_factory=dict[str, str], repr=False)
    cwd: _Text = ""
    url: _Text = ""
    headers: dict[str, _Text] = Field(default_factory=dict[str, str], repr=False)
    allow: Literal["read-only", "all"] | tuple[str, ...] = "read-only"

    @model_validator(mode="after")
    def _one_way(self) -> "McpServer":
        if bool(self.command) == bool(self.url):
            raise ValueError("a server has a command or a url")
        if self.url and not self.url.startswith(("https://", "http://")):
            raise ValueError("a url begins with https:// or http://")
        return self


class _File(BaseModel):
    mcpServers: Annotated[dict[str, McpServer], Field(max_length=SERVERS)]


def read_configured(file: str) -> dict[str, McpServer]:
    """The servers of the operator's file, by name; none without one. Raises McpConfigUnreadable."""
    return read_servers(Path(file)) if file else {}


def read_servers(path: Path) -> dict[str, McpServer]:
    """The servers of a file, by their names. Raises McpConfigUnreadable."""
    try:
        found = _File.model_validate_json(path.read_text("utf-8")).mcpServers
    except OSError as error:
        raise McpConfigUnreadable(path, error.strerror or type(error).__name__) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        reason = f"{place}: {first['msg']}" if place else str(first["msg"])
        raise McpConfigUnreadable(path, reason) from None
    except UnicodeDecodeError:
        raise McpConfigUnreadable(path, "it is no text") from None
    wrong = next((name for name in found if not _NAME.fullmatch(name)), None)
    if wrong is not None:
        raise McpConfigUnreadable(path, f"{wrong!r} can't be a server's name")
    return found
