"""Only our own pages may use the API: another site can't act with a user's cookie (CSRF)."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spacerr.api.web.kit import error_response
from spacerr.domain.errors.base import TooLarge
from spacerr.domain.web.origins import is_own

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnPagesOnly:
    """Refuses requests of foreign pages, and changes without an origin.

    Browsers send a page's origin with every change, and no page can send another one.
    """

    def __init__(self, app: ASGIApp, origins: list[str]) -> None:
        self._app, self._origins = app, frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin, host = headers.get("origin", ""), headers.get("host", "")
        unnamed = not origin and scope["method"] in SAFE
        own = unnamed or is_own(origin, host, self._origins)
        if not own:
            body = {"sentence": "This page can't use Spacerr.", "kind": "ForeignPage"}
            await JSONResponse(body, status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class SmallBodies:
    """Refuses bodies of more than `limit` bytes before they are read whole. `larger` has higher
    limits for some paths, which are written as in routes.
    """

    def __init__(self, app: ASGIApp, limit: int, larger: Mapping[str, int]) -> None:
        self._app, self._limit = app, limit
        self._larger = [(compile_path(path)[0], most) for path, most in larger.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        larger = (most for path, most in self._larger if path.match(scope["path"]))
        left = next(larger, self._limit)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > left:
            await error_response(TooLarge())(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise TooLarge
            return message

        await self._app(scope, counted, send)
