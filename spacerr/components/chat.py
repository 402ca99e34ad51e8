"""The open chat: its header, its messages and what stands below them."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec as args

from spacerr.components.composer import composer
from spacerr.components.packages import INTER, MARKDOWN_PACKAGES
from spacerr.components.share import ShareButton
from spacerr.domain.roles import Right
from spacerr.state import words
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.live import LiveState
from spacerr.state.chat.presence import PresenceState
from spacerr.state.chat.questions import AnswerView
from spacerr.state.chat.views import (
    MessageView,
    OlderView,
    OpenedView,
    SharingView,
    StepDetailsView,
    ThoughtsView,
)
from spacerr.state.sidebar.search import SearchState
from spacerr.state.sidebar.sidebar import SidebarState
from spacerr.state.sidebar.views import WithinView
from spacerr.words import sharing


class Thread(rx.Component):
    """Every message of the open chat."""

    library = "$/public/chat/thread.jsx"
    tag = "Thread"
    lib_dependencies: list[str] = [
        *MARKDOWN_PACKAGES,
        "use-stick-to-bottom@1.1.6",
        "lucide-react@1.26.0",
        INTER,
    ]

    chat_id: rx.Var[str]
    opened: rx.Var[OpenedView]
    turn: rx.Var[list[MessageView]]
    older: rx.Var[OlderView]
    thoughts: rx.Var[ThoughtsView]
    step: rx.Var[StepDetailsView]
    answer: rx.Var[AnswerView]
    pinned: rx.Var[list[str]]
    accepted: rx.Var[str]
    suggestions: rx.Var[list[str]]
    within: rx.Var[WithinView]
    writable: rx.Var[bool]
    on_regenerate: rx.EventHandler[args(str, str)]
    on_go_on: rx.EventHandler[args(str, str)]
    on_edit: rx.EventHandler[args(str, str, str)]
    on_choose: rx.EventHandler[args(str)]
    on_pin: rx.EventHandler[args(str, bool)]
    on_load_thoughts: rx.EventHandler[args(str)]
    on_load_step: rx.EventHandler[args(str, str)]
    on_answer: rx.EventHandler[args(str, str, dict[str, object], str)]
    on_find: rx.EventHandler[args(str, str)]
    on_older: rx.EventHandler[args(str, str)]
    on_stale: rx.EventHandler[args(str)]
    on_mark_seen: rx.EventHandler[args(str, bool)]


class Feed(rx.Component):
    """Hands the running reply's chunks to the thread; draws nothing."""

    library = "$/public/chat/thread.jsx"
    tag = "Feed"

    live: rx.Var[list[list[Any]]]
    on_gap: rx.EventHandler[args(str)]


class ChatNotFound(rx.Component):
    """Shown instead of a chat that does not exist."""

    library = "$/public/chat/not-found.jsx"
    tag = "ChatNotFound"

    lost: rx.Var[str]


class Presence(rx.Component):
    """The other users who have the open chat open."""

    library = "$/public/chat/presence.jsx"
    tag = "Presence"

    chat_id: rx.Var[str]
    sharing: rx.Var[SharingView]
    connection: rx.Var[str]
    people: rx.Var[list[str]]
    on_attend: rx.EventHandler[args(str)]


class ChatName(rx.Component):
    """The open chat's name in the header."""

    library = "$/public/chat/chat-name.jsx"
    tag = "ChatName"

    title: rx.Var[str]


def chat_header() -> rx.Component:
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


def conversation() -> rx.Component:
    return rx.fragment(
        Thread.create(
            chat_id=ChatState.chat_id,
            opened=ChatState.opened,
            turn=ChatState.turn,
            older=ChatState.older,
            thoughts=ChatState.thoughts,
            step=ChatState.step,
            answer=ChatState.answer_result,
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
            on_load_thoughts=ChatState.load_thoughts,
            on_load_step=ChatState.load_step,
            on_answer=ChatState.answer,
            on_find=SearchState.find,
            on_older=ChatState.load_older,
            on_stale=ChatState.reopen,
            on_mark_seen=SidebarState.mark_seen,
        ),
        # After the thread: when both change at once, a message is there before its first words.
        Feed.create(live=LiveState.live, on_gap=ChatState.gap),
        rx.cond(
            ChatState.sharing.right >= Right.WRITE.value,
            composer(),
            _read_only(ChatState.sharing.owner),
        ),
    )


def _read_only(owner: rx.Var[str] | str) -> rx.Component:
    """Shown instead of the composer to a user who may only read."""
    sentence = rx.cond(owner != "", sharing.read_only_of(owner), sharing.READ_ONLY)
    return rx.el.p(
        rx.icon("eye", size=16, custom_attrs={"aria-hidden": True}),
        rx.el.span(sentence),
        class_name="reading",
        role="status",
    )
