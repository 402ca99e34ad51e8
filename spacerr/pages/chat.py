"""The chat page: `/chat` begins a chat, `/chat/{id}` shows one. The page never remounts between."""

import reflex as rx

from spacerr.components.chat import ChatNotFound, chat_header, conversation
from spacerr.components.frame import PageTitle, Reconnect, Shell
from spacerr.components.sidebar import sidebar
from spacerr.components.toasts import toast_undo
from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.sidebar import SidebarState


def page() -> rx.Component:
    return Shell.create(
        sidebar(),
        chat_header(),
        PageTitle.create(chat_id=ChatState.chat_id, title=ChatState.title),
        rx.cond(ChatState.missing != "", ChatNotFound.create(lost=ChatState.lost), conversation()),
        Reconnect.create(
            chat_id=ChatState.chat_id,
            running=ChatState.running_id,
            answered=ChatState.answered,
            on_resume=[ChatState.resume, SidebarState.on_connected],
            on_stall=ChatState.gap,
        ),
        toast_undo(),
    )
