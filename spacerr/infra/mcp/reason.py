"""Why a server of tools can't be connected to."""

from dataclasses import dataclass

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.mcp import McpServerAway
from spacerr.domain.errors.models import PrivateServer, UnguardedClients
from spacerr.domain.errors.tool_servers import (
    McpSignInNeeded,
    NoToolServer,
    ServerProbeFailed,
    ToolServerPrivate,
    ToolServerRefuses,
    ToolServerSignIn,
    ToolServerUnreachable,
)
from spacerr.domain.tools.servers import ServerState
from spacerr.infra.mcp.http_note import HttpNote

_UNAUTHORISED = 401
_REFUSED = (_UNAUTHORISED, 402, 403)


@dataclass(frozen=True, slots=True)
class Reason:
    """`words` are for the log: never anything that was sent."""

    state: ServerState
    words: str

    def call_error(self) -> SpacerrError:
        """What a call raises that can't be made for this reason."""
        needs = self.state in (ServerState.REFUSED, ServerState.SIGN_IN)
        return McpSignInNeeded() if needs else McpServerAway()

    def probe_error(self) -> ServerProbeFailed:
        """What a person is told who tests the server."""
        return _PROBE_ERRORS.get(self.state, ToolServerUnreachable)()


UNTRIED = Reason(ServerState.UNTRIED, "It hasn't answered yet.")
LOST = Reason(ServerState.UNREACHABLE, "The connection was lost.")

_PROBE_ERRORS = {
    ServerState(it.state): it
    for it in (ToolServerRefuses, ToolServerSignIn, NoToolServer, ToolServerPrivate)
}


def reason_of(error: BaseException | None, note: HttpNote, *, signs_in: bool) -> Reason:
    """Why an attempt to connect failed. `note`: what happened to its last request over HTTP.
    `signs_in`: a person signs in to this server.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if error is None:
        return LOST
    words = f"{type(error).__name__}"
    if isinstance(error, PrivateServer | UnguardedClients):
        return Reason(ServerState.PRIVATE, words)
    if note.status in _REFUSED:
        signs = note.status == _UNAUTHORISED and (note.signs_in or signs_in)
        signs = signs or (note.lacks_rights and signs_in)
        return Reason(ServerState.SIGN_IN if signs else ServerState.REFUSED, f"HTTP {note.status}")
    if isinstance(error, TimeoutError):
        return Reason(ServerState.UNREACHABLE, "It doesn't answer.")
    if note.unsent or note.lost or note.status in (408, 429) or note.status >= 500:
        status = f"HTTP {note.status}" if note.status else words
        return Reason(ServerState.UNREACHABLE, status)
    if note.status:
        return Reason(ServerState.NO_SERVER, f"HTTP {note.status}, {words}")
    return Reason(ServerState.UNREACHABLE, f"{words}: {error}"[:200])
