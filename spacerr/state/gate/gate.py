"""The gate every event passes: it must make sense, and whoever sent it is asked for anew."""

# pyright: reportPrivateUsage=false

from typing import TYPE_CHECKING

import reflex as rx
import structlog
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from spacerr.deps import deps
from spacerr.state.gate import session, tab_registry
from spacerr.state.gate.validation import fits, ours, state_of

if TYPE_CHECKING:
    from reflex.app import App

log = structlog.get_logger(__name__)

CONNECTING = ("hydrate", "hydrate_and_load")
KEEP = '(window.spacerrTold ??= new Set()).add("{0}"); window.dispatchEvent(new Event("{0}"))'
"""A page that connects may not hear yet: it is kept until it does (connection-message.js)."""
SIGNED_OUT = KEEP.format("spacerr:signed-out")
FAILED = 'window.dispatchEvent(new Event("spacerr:failed"))'
BEGIN_ANEW = 'sessionStorage.removeItem("token"); location.reload()'
"""A tab finds its state by the token it keeps: without one, it gets a new state."""


class SessionState(rx.State):
    _person: str = ""
    """Whose state this tab's is, once somebody was signed in."""


class Gate(Middleware):
    """Lets an event through if it makes sense, and whoever sent it is signed in or need not be."""

    async def preprocess(self, app: "App", state: BaseState, event: Event) -> StateUpdate | None:
        named = state_of(event)
        if named is None or not fits(event):
            log.info("event.refused", handler=event.name if named else "unknown")
            return StateUpdate()
        if deps().settings.local:
            return None
        signed = await session.admit(state)
        person = signed.user_id if signed else ""
        kept = await state.get_state(SessionState)
        if kept._person and kept._person != person:
            connecting = event.name.rsplit(".", 1)[-1] in CONNECTING
            return telling(BEGIN_ANEW if connecting or person else SIGNED_OUT)
        if person:
            kept._person = person
            await tab_registry.register(session.tab_of(state), person)
        elif ours(named):
            return telling(SIGNED_OUT)
        return None


def failed(exception: Exception) -> rx.event.EventSpec:
    """What a page is told when a handler failed in a way that nobody foresaw."""
    log.error("event.failed", exc_info=exception)
    return rx.call_script(FAILED)


def telling(script: str) -> StateUpdate:
    """An update that has a page run a script."""
    return StateUpdate(events=Event.from_event_type(rx.call_script(script)))
