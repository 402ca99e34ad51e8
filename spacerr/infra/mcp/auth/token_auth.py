"""Sends the token of a server that a person signed in to. Imported where it is used: httpx2 is
large.
"""

from collections.abc import AsyncGenerator

import httpx2
from mcp.client.auth.utils import extract_field_from_www_auth, extract_scope_from_www_auth

from spacerr.infra.mcp.auth.access import Tokens

REFUSED, FORBIDDEN = 401, 403


class TokenAuth(httpx2.Auth):
    """Sends a token, to the origin of `url` only, and once more another one where it is refused."""

    def __init__(self, url: str, tokens: Tokens) -> None:
        place = httpx2.URL(url)
        self._origin, self._tokens = (place.scheme, place.host, place.port), tokens

    async def async_auth_flow(
        self, request: httpx2.Request
    ) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        if (request.url.scheme, request.url.host, request.url.port) != self._origin:
            yield request
            return
        token = await self._tokens.get()
        response = yield _with(request, token)
        if response.status_code == REFUSED and token:
            renewed = await self._tokens.renew(token)
            if not renewed or renewed == token:
                return
            token = renewed
            response = yield _with(request, token)
        if token and lacks_rights(response):
            await self._tokens.lacks(token, extract_scope_from_www_auth(response) or "")


def lacks_rights(response: httpx2.Response) -> bool:
    """Whether a request needs more than its token allows (RFC 6750)."""
    if response.status_code != FORBIDDEN:
        return False
    return extract_field_from_www_auth(response, "error") == "insufficient_scope"


def _with(request: httpx2.Request, token: str) -> httpx2.Request:
    if token:
        request.headers["Authorization"] = f"Bearer {token}"
    return request
