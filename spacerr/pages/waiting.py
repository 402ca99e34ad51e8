"""What waits for the user: `/waiting`, beside the same sidebar as the chats."""

import reflex as rx

from spacerr.components.frame import PageTitle, Shell
from spacerr.components.sidebar import sidebar
from spacerr.components.toasts import toast_undo
from spacerr.components.waiting import waiting
from spacerr.pages.reconnect import reconnect
from spacerr.words.waiting import TITLE


def page() -> rx.Component:
    return Shell.create(
        sidebar(),
        rx.el.div(class_name="chat-name"),
        PageTitle.create(chat_id="", title="", name=TITLE),
        waiting(),
        reconnect(),
        toast_undo(),
    )
