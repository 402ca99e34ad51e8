"""The gate every event passes: who sent it is asked anew, and whose state it is about."""

# pyright: reportPrivateUsage=false

from typing import TYPE_CHECKING

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from spacerr.deps import deps
from spacerr.state import session

if TYPE_CHECKING:
    from reflex.app import App

CONNECTING = ("hydrate", "hydrate_and_load")
SIGNED_OUT = 'window.dispatchEvent(new Event("spacerr:signed-out"))'
BEGIN_ANEW = 'sessionStorage.removeItem("token"); location.reload()'
"""A tab finds its state by the token it keeps: without one, it gets a new state."""


class SessionState(rx.State):
    _person: str = ""
    """Whose state this tab's is, once somebody was signed in."""


class Gate(Middleware):
    """Lets an event through if whoever sent it is signed in, or need not be."""

    def __init__(self, public: tuple[type[rx.State], ...]) -> None:
        """`public` states answer everybody; their handlers hold nothing that is anybody's."""
        self._public = tuple(f"{state.get_full_name()}." for state in public)

    async def preprocess(self, app: "App", state: BaseState, event: Event) -> StateUpdate | None:
        if deps().settings.local:
            return None
        signed = await session.admit(state)
        person = signed.user_id if signed else ""
        kept = await state.get_state(SessionState)
        framework = event.name.startswith("reflex___state")
        if kept._person and kept._person != person:
            connecting = framework and event.name.rsplit(".", 1)[-1] in CONNECTING
            return _tell(BEGIN_ANEW if connecting or person else SIGNED_OUT)
        if person:
            kept._person = person
        elif not framework and not event.name.startswith(self._public):
            return _tell(SIGNED_OUT)
        return None


def _tell(script: str) -> StateUpdate:
    return StateUpdate(events=Event.from_event_type(rx.call_script(script)))
