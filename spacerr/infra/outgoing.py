"""Keeps what LiteLLM sends where it was meant to go: redirects aren't followed, because keys would
go along, and servers that people have named aren't looked for in a private network.
"""

import socket
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx

from spacerr.domain.errors import PrivateServer
from spacerr.infra.exact_lines import bound_response
from spacerr.infra.networks import addresses, is_public

_guarded: ContextVar[bool] = ContextVar("guarded", default=False)


def guard_clients() -> None:
    """From now on, all HTTP clients that LiteLLM makes are guarded. A proxy would connect in our
    place, wherever it is told to: where addresses count, none is asked.
    """
    from litellm.llms.custom_httpx import http_handler
    from litellm.llms.custom_httpx.aiohttp_transport import LiteLLMAiohttpTransport

    handler: Any = http_handler.AsyncHTTPHandler
    make = handler.create_client

    def guarded(*given: Any, **named: Any) -> Any:
        client = make(*given, **named)
        return guarded_client(client)

    handler.create_client = guarded
    transport: Any = LiteLLMAiohttpTransport
    proxy_of = transport._get_proxy_settings

    async def no_proxy_where_guarded(self: Any, request: Any) -> Any:
        return None if _guarded.get() else await proxy_of(self, request)

    transport._get_proxy_settings = no_proxy_where_guarded
    module: Any = http_handler
    module.build_aiohttp_keepalive_socket_factory = lambda: _socket


def guarded_client(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same client, whose responses are bounded: nothing is packed that wasn't asked for."""
    client.follow_redirects = False
    client.headers["accept-encoding"] = "identity"
    client.event_hooks["response"].append(bound_response)
    return client


def ask_nothing_besides() -> None:
    """LiteLLM asks Ollama about each model it doesn't know: at an address of its own choice,
    unguarded, and nothing else runs in the process until that is answered.
    """
    from litellm.llms.ollama.common_utils import OllamaModelInfo

    info: Any = OllamaModelInfo
    info.get_model_info = _nothing_known


def _nothing_known(*_: Any, **__: Any) -> None:
    return None


async def insist_on_public(base: str | None) -> None:
    """Raises PrivateServer where an address leads into a private network. One that leads nowhere
    is left to whoever connects.
    """
    url = httpx.URL(base or "")
    if not url.host:
        return
    try:
        found = await addresses(url.host, url.port or 443)
    except OSError:
        return
    if not all(is_public(it) for it in found):
        raise PrivateServer


@contextmanager
def only_public(on: bool) -> Generator[None]:
    """Within this, connections are made to public addresses only: a name may lead elsewhere by
    now than when it was asked about.
    """
    before = _guarded.set(on)
    try:
        yield
    finally:
        _guarded.reset(before)


def _socket(address: Any) -> socket.socket:
    family, kind, protocol, _, place = address
    if _guarded.get() and not is_public(str(place[0])):
        raise OSError("a private address")
    made = socket.socket(family, kind, protocol)
    made.setblocking(False)
    return made
