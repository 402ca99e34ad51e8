"""The questions that wait for the user: how many, on every page, and all of them on their own."""

from collections.abc import Sequence

import reflex as rx

from spacerr.deps import deps
from spacerr.services.questions import questions
from spacerr.services.questions.questions import Waiting
from spacerr.state.gate import session
from spacerr.state.gate.validation import internal
from spacerr.state.sentences import sentence_for
from spacerr.state.waiting.views import WaitingChatView, WaitingView, chat_views, waiting_view

PATH = "/waiting"


class WaitingState(rx.State):
    waiting: WaitingView = WaitingView()
    chats: list[WaitingChatView] = []
    """What is asked, while its page is open."""
    ready: bool = False
    """Whether that was read."""
    problem: str = ""
    """Why it can't be shown, in a sentence."""

    @rx.event
    @internal
    async def open(self) -> None:
        """The page is opened."""
        try:
            found = await questions.list_open(deps(), session.get_user_id(self))
        except Exception as error:
            self.problem = sentence_for(error)
            return
        show(self, found)


def show(state: WaitingState, found: Sequence[Waiting]) -> None:
    """Show the user's questions, oldest first: on other pages only how many there are."""
    state.problem = ""
    if (waiting := waiting_view(found)) != state.waiting:
        state.waiting = waiting
    state.ready = state.router.url.path.rstrip("/") == PATH
    chats = chat_views(found) if state.ready else []
    if chats != state.chats:
        state.chats = chats
