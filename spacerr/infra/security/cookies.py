"""The session cookie. The rest of the app sees only a digest of it.

Reflex stores a connection's headers with the tab's state, in Redis. So it gets only a digest of the
token: enough to find the session, useless to sign in with.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from spacerr.domain.accounts.tokens import digest


def sign_in_cookie(port: int) -> str:
    """The cookie's name. Browsers share cookies between the ports of a host, instances must not."""
    return f"spacerr-{port}"


def device_cookie(port: int) -> str:
    """The name of the cookie that identifies a browser after it was signed out."""
    return f"{sign_in_cookie(port)}-device"


def sign_in_token(header: str, port: int) -> str:
    """The session token in a Cookie header, or ""."""
    return _value(header, sign_in_cookie(port))


def device_token(header: str, port: int) -> str:
    """The device token in a Cookie header, or ""."""
    return _value(header, device_cookie(port))


class CookieFilter:
    """Middleware that replaces the Cookie header of requests by the digest of our token."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app, self._port = app, port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
            sent = b"; ".join(value for key, value in scope["headers"] if key == b"cookie")
            if token := sign_in_token(sent.decode("latin-1"), self._port):
                headers.append(
                    (b"cookie", f"{sign_in_cookie(self._port)}={digest(token)}".encode())
                )
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)


def _value(header: str, name: str) -> str:
    """A cookie's value, or "". Parsed pair by pair: the standard library's parser stops at the
    first malformed pair, which other programs on the same host may have set.
    """
    for pair in header.split(";"):
        key, equals, value = pair.partition("=")
        if equals and key.strip() == name:
            return value.strip().strip('"')
    return ""
