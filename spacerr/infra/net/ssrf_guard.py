"""Keeps what LiteLLM sends where it was meant to go: redirects aren't followed, because keys would
go along, and servers that people have named aren't looked for in a private network.
"""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpx
import structlog

from spacerr.domain.errors.models import PrivateServer, UnguardedClients
from spacerr.infra.answers.lines import limit_response
from spacerr.infra.net.ip import is_public, resolve_host

log = structlog.get_logger(__name__)

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)


def guard_clients() -> None:
    """From now on, all HTTP clients that LiteLLM makes are guarded. A proxy would connect in our
    place, wherever it is told to: where addresses count, none is asked.
    """
    from litellm.llms.custom_httpx import http_handler
    from litellm.llms.custom_httpx.aiohttp_transport import LiteLLMAiohttpTransport

    def guarded(make: Any) -> Any:
        def made(*given: Any, **named: Any) -> httpx.AsyncClient:
            return guard_client(make(*given, **named))

        return made

    def unproxied(proxy_of: Any) -> Any:
        async def no_proxy_where_guarded(self: Any, request: Any) -> Any:
            return None if _guarded.get() else await proxy_of(self, request)

        return no_proxy_where_guarded

    _replace(http_handler.AsyncHTTPHandler, "create_client", guarded)
    _replace(LiteLLMAiohttpTransport, "_get_proxy_settings", unproxied)
    _watch_connections()


def _replace(owner: Any, name: str, made: Callable[[Any], Any]) -> None:
    """Put something in place of a part of LiteLLM's. Raises UnguardedClients where it has none of
    that name: what is put beside it guards nothing.
    """
    part = getattr(owner, name, None)
    if part is None:
        log.critical("outgoing.unguarded", reason=f"there is no {name}")
        raise UnguardedClients
    setattr(owner, name, made(part))


@cache
def _watch_connections() -> None:
    """Python itself asks before any of its sockets connects, in any library."""
    sys.addaudithook(_require)


def _require(event: str, given: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _guarded.get() and not _may_connect(given[1]):
        raise OSError("a private address")


def _may_connect(place: Any) -> bool:
    """Whether what a socket is to connect to is a public address. Raises nothing."""
    try:
        return is_public(str(place[0]))
    except (TypeError, LookupError, ValueError):
        return False  # a path, a name, or another family of addresses


def guard_client(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same client, whose responses are bounded: nothing is packed that wasn't asked for."""
    client.follow_redirects = False
    client.headers["accept-encoding"] = "identity"
    client.event_hooks["response"].append(limit_response)
    return client


def ask_nothing_besides() -> None:
    """LiteLLM asks Ollama about each model it doesn't know: at an address of its own choice,
    unguarded, and nothing else runs in the process until that is answered.
    """
    from litellm.llms.ollama.common_utils import OllamaModelInfo

    _replace(OllamaModelInfo, "get_model_info", lambda _: _nothing_known)


def _nothing_known(*_: Any, **__: Any) -> None:
    return None


async def require_public_server(base: str | None) -> None:
    """Raises PrivateServer where an address leads into a private network. One that leads nowhere
    is left to whoever connects.
    """
    url = httpx.URL(base or "")
    if not url.host:
        return
    try:
        found = await resolve_host(url.host, url.port or 443)
    except OSError:
        return
    if not all(is_public(it) for it in found):
        raise PrivateServer


@contextmanager
def public_addresses_only(on: bool) -> Generator[None]:
    """Within this, connections are made to public addresses only: a name may lead elsewhere by
    now than when it was asked about.
    """
    before = _guarded.set(on)
    try:
        yield
    finally:
        _guarded.reset(before)
