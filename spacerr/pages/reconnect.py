"""What each page with a session does when its connection comes back."""

import reflex as rx

from spacerr.components.frame import Reconnect
from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.sidebar import SidebarState


def reconnect(chat_id: rx.Var[str] | str = "", running: rx.Var[str] | str = "") -> rx.Component:
    """The chat that the page shows, if any, and its reply that is `running`."""
    return Reconnect.create(
        chat_id=chat_id,
        running=running,
        answered=ChatState.answered,
        on_resume=[ChatState.resume, SidebarState.on_connected],
        on_stall=ChatState.gap,
    )
