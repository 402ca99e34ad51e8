"""What a connection may reach, and how its server knows who asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """The access token of a server. `get` returns the one to send, "" for none. `renew` is given
    one that was refused, and returns another one, "" where a person has to sign in again. `lacks`
    is told a token that doesn't allow a request, and the scopes that the server names, "" for none.
    """

    get: Callable[[], Awaitable[str]]
    renew: Callable[[str], Awaitable[str]]
    lacks: Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Access:
    """`public_only`: connections are made to public addresses only, because people chose the
    server.
    """

    public_only: bool = False
    tokens: Tokens | None = None


OPERATOR = Access()
"""That of servers in the operator's file."""
