"""Addresses of model servers: normalises what users type."""

from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from spacerr.domain.errors.keys import AddressIncomplete, AddressTooLong
from spacerr.domain.limits import ADDRESS_CHARS

_OFTEN_PASTED: Final = ("/chat/completions", "/models", "/api/chat", "/api/tags")
"""Paths after a server's address in examples of requests."""


def normalise_url(text: str) -> str:
    """An address as it is stored: that of the server, without the path of a request.

    Raises AddressIncomplete, AddressTooLong.
    """
    text = text.strip()
    if len(text) > ADDRESS_CHARS:
        raise AddressTooLong
    parts = _parts(text)
    path = parts.path.rstrip("/")
    for ending in _OFTEN_PASTED:
        path = path.removesuffix(ending)
    place = parts.netloc.lower()
    return urlunsplit((parts.scheme, place, path.rstrip("/"), "", ""))


def _parts(text: str) -> SplitResult:
    """Raises AddressIncomplete."""
    if not text.isprintable() or any(it.isspace() or it == "\\" for it in text):
        raise AddressIncomplete
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        parts.netloc.encode("idna")
    except ValueError:
        raise AddressIncomplete from None
    if not whole or "@" in parts.netloc or parts.query or parts.fragment:
        raise AddressIncomplete
    return parts
