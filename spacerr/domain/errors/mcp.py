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


class McpUnknownTool(SpacerrError):
    """The tool's server doesn't have this tool any more."""


class McpArgumentsRefused(SpacerrError):
    """The tool's server refused the arguments."""

    def __init__(self, words: str) -> None:
        super().__init__(f"The tool's server refused the arguments: {words}")


class McpRequestRefused(SpacerrError):
    """The tool's server refused the request."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The tool's server refused the request (HTTP {status}).")
        self.status = status


class McpRightsMissing(SpacerrError):
    """The tool needs more rights than the team has at its server. A manager can see to it."""


class McpRequestRedirected(SpacerrError):
    """The tool's server is at another address."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The tool's server is at another address (HTTP {status}).")


class McpServerBusy(SpacerrError):
    """The tool's server is busy."""

    def __init__(self, status: int, seconds: int | None) -> None:
        again = "" if seconds is None else f" It can be called again in {seconds} s."
        super().__init__(f"The tool's server is busy (HTTP {status}).{again}")


class McpServerFailed(SpacerrError):
    """The tool's server failed."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The tool's server failed (HTTP {status}). The tool may have run.")


class McpSessionEnded(SpacerrError):
    """The tool's server has ended the session. Call the tool again."""


class McpNoAnswer(SpacerrError):
    """The tool's server gave no answer that can be read. The tool may have run."""


class McpResultTooLarge(SpacerrError):
    """The tool ran, but its result is larger than 8 MiB, which is too much to be read."""


class McpFormUnreadable(SpacerrError):
    """The tool's server asked something that can't be shown to a person. It was declined."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The tool's server asked something that can't be shown to a person: {reason}. "
            "It was declined."
        )


class McpQuestionUnlinked(SpacerrError):
    """A question of the server was cancelled, as several calls ran. Call the tool again alone."""


class McpImagesUnshown(SpacerrError):
    """Some images can't be shown: they are too large, too many or of an unknown kind."""


class McpQuestionLost(SpacerrError):
    """A question of the tool's server couldn't be shown to a person, and was cancelled."""


class McpNotOffered(SpacerrError):
    """The tool needs something that Spacerr doesn't offer to servers of tools."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The tool needs something that Spacerr doesn't offer to servers of tools: {what}."
        )


class McpAsksTooMuch(SpacerrError):
    """The tool's server asked too much at once, so the call was given up."""


class McpAsksTooOften(SpacerrError):
    """The tool's server asked again and again, so the call was given up."""


class McpAnswerTooLate(SpacerrError):
    """The answer came too late for the tool's server. Call the tool again."""


class McpLinkDeclined(SpacerrError):
    """The page that the tool needs wasn't opened, so the call was given up."""


class McpTurnTaken(SpacerrError):
    """Another call of this server waits for a person. Call the tool again later."""
