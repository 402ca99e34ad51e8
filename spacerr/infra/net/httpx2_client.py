"""The SSRF guard for httpx2, which speaks with MCP servers. Imported where it is used: httpx2 is
large.
"""

import asyncio
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx2

from spacerr.domain.errors.models import UnguardedClients
from spacerr.infra.net.ssrf_check import check_guard
from spacerr.infra.net.ssrf_guard import public_addresses_only, watch_connections

REDIRECTS = 3
"""Most redirects of one request. Each leads to the same origin, or isn't followed."""

_checked: dict[type[asyncio.AbstractEventLoop], bool] = {}


class GuardedClient(httpx2.AsyncClient):
    """A client for one server. With `public_only` each of its connections is made to a public
    address, which is checked when it connects, and no proxy is used: that would connect to any
    address in our place. `secrets` are headers that are sent to the origin of `url` only.
    """

    def __init__(
        self, url: str, *, public_only: bool, secrets: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(
            verify=certificates(), trust_env=not public_only, max_redirects=REDIRECTS, **options
        )
        self._public_only, self._secrets = public_only, dict(secrets)
        self._origin = _origin(httpx2.URL(url))

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Send a request. `options` as in httpx2."""
        request.headers["accept-encoding"] = "identity"  # what is bounded is what arrives
        if _origin(request.url) == self._origin:
            request.headers.update(self._secrets)
        with public_addresses_only(self._public_only):
            return await super().send(request, **options)


async def prepare(*, public_only: bool) -> None:
    """Do once what would block the loop for long, and check that the guard works. Raises
    UnguardedClients.
    """
    await asyncio.to_thread(certificates)
    if not public_only:
        return
    watch_connections()
    loop = type(asyncio.get_running_loop())
    if loop not in _checked:
        _checked[loop] = await asyncio.to_thread(_is_guarded, loop)
    if not _checked[loop]:
        raise UnguardedClients


@cache
def certificates() -> ssl.SSLContext:
    """The certificates that servers are checked with; to read them takes 20 ms."""
    return httpx2.create_ssl_context()


def _is_guarded(loop: type[asyncio.AbstractEventLoop]) -> bool:
    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(check_guard({}))
    except UnguardedClients:
        return False
    return True


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
