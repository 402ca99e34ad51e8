"""What arrives on the websocket, looked at before Reflex takes it for its own page's."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import reflex as rx
import structlog

from spacerr.state.gate.connections import Connecting
from spacerr.state.gate.validation import sent_by_pages

log = structlog.get_logger(__name__)

TEXTS = ("pathname", "asPath")
FIRST = "event"
"""Where a page that connects puts its first event."""


def filter_socket_packets(app: rx.App) -> None:
    """Have packets that are no events of our pages dropped, whoever sends them."""
    namespace: Any = app.event_namespace
    trigger: Callable[..., Awaitable[Any]] = namespace.trigger_event
    connecting = Connecting(app)

    async def look(name: object, *values: Any) -> Any:
        match name, values:
            case "event", (sid, data) if is_event(data) and sid in namespace.sid_to_token:
                return await trigger(name, *values)
            case "connect", (sid, environ, *auth) if connecting.is_real(sid, environ):
                async with connecting.admitted(sid, environ) as admitted:
                    return await trigger(name, sid, environ, *map(fit, auth)) if admitted else None
            case "disconnect", (sid, *_) if not connecting.is_connected(sid):
                return await trigger(name, *values)
            case ("ping", (_,)) | ("client_error", (_, _)):
                return await trigger(name, *values)
            case _:
                log.info("packet.refused")
                return None

    namespace.trigger_event = look


def fit(auth: object) -> object:
    """What a page that connects says, without a first event that is none."""
    if not isinstance(auth, dict):
        return auth
    said = cast("dict[str, object]", auth)
    return said if is_event(said.get(FIRST)) else {**said, FIRST: None}


def is_event(data: object) -> bool:
    """Whether a packet has the shape of an event, and names an event that pages send."""
    if not isinstance(data, dict):
        return False
    sent = cast("dict[str, object]", data)
    name, payload = sent.get("name"), sent.get("payload", {})
    router = sent.get("router_data", {})
    if not (isinstance(name, str) and isinstance(payload, dict) and isinstance(router, dict)):
        return False
    places = cast("dict[str, object]", router)
    query = places.get("query", {})
    texts = [places.get(it, "") for it in TEXTS]
    plain = isinstance(query, dict) and all(isinstance(it, str) for it in texts)
    return plain and sent_by_pages(name)
