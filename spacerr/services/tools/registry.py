"""All tools that this server has."""

from spacerr.deps import Deps
from spacerr.services.tools.built_in import BUILT_IN
from spacerr.services.tools.mcp import mcp_tools
from spacerr.services.tools.results import READ_RESULT
from spacerr.services.tools.tool import Tool


def all_tools(d: Deps) -> tuple[Tool, ...]:
    """The built-in ones, then those of MCP servers."""
    return (*BUILT_IN, *mcp_tools(d))


def get_title(d: Deps, name: str) -> str:
    """A tool's title; its name where this server doesn't have it."""
    known = (*(it.spec for it in all_tools(d)), READ_RESULT)
    return next((it.title for it in known if it.name == name), name)
