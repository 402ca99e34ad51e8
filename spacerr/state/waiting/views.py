"""Views of the questions that wait for a user."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from spacerr.services.questions.questions import Waiting
from spacerr.services.steps.step_view import QuestionView, question_view
from spacerr.words import waiting as words


@dataclass
class WaitingView:
    """How many questions wait for the user, and where the newest was asked: in the chat `chat_id`,
    by the tool called `title`, at `asked_at`, in milliseconds since 1970.
    """

    count: int = 0
    id: str = ""
    chat_id: str = ""
    chat_title: str = ""
    title: str = ""
    asked_at: int = 0


@dataclass
class AskedView:
    """A question, by the tool called `title`."""

    id: str
    title: str
    asked_at: int
    question: QuestionView


@dataclass
class WaitingChatView:
    """A chat with its questions, oldest first. `path` is its address."""

    id: str
    title: str
    path: str
    asked: list[AskedView] = field(default_factory=list[AskedView])


def waiting_view(found: Sequence[Waiting]) -> WaitingView:
    """Of questions, oldest first."""
    if not found:
        return WaitingView()
    newest = found[-1]
    return WaitingView(
        count=len(found),
        id=newest.question.id,
        chat_id=newest.chat_id,
        chat_title=newest.chat_title,
        title=newest.title,
        asked_at=newest.question.asked_at,
    )


def chat_views(found: Sequence[Waiting]) -> list[WaitingChatView]:
    """Of questions, oldest first: the chats in the order of their oldest ones, so that what is new
    stands at the end and moves nothing.
    """
    order = list(dict.fromkeys(it.chat_id for it in found))
    by_chat = sorted(found, key=lambda it: order.index(it.chat_id))
    return [_chat_view(list(some)) for _, some in groupby(by_chat, lambda it: it.chat_id)]


def _chat_view(found: Sequence[Waiting]) -> WaitingChatView:
    chat_id = found[0].chat_id
    return WaitingChatView(
        id=chat_id,
        title=found[0].chat_title or words.UNTITLED,
        path=f"/chat/{chat_id}",
        asked=[
            AskedView(it.question.id, it.title, it.question.asked_at, question_view(it.question))
            for it in found
        ],
    )
