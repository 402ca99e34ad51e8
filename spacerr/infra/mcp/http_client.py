"""The HTTP client of a connection to an MCP server. What happens to the request of a call is noted
for that call, and ends no other one. Imported where it is used: httpx2 is large.
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx2

from spacerr.domain.tools.limits import MCP_MESSAGE_BYTES
from spacerr.infra.mcp.auth.token_auth import FORBIDDEN, REFUSED, lacks_rights
from spacerr.infra.mcp.http_note import NOTE, HttpNote
from spacerr.infra.net.httpx2_client import GuardedClient

UNREACHABLE = 502
"""Status that stands for an answer that never came."""


class McpHttpClient(GuardedClient):
    """Bounds answers, and turns what goes wrong with a call's request into an answer to it: an
    exception would end the connection, and with it all other calls.
    """

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Send a request. `options` as in httpx2."""
        note = NOTE.get()
        try:
            response = await super().send(request, **options)
        except httpx2.TransportError as error:
            if note is None:
                raise
            note.lost = True
            note.unsent = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
            return httpx2.Response(UNREACHABLE, request=request)
        if note is not None:
            _fill(note, request, response)
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Bounded(response.stream, _most_bytes(response), note)
        return response


def _fill(note: HttpNote, request: httpx2.Request, response: httpx2.Response) -> None:
    if note.status in (REFUSED, FORBIDDEN) and response.is_client_error:
        return  # to be refused is no reason to speak the older era, which the server may not know
    note.status = response.status_code
    note.signs_in = "resource_metadata" in response.headers.get("www-authenticate", "")
    note.lacks_rights = lacks_rights(response)
    note.in_session = "mcp-session-id" in request.headers
    note.retry_after = _seconds(response.headers.get("retry-after", ""))


class _Unreadable(httpx2.StreamError):
    """An answer that isn't read to its end."""


class _Bounded(httpx2.AsyncByteStream):
    """A body of `most` bytes at most; that of events is bounded for each event by who reads it."""

    def __init__(
        self, stream: httpx2.AsyncByteStream, most: int | None, note: HttpNote | None
    ) -> None:
        self._stream, self._most, self._note = stream, most, note

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        try:
            async for chunk in self._stream:
                size += len(chunk)
                if self._most is not None and size > self._most:
                    if self._note is not None:
                        self._note.too_large = self._most > 0
                    raise _Unreadable("The answer is too large.")
                yield chunk
        except httpx2.TransportError as error:
            if self._note is not None:
                self._note.lost = True
            raise _Unreadable("The answer broke off.") from error

    async def aclose(self) -> None:
        await self._stream.aclose()


def _most_bytes(response: httpx2.Response) -> int | None:
    if response.headers.get("content-encoding", "identity") != "identity":
        return 0  # compressed although it wasn't asked for: what it grows to isn't known
    streamed = response.headers.get("content-type", "").startswith("text/event-stream")
    return None if streamed else MCP_MESSAGE_BYTES


def _seconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
