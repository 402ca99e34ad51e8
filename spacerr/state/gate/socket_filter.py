"""Filters packets of the websocket before Reflex handles them."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import reflex as rx
import structlog

from spacerr.state.gate.connections import ConnectionFilter
from spacerr.state.gate.validation import is_page_event

log = structlog.get_logger(__name__)

TEXTS = ("pathname", "asPath")
FIRST = "event"
"""The key of the first event in a page's connect packet."""


def filter_socket_packets(app: rx.App) -> None:
    """Drop every packet that is not an event of our pages."""
    namespace: Any = app.event_namespace
    trigger: Callable[..., Awaitable[Any]] = namespace.trigger_event
    connections = ConnectionFilter(app)

    async def filter_packet(name: object, *values: Any) -> Any:
        match name, values:
            case "event", (sid, data) if is_event(data) and sid in namespace.sid_to_token:
                return await trigger(name, *values)
            case "connect", (sid, environ, *auth) if connections.is_real(sid, environ):
                async with connections.admitted(sid, environ) as admitted:
                    return (
                        await trigger(name, sid, environ, *map(without_invalid_event, auth))
                        if admitted
                        else None
                    )
            case "disconnect", (sid, *_) if not connections.is_connected(sid):
                return await trigger(name, *values)
            case ("ping", (_,)) | ("client_error", (_, _)):
                return await trigger(name, *values)
            case _:
                log.info("packet.refused")
                return None

    namespace.trigger_event = filter_packet


def without_invalid_event(auth: object) -> object:
    """A connect packet, its first event removed if that is invalid."""
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
    return plain and is_page_event(name)
