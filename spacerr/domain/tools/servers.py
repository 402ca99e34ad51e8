"""A team's server of tools (MCP): what a person enters for one, and what of it can be stored."""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain, count
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from spacerr.domain.errors.tool_servers import (
    ServerAddressIncomplete,
    ServerAddressTooLong,
    ServerClientMissing,
    ServerHeaderMalformed,
    ServerHeaderTaken,
    ServerSecretMalformed,
    ServerSecretMissing,
    ServerSecretTooLong,
    ServerTitleMissing,
    ServerTitleTooLong,
)
from spacerr.domain.limits import ADDRESS_CHARS
from spacerr.domain.text import one_line
from spacerr.domain.tools.limits import (
    HEADER_NAME_CHARS,
    SERVER_NAME_CHARS,
    SERVER_SECRET_CHARS,
    SERVER_TITLE_CHARS,
)
from spacerr.domain.web.origins import origin


class ServerState(StrEnum):
    """How the last attempt to connect to a server ended. `UNREADABLE` and `RIGHTS` (a tool needs
    more of them) are never stored: they are seen when what is sealed is opened.
    """

    UNTRIED = "untried"
    WORKS = "works"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    SIGN_IN = "sign-in"
    NO_SERVER = "no-server"
    PRIVATE = "private"
    UNREADABLE = "unreadable"
    RIGHTS = "rights"


class ServerAuth(StrEnum):
    """How a server knows who asks. `SIGN_IN`: by OAuth, in the browser."""

    NONE = "none"
    TOKEN = "token"  # noqa: S105
    HEADER = "header"
    SIGN_IN = "sign-in"


AUTHORIZATION: Final = "Authorization"
_HEADER: Final = re.compile(rf"[A-Za-z0-9!#$%&'*+.^_`|~-]{{1,{HEADER_NAME_CHARS}}}")
_OWN_HEADERS: Final = re.compile(
    r"(?i)accept.*|connection|content-.*|cookie|expect|host|keep-alive|last-event-id|mcp-.*|origin"
    r"|proxy-.*|te|trailer|transfer-encoding|upgrade"
)
"""Headers that the protocol itself needs."""
_BEARER: Final = re.compile(r"(?i)bearer\s+")


@dataclass(frozen=True, slots=True)
class ServerInput:
    """`secret` is the token, the value of the `header`, or the secret of the client `client_id`,
    as `auth` says; None keeps the one that is stored. `untested`: stored without a test.
    """

    title: str = ""
    url: str = ""
    auth: ServerAuth = ServerAuth.NONE
    header: str = ""
    client_id: str = ""
    secret: str | None = field(default=None, repr=False)
    trusted: bool = False
    untested: bool = False


def validate_server(entered: ServerInput) -> ServerInput:
    """The input as it can be stored. Raises ServerTitleMissing, ServerTitleTooLong,
    ServerAddressIncomplete, ServerAddressTooLong, ServerSecretMissing, ServerSecretTooLong,
    ServerSecretMalformed, ServerHeaderMalformed, ServerHeaderTaken, ServerClientMissing.
    """
    auth = entered.auth
    client = one_line(entered.client_id) if auth is ServerAuth.SIGN_IN else ""
    secret = None if entered.secret is None else _secret(entered.secret, auth)
    if secret and auth is ServerAuth.SIGN_IN and not client:
        raise ServerClientMissing
    return replace(
        entered,
        title=server_title(entered.title),
        url=server_url(entered.url),
        header=_header(entered.header, auth),
        client_id=client[:SERVER_SECRET_CHARS],
        secret=secret,
    )


def server_title(text: str) -> str:
    """Raises ServerTitleMissing, ServerTitleTooLong."""
    title = one_line(text)
    if not title:
        raise ServerTitleMissing
    if len(title) > SERVER_TITLE_CHARS:
        raise ServerTitleTooLong
    return title


def server_url(text: str) -> str:
    """An address as it is stored. Raises ServerAddressIncomplete, ServerAddressTooLong."""
    text = text.strip()
    if len(text) > ADDRESS_CHARS:
        raise ServerAddressTooLong
    if not text.isprintable() or any(it.isspace() or it == "\\" for it in text):
        raise ServerAddressIncomplete
    try:
        place = origin(text)
    except ValueError:
        raise ServerAddressIncomplete from None
    parts = urlsplit(text)
    scheme, _, host = place.partition("://")
    return urlunsplit((scheme, host, parts.path or "/", parts.query, ""))


def server_name(title: str, taken: Container[str]) -> str:
    """The name that begins those of a server's tools: of A-Za-z0-9_-, and none of those taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9_]+", plain)) or "server"
    ends = chain([""], (f"-{number}" for number in count(2)))
    names = (f"{words[: SERVER_NAME_CHARS - len(end)].rstrip('-')}{end}" for end in ends)
    return next(it for it in names if it not in taken)


def _header(text: str, auth: ServerAuth) -> str:
    if auth is ServerAuth.TOKEN:
        return AUTHORIZATION
    if auth is not ServerAuth.HEADER:
        return ""
    name = text.strip()
    if not _HEADER.fullmatch(name):
        raise ServerHeaderMalformed
    if _OWN_HEADERS.fullmatch(name):
        raise ServerHeaderTaken
    return name


def _secret(text: str, auth: ServerAuth) -> str:
    if auth is ServerAuth.NONE:
        return ""
    secret = text.strip()
    if auth is ServerAuth.TOKEN:
        secret = _BEARER.sub("", secret, count=1)
    if len(secret) > SERVER_SECRET_CHARS:
        raise ServerSecretTooLong
    if not secret and auth is not ServerAuth.SIGN_IN:
        raise ServerSecretMissing
    spaces = auth is ServerAuth.HEADER
    if not all("!" <= it <= "~" or (spaces and it == " ") for it in secret):
        raise ServerSecretMalformed
    return secret
