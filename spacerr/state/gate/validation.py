"""Validates the events that browsers send: their handler, and the types of its arguments."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import reflex as rx
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import form_data_as_dict

Handler = TypeVar("Handler", bound=Callable[..., Any])

OURS = "spacerr."
CHARS = 1_000_000
"""Longest accepted text; a message that long is refused with a sentence long before."""
FRAMEWORK = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "on_load_internal",
        "set_is_hydrated",
        "update_vars_internal",
        "handle_frontend_exception",
    }
)
"""Events that Reflex's own page code sends. Our pages use no others of its handlers."""


SETVAR = "setvar"
"""Reflex gives every state this handler; our states have no setters for it."""


_INTERNAL = "spacerr_internal"


def internal(handler: Handler) -> Handler:
    """Mark an event that only the server sends: a browser may not."""
    setattr(handler, _INTERNAL, True)
    return handler


def is_page_event(name: str) -> bool:
    """Whether our pages send an event with this name."""
    if find_state(Event(name=name, payload={})) is None:
        return False
    handler = RegistrationContext.get().event_handlers[name].handler.fn
    return not getattr(handler, _INTERNAL, False)


def find_state(event: Event) -> type[rx.State] | None:
    """The state whose handler an event names, if it is ours or one that Reflex's page sends."""
    found = RegistrationContext.get().event_handlers.get(event.name)
    if found is None:
        return None
    state = cast("type[rx.State]", found.states[0])
    name = found.handler.fn.__name__
    if is_our_state(state):
        return None if name == SETVAR else state
    return state if name in FRAMEWORK else None


def is_our_state(state: type[rx.State]) -> bool:
    """Whether a state is Spacerr's, not Reflex's."""
    return state.__module__.startswith(OURS)


def has_valid_payload(event: Event) -> bool:
    """Whether an event's payload matches the signature of its handler, which must exist."""
    if event.payload.get("vars"):  # Reflex would set vars from the browser's storage: ours has none
        return False
    handler = RegistrationContext.get().event_handlers[event.name].handler.fn
    kinds = _argument_types(handler)
    try:
        sent = {name: form_data_as_dict(value) for name, value in event.payload.items()}
        inspect.signature(handler).bind(None, **sent)
    except (TypeError, ValueError):
        return False
    return all(_is_instance(value, kinds.get(name, Any)) for name, value in sent.items())


@cache
def _argument_types(handler: Any) -> dict[str, Any]:
    return get_type_hints(handler)


def _is_instance(value: object, kind: Any) -> bool:
    if isinstance(value, str) and len(value) > CHARS:
        return False
    if kind is Any:
        return True
    origin = get_origin(kind) or kind
    if origin in (Union, UnionType):
        return any(_is_instance(value, it) for it in get_args(kind))
    if origin is dict:
        keys, values = get_args(kind) or (Any, Any)
        pairs = cast("Mapping[object, object]", value).items() if isinstance(value, dict) else None
        return pairs is not None and all(
            _is_instance(k, keys) and _is_instance(v, values) for k, v in pairs
        )
    if origin is list:
        [item] = get_args(kind) or (Any,)
        items = cast("list[object]", value) if isinstance(value, list) else None
        return items is not None and all(_is_instance(it, item) for it in items)
    if kind is int:  # JavaScript has one kind of number, and JSON true is no number
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return whole and not isinstance(value, bool)
    return value is None if kind is type(None) else isinstance(value, kind)
