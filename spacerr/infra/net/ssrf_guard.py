"""The SSRF guard: requests of replies follow no redirect, which would send their key on, and
connect to no private address where a user chose the server.
"""

import asyncio
import sys
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpx

from spacerr.domain.errors.models import PrivateServer
from spacerr.infra.answers.bounded_response import limit_response
from spacerr.infra.net.ip import NotPublic, is_public, resolve_public_host
from spacerr.infra.net.python_sockets import use_python_sockets

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)


@cache
def watch_connections() -> None:
    """Check every connection that a guarded request makes. Python's audit hook runs before a socket
    of any library connects.
    """
    sys.addaudithook(_require)


def _require(event: str, given: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _guarded.get() and not _may_connect(given[1]):
        raise OSError("a private address")


def _may_connect(place: Any) -> bool:
    """Whether a socket's target is a public address. Raises nothing."""
    try:
        return is_public(str(place[0]))
    except (TypeError, LookupError, ValueError):
        return False  # a path, a name, or another family of addresses


def guard_client(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same client, without redirects and compression, and with bounded responses."""
    client.follow_redirects = False
    client.headers["accept-encoding"] = "identity"
    client.event_hooks["response"].append(limit_response)
    return client


async def require_public_server(base: str | None) -> None:
    """Check the addresses of a server now. A name that can't be resolved is left to the connection.
    Raises PrivateServer.
    """
    url = httpx.URL(base or "")
    if not url.host:
        return
    try:
        await resolve_public_host(url.host, url.port or 443)
    except NotPublic:
        raise PrivateServer from None
    except OSError:
        return


def is_guarded() -> bool:
    """Whether requests may connect to public addresses only."""
    return _guarded.get()


@contextmanager
def public_addresses_only(on: bool) -> Generator[None]:
    """Within this, connections are made to public addresses only, where `on`. A name may resolve to
    another address than when it was checked.
    """
    if on:
        use_python_sockets(asyncio.get_running_loop(), is_guarded)
    before = _guarded.set(on)
    try:
        yield
    finally:
        _guarded.reset(before)
