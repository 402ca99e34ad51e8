"""The gate that every event passes: its payload is validated and its sender authenticated."""

# pyright: reportPrivateUsage=false

from typing import TYPE_CHECKING

import reflex as rx
import structlog
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from spacerr.deps import deps
from spacerr.state.gate import session, tab_registry
from spacerr.state.gate.validation import find_state, has_valid_payload, is_our_state

if TYPE_CHECKING:
    from reflex.app import App

log = structlog.get_logger(__name__)

CONNECTING = ("hydrate", "hydrate_and_load")
KEPT_EVENT = '(window.spacerrTold ??= new Set()).add("{0}"); window.dispatchEvent(new Event("{0}"))'
"""A page that is still connecting may not listen yet: the event is kept for it
(connection-message.js).
"""
SIGNED_OUT = KEPT_EVENT.format("spacerr:signed-out")
FAILED = 'window.dispatchEvent(new Event("spacerr:failed"))'
NEW_TAB = 'sessionStorage.removeItem("token"); location.reload()'
"""A tab finds its state by its token; without one, it gets a new state."""


class SessionState(rx.State):
    _person: str = ""
    """The user this tab's state belongs to, "" before the first sign-in."""


class Gate(Middleware):
    """Lets an event through if it is valid, and its sender is signed in where that is required."""

    async def preprocess(self, app: "App", state: BaseState, event: Event) -> StateUpdate | None:
        named = find_state(event)
        if named is None or not has_valid_payload(event):
            log.info("event.refused", handler=event.name if named else "unknown")
            return StateUpdate()
        if deps().settings.local:
            return None
        signed = await session.authenticate(state)
        user_id = signed.user_id if signed else ""
        kept = await state.get_state(SessionState)
        if kept._person and kept._person != user_id:
            connecting = event.name.rsplit(".", 1)[-1] in CONNECTING
            return run_script(NEW_TAB if connecting or user_id else SIGNED_OUT)
        if user_id:
            kept._person = user_id
            await tab_registry.register(session.get_tab_id(state), user_id)
        elif is_our_state(named):
            return run_script(SIGNED_OUT)
        return None


def on_exception(exception: Exception) -> rx.event.EventSpec:
    """Report an unexpected exception of a handler to the page."""
    log.error("event.failed", exc_info=exception)
    return rx.call_script(FAILED)


def run_script(script: str) -> StateUpdate:
    """An update that makes the page run a script."""
    return StateUpdate(events=Event.from_event_type(rx.call_script(script)))
