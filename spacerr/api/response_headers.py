"""What answers tell browsers besides: what they may keep for good, and what they must refuse."""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HASHED = "/assets/"
"""Where the build puts files whose names change with what is in them."""
FOR_GOOD = "public, max-age=31536000, immutable"

REFUSED = {
    "content-security-policy": "frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
}

Change = Callable[[str, int, MutableHeaders], None]
"""Changes the headers of an answer, given its request's path and its status."""


class ResponseHeaders:
    """Has the headers of every HTTP answer of an app changed."""

    def __init__(self, app: ASGIApp, change: Change) -> None:
        self._app, self._change = app, change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._change(scope["path"], message["status"], MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, changed if scope["type"] == "http" else send)


def keep_assets(path: str, status: int, headers: MutableHeaders) -> None:
    """Browsers needn't ask again for hashed files."""
    page = headers.get("content-type", "").startswith("text/html")
    if path.startswith(HASHED) and status in (200, 206, 304) and not page:
        headers["cache-control"] = FOR_GOOD


def refuse_frames(_path: str, _status: int, headers: MutableHeaders) -> None:
    """Pages elsewhere can't lay themselves over ours to have a click land on it, and no type of an
    answer is guessed.
    """
    for name, value in REFUSED.items():
        headers[name] = value
