"""What is sealed of a team's MCP servers: tokens that were typed, and those of a sign-in.

Each is bound to its team, its server and the origin of its address, so that it opens nowhere else.
"""

from enum import StrEnum

from spacerr.domain.errors.tool_servers import ServerSecretUnreadable
from spacerr.domain.tables import ToolServer
from spacerr.domain.web.origins import origin
from spacerr.infra.security.vault import UnsealFailed, Vault


class Sealed(StrEnum):
    """The columns that hold something sealed."""

    SECRET = "secret_sealed"  # noqa: S105
    TOKENS = "tokens_sealed"
    SIGN_IN = "sign_in_sealed"


def seal(vault: Vault, server: ToolServer, column: Sealed, text: str) -> None:
    """Seal a text into a server's row; "" removes what is there."""
    sealed = vault.seal(f"tool-server {column}", _bound_to(server), text) if text else ""
    setattr(server, column, sealed)


def unseal(vault: Vault, server: ToolServer, column: Sealed) -> str:
    """What was sealed, never to be shown or logged; "" for nothing. Raises
    ServerSecretUnreadable.
    """
    sealed: str = getattr(server, column)
    if not sealed:
        return ""
    try:
        return vault.unseal(f"tool-server {column}", _bound_to(server), sealed)
    except UnsealFailed:
        raise ServerSecretUnreadable from None


def drop(server: ToolServer) -> None:
    """Remove all that is sealed: the address leads elsewhere now."""
    for column in Sealed:
        setattr(server, column, "")


def _bound_to(server: ToolServer) -> str:
    return f"{server.team_id or ''}|{server.id}|{origin(server.url)}"
