"""Response headers: what browsers may cache for good, and what they must refuse."""

from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacerr.api.page_policy import page_policy

NOT_MODIFIED = 304
HASHED = "/assets/"
"""The path of files whose names change with their content."""
FOR_GOOD = "public, max-age=31536000, immutable"

REFUSED = {
    "content-security-policy": "frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
}

Change = Callable[[Scope, int, MutableHeaders], None]
"""Changes the headers of a response, given its request and its status."""


class ResponseHeaders:
    """Middleware that changes the headers of every HTTP response."""

    def __init__(self, app: ASGIApp, change: Change) -> None:
        self._app, self._change = app, change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._change(scope, message["status"], MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, changed if scope["type"] == "http" else send)


def keep_assets(scope: Scope, status: int, headers: MutableHeaders) -> None:
    """Let browsers cache hashed files for good."""
    path = scope["path"]
    page = headers.get("content-type", "").startswith("text/html")
    if path.startswith(HASHED) and status in (200, 206, 304) and not page:
        headers["cache-control"] = FOR_GOOD


def refuse_frames(_scope: Scope, _status: int, headers: MutableHeaders) -> None:
    """Forbid frames, so that no other page can capture clicks on ours, and forbid guessing the type
    of a response.
    """
    for name, value in REFUSED.items():
        headers.setdefault(name, value)


def guard_pages(built: Path) -> Change:
    """Add the policy to pages of a folder. "Not modified" has it too: its headers replace those in
    a browser's cache.
    """

    def guard(scope: Scope, status: int, headers: MutableHeaders) -> None:
        page = headers.get("content-type", "").startswith("text/html")
        if page or (status == NOT_MODIFIED and not scope["path"].startswith(HASHED)):
            host = Headers(scope=scope).get("host", "")
            headers["content-security-policy"] = page_policy(built, host)

    return guard
