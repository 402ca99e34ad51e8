"""What can go wrong with MCP servers. The docstring is the sentence a person reads."""

from pathlib import Path

from spacerr.domain.errors.base import SpacerrError


class McpConfigUnreadable(SpacerrError):
    """The file of MCP servers can't be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The file of MCP servers can't be read: {path}: {reason}.")


class McpServerAway(SpacerrError):
    """The tool's server can't be reached right now."""


class McpToolFailed(SpacerrError):
    """The tool's server reported an error."""


class McpResultUnreadable(SpacerrError):
    """The tool ran, but its result can't be read."""


class McpServerLost(SpacerrError):
    """The tool's server was lost in the middle of the call. The tool may have run."""
