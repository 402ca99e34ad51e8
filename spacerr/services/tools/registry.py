"""All tools that the people of a team have here."""

from spacerr.deps import Deps
from spacerr.services.tools.built_in import BUILT_IN
from spacerr.services.tools.mcp import mcp_tools
from spacerr.services.tools.results import READ_RESULT
from spacerr.services.tools.tool import Tool


async def all_tools(d: Deps, team_id: str) -> tuple[Tool, ...]:
    """The built-in ones, then those of MCP servers. The caller has checked the membership."""
    return (*BUILT_IN, *await mcp_tools(d, team_id))


async def get_titles(d: Deps, team_id: str) -> dict[str, str]:
    """The titles of all tools, by their names."""
    known = (*(it.spec for it in await all_tools(d, team_id)), READ_RESULT)
    return {it.name: it.title for it in known}
