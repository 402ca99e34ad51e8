"""Origins in the form that browsers send: scheme, host and port."""

import re
from collections.abc import Collection, Iterable
from typing import Final
from urllib.parse import urlsplit

import idna

_PORTS: Final = {"http": 80, "https": 443}
_HERE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_NAME: Final = re.compile(
    r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?"
)
_EXPECTED: Final = "expects addresses like https://chat.example.org, each with http:// or https://"


def origin(address: str) -> str:
    """The origin of a page's address: without its path, in small letters, without the scheme's
    default port. Raises ValueError with a sentence for a text that is no address of a page.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise ValueError(_EXPECTED) from None
    scheme, host = parts.scheme, _host(parts.hostname or "")
    if scheme not in _PORTS or not host or port == 0 or "@" in parts.netloc:
        raise ValueError(_EXPECTED)
    return f"{scheme}://{host}" + ("" if port in (None, _PORTS[scheme]) else f":{port}")


def is_own(origin: str, host: str, named: Collection[str]) -> bool:
    """Whether a request to a host comes from a page of ours: its origin is one of `named`, or the
    same host on this machine. Its port may be forwarded, by a container for example.
    """
    if origin in named:
        return True
    return _without_port(host) in _HERE and origin in (f"http://{host}", f"https://{host}")


def unprotected(origins: Iterable[str]) -> list[str]:
    """The origins that browsers treat as insecure: without https, and not on the same machine."""
    plain = (it for it in origins if it.startswith("http://"))
    return [it for it in plain if _without_port(urlsplit(it).netloc) not in _HERE]


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def _host(name: str) -> str:
    """A host name in the form that browsers send; "" for a text that is no host."""
    if ":" in name:
        return f"[{name}]"
    try:
        sent = name if name.isascii() else idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        return ""
    return sent if _NAME.fullmatch(sent) else ""
