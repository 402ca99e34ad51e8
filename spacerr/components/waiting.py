"""What waits for the user, in all chats, to be answered right there."""

import reflex as rx
from reflex.event import passthrough_event_spec as args

from spacerr.components.ui import Link
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.questions import AnswerView
from spacerr.state.waiting.views import AskedView, QuestionView, WaitingChatView
from spacerr.state.waiting.waiting import WaitingState
from spacerr.words import waiting as words


class QuestionCard(rx.Component):
    """A question with what answers it, as in a thread. `result` is what became of an answer."""

    library = "$/public/questions/card.jsx"
    tag = "QuestionCard"

    question: rx.Var[QuestionView]
    title: rx.Var[str]
    asked_at: rx.Var[int]
    result: rx.Var[AnswerView]
    on_answer: rx.EventHandler[args(str, str, dict[str, object], str)]


def waiting() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1(words.TITLE, custom_attrs={"tabIndex": -1}),
            rx.cond(
                WaitingState.problem != "",
                rx.el.p(WaitingState.problem, class_name="failure", role="alert"),
                rx.cond(
                    WaitingState.ready,
                    rx.cond(WaitingState.chats, _chats(), _none()),
                    rx.el.div(custom_attrs={"aria-busy": True}),
                ),
            ),
            class_name="waiting-column",
        ),
        class_name="waiting-page",
    )


def _chats() -> rx.Component:
    return rx.fragment(
        rx.el.p(words.NOTE, class_name="waiting-note"),
        rx.foreach(WaitingState.chats, _chat),
    )


def _none() -> rx.Component:
    return rx.el.div(
        rx.icon("circle-check", size=28, custom_attrs={"aria-hidden": True}),
        rx.el.p(words.NONE, role="status"),
        rx.el.p(words.NONE_WHY),
        class_name="waiting-none",
    )


def _chat(chat: WaitingChatView) -> rx.Component:
    return rx.el.section(
        rx.el.h2(Link.create(chat.title, to=chat.path), dir="auto"),
        rx.foreach(chat.asked, _asked),
        class_name="waiting-chat",
        key=chat.id,
        custom_attrs={"aria-label": chat.title},
    )


def _asked(asked: AskedView) -> rx.Component:
    return QuestionCard.create(
        question=asked.question,
        title=asked.title,
        asked_at=asked.asked_at,
        result=ChatState.answer_result,
        on_answer=ChatState.answer,
        key=asked.id,
    )
