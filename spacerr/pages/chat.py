"""The chat page: `/chat` begins a chat, `/chat/{id}` shows one. The page never remounts between."""

import reflex as rx

from spacerr.components.chat import ChatNotFound, chat_header, conversation
from spacerr.components.frame import PageTitle, Shell
from spacerr.components.sidebar import sidebar
from spacerr.components.toasts import toast_undo
from spacerr.pages.reconnect import reconnect
from spacerr.state.chat.chat import ChatState


def page() -> rx.Component:
    return Shell.create(
        sidebar(),
        chat_header(),
        PageTitle.create(chat_id=ChatState.chat_id, title=ChatState.title),
        rx.cond(ChatState.missing != "", ChatNotFound.create(lost=ChatState.lost), conversation()),
        reconnect(ChatState.chat_id, ChatState.running_id),
        toast_undo(),
    )
