"""Servers of tools as if they knew only the older era of the protocol."""

from typing import Any


class OldAt:
    """Under `/old`, the server as if it knew only the older era."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not scope.get("path", "").startswith("/old/"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if headers.get(b"mcp-method") == b"server/discover":
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        path = scope["path"].removeprefix("/old")
        await self._app({**scope, "path": path, "raw_path": path.encode()}, receive, send)
