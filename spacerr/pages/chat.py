"""The chat page: `/chat` begins a chat, `/chat/{id}` shows one. The page never remounts between."""

import reflex as rx

from spacerr.components.composer import composer
from spacerr.components.frame import PageTitle, Shell
from spacerr.components.react import (
    ChatName,
    Feed,
    Missing,
    Presence,
    Reading,
    Reconnect,
    ShareButton,
    Thread,
)
from spacerr.components.sidebar import sidebar
from spacerr.components.toasts import toast_undo
from spacerr.domain.roles import Right
from spacerr.state import words
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.live import LiveState
from spacerr.state.chat.presence import PresenceState
from spacerr.state.sidebar.search import SearchState
from spacerr.state.sidebar.sidebar import SidebarState


def page() -> rx.Component:
    return Shell.create(
        sidebar(),
        _header(),
        PageTitle.create(chat_id=ChatState.chat_id, title=ChatState.title),
        rx.cond(ChatState.missing != "", Missing.create(lost=ChatState.lost), _conversation()),
        Reconnect.create(
            chat_id=ChatState.chat_id,
            running=ChatState.running_id,
            answered=ChatState.answered,
            on_resume=[ChatState.resume, SidebarState.on_connected],
            on_stall=ChatState.gap,
        ),
        toast_undo(),
    )


def _header() -> rx.Component:
    return rx.fragment(
        ChatName.create(title=ChatState.title),
        Presence.create(
            chat_id=ChatState.chat_id,
            sharing=ChatState.sharing,
            connection=SidebarState.connection,
            people=PresenceState.here,
            on_attend=PresenceState.attend,
        ),
        ShareButton.create(chat_id=ChatState.chat_id, sharing=ChatState.sharing),
    )


def _conversation() -> rx.Component:
    return rx.fragment(
        Thread.create(
            chat_id=ChatState.chat_id,
            opened=ChatState.opened,
            turn=ChatState.turn,
            older=ChatState.older,
            thoughts=ChatState.thoughts,
            pinned=ChatState.pinned,
            accepted=ChatState.accepted,
            suggestions=rx.cond(ChatState.shown_model.demo, words.DEMO_QUESTIONS, words.OPENERS),
            within=SearchState.within,
            writable=ChatState.sharing.right >= Right.WRITE.value,
            on_regenerate=ChatState.regenerate,
            on_go_on=ChatState.go_on,
            on_edit=ChatState.edit,
            on_choose=ChatState.choose_version,
            on_pin=ChatState.pin,
            on_look=ChatState.load_thoughts,
            on_find=SearchState.find,
            on_older=ChatState.load_older,
            on_stale=ChatState.reopen,
            on_see=SidebarState.see,
        ),
        # After the thread: when both change at once, a message is there before its first words.
        Feed.create(live=LiveState.live, on_gap=ChatState.gap),
        rx.cond(
            ChatState.sharing.right >= Right.WRITE.value,
            composer(),
            Reading.create(owner=ChatState.sharing.owner),
        ),
    )
