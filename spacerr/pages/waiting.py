"""What waits for the user: `/waiting`, beside the same sidebar as the chats."""

import reflex as rx

from spacerr.components.frame import PageTitle, Reconnect, Shell
from spacerr.components.sidebar import sidebar
from spacerr.components.toasts import toast_undo
from spacerr.components.waiting import waiting
from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.sidebar import SidebarState
from spacerr.words.waiting import TITLE


def page() -> rx.Component:
    return Shell.create(
        sidebar(),
        rx.el.div(class_name="chat-name"),
        PageTitle.create(chat_id="", title="", name=TITLE),
        waiting(),
        Reconnect.create(
            chat_id="",
            running="",
            answered=ChatState.answered,
            on_resume=[ChatState.resume, SidebarState.on_connected],
            on_stall=ChatState.gap,
        ),
        toast_undo(),
    )
