"""What can go wrong with servers of tools that a team adds. The docstring is the sentence a person
reads.
"""

from typing import ClassVar

from spacerr.domain.errors.base import ChangedMeanwhile, SpacerrError
from spacerr.domain.errors.keys import ProbeFailed


class McpServersBusy(SpacerrError):
    """Too many servers of tools are connected just now. Try again in a moment."""


class McpSignInNeeded(SpacerrError):
    """The tool's server wants a token or a new sign-in. A manager of the team can see to it."""


class ToolServerNotFound(SpacerrError):
    """This server of tools doesn't exist."""


class ToolServerChanged(ChangedMeanwhile):
    """Another person changed this server meanwhile. Save it again to replace theirs."""


class ToolChangedMeanwhile(ChangedMeanwhile):
    """The tool is described differently again. Look at it once more."""


class TooManyToolServers(SpacerrError):
    """A team can have 20 servers of tools. Remove one first."""


class ServerTitleMissing(SpacerrError):
    """Give the server a name."""

    field = "title"


class ServerTitleTooLong(SpacerrError):
    """A server's name can hold 80 characters."""

    field = "title"


class ServerAddressIncomplete(SpacerrError):
    """This isn't a whole address. Write it like https://tools.example.org/mcp."""

    field = "url"


class ServerAddressTooLong(SpacerrError):
    """An address can hold 500 characters."""

    field = "url"


class ServerHeaderMalformed(SpacerrError):
    """This can't be a header's name. Write it like X-Api-Key."""

    field = "header"


class ServerHeaderTaken(SpacerrError):
    """The protocol needs this header itself. The server's documentation names another one."""

    field = "header"


class ServerSecretMissing(SpacerrError):
    """This is needed here. You find it in your account with the service."""

    field = "secret"


class ServerSecretTooLong(SpacerrError):
    """This can hold 4,000 characters."""

    field = "secret"


class ServerSecretMalformed(SpacerrError):
    """This has a space, a line break or a letter that can't be sent. Copy it once more."""

    field = "secret"


class ServerSecretUnreadable(SpacerrError):
    """The token for this server was encrypted with another secret. Enter it again in settings."""


class ServerClientMissing(SpacerrError):
    """The secret belongs to a client. Enter its id, too."""

    field = "client_id"


class ServerProbeFailed(ProbeFailed):
    """The server couldn't be reached. Try again in a moment."""

    field = "url"
    state: ClassVar[str] = "unreachable"
    """The ServerState that it says."""


class ToolServerUnreachable(ServerProbeFailed):
    """Nothing answers at this address. Check it, and that the server runs."""


class ToolServerRefuses(ServerProbeFailed):
    """The server refuses the connection: a token or sign-in is needed, or this one isn't valid."""

    state = "refused"
    field = "secret"


class ToolServerSignIn(ServerProbeFailed):
    """The server asks for a sign-in. Choose “Sign in with the service”, then sign in."""

    state = "sign-in"


class NoToolServer(ServerProbeFailed):
    """What answers at this address isn't an MCP server. Its address often ends in /mcp."""

    state = "no-server"


class ToolServerPrivate(ServerProbeFailed):
    """This address is in a private network, which the administrator hasn't allowed."""

    state = "private"
    skippable = False


class SignInNotOffered(SpacerrError):
    """This server doesn't say where to sign in. It may take a token instead."""


class SignInNotSafe(SpacerrError):
    """This server's sign-in can't be used safely: it isn't protected as the protocol wants it."""


class SignInNeedsClient(SpacerrError):
    """The service doesn't know Spacerr. Enter the client id that it gives you under “Change”."""


class SignInNotFinished(SpacerrError):
    """The sign-in was not finished. You can begin it again."""


class SignInRefused(SpacerrError):
    """The service didn't accept the sign-in. You can begin it again."""


class SignInEnded(SpacerrError):
    """The sign-in with the tool's server doesn't count any more."""
