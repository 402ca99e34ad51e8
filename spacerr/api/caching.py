"""What browsers may keep for good: files whose names change with what is in them."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HASHED = "/assets/"
"""Where the build puts them."""
FOR_GOOD = "public, max-age=31536000, immutable"


class KeepingAssets:
    """Tells browsers that they needn't ask again for hashed files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(HASHED):
            await self._app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 206, 304):
                headers = MutableHeaders(scope=message)
                if not headers.get("content-type", "").startswith("text/html"):
                    headers["cache-control"] = FOR_GOOD
            await send(message)

        await self._app(scope, receive, told)
