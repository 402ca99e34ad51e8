"""Loads older messages, and the reasoning and the steps of replies."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.ids import new_id
from spacerr.services.access import get_message
from spacerr.services.chats import threads
from spacerr.services.steps import steps
from spacerr.state.chat.model import ModelMixin
from spacerr.state.chat.views import OlderView, StepDetailsView, ThoughtsView, message_views
from spacerr.state.gate import session


class LookingBackMixin(ModelMixin, mixin=True):
    older: OlderView = OlderView()
    thoughts: ThoughtsView = ThoughtsView()
    step: StepDetailsView = StepDetailsView()

    @rx.event
    async def load_older(self, before: str, until: str = ""):
        """Load the messages above those shown, for scrolling up, or up to the message `until`."""
        user = session.get_user_id(self)
        try:
            shown = await threads.get_thread(
                deps(), user, self.chat_id, before=str(before), until=str(until)
            )
        except SpacerrError:
            return
        messages = message_views(shown)
        self.older = OlderView(new_id(), self.chat_id, str(before), shown.earlier, messages)

    @rx.event
    async def load_thoughts(self, message_id: str):
        """Load the reasoning of a reply, which the user opened."""
        try:
            _, message = await get_message(deps(), session.get_user_id(self), str(message_id))
        except SpacerrError:
            return
        self.thoughts = ThoughtsView(new_id(), message.id, message.reasoning)

    @rx.event
    async def load_step(self, message_id: str, step_id: str):
        """Load what a step asked and was answered, which the user opened."""
        user = session.get_user_id(self)
        try:
            step = await steps.get_step(deps(), user, str(message_id), str(step_id))
        except SpacerrError:
            return
        self.step = StepDetailsView(new_id(), step.id, step.arguments, step.result, step.for_people)

    def _forget_behind(self) -> None:
        self.older, self.thoughts, self.step = OlderView(), ThoughtsView(), StepDetailsView()
