"""How far replies may go: to the address they are sent to, and where people chose that, to none of
a private network. LiteLLM would follow redirects, and connect to wherever a name leads just then.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from spacerr.infra.networks import is_public

_public_only: ContextVar[bool] = ContextVar("public_only", default=False)


@contextmanager
def kept_public(wanted: bool) -> Generator[None]:
    """What is connected to meanwhile has a public address, or isn't connected to."""
    before = _public_only.set(wanted)
    try:
        yield
    finally:
        _public_only.reset(before)


def keep_within_bounds() -> None:
    """Have the clients that LiteLLM will make keep to this. Once, before it makes any."""
    from aiohttp import TCPConnector
    from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler

    create: Any = AsyncHTTPHandler.create_client
    resolve: Any = TCPConnector._resolve_host  # pyright: ignore[reportPrivateUsage]

    def created(self: Any, *args: Any, **more: Any) -> Any:
        client = create(self, *args, **more)
        client.follow_redirects = False
        return client

    async def resolved(self: Any, *args: Any, **more: Any) -> Any:
        found = await resolve(self, *args, **more)
        _insist(found)
        return found

    AsyncHTTPHandler.create_client = created
    TCPConnector._resolve_host = resolved  # pyright: ignore[reportPrivateUsage]


def _insist(found: Sequence[Any]) -> None:
    if _public_only.get() and not all(is_public(it["host"]) for it in found):
        raise PermissionError("a private address")
