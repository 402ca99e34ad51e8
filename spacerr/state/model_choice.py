"""The model that the next reply is asked of, as this tab has it."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors import TeamNotFound
from spacerr.services import models
from spacerr.state import session
from spacerr.state.sentences import sentence_for
from spacerr.state.views import ModelView, RefusalView, model_view


class ModelMixin(rx.State, mixin=True):
    chat_id: str = ""
    team_id: str = ""
    """The team of the open chat; "" for a new chat."""
    refusal: RefusalView = RefusalView()
    model: str = ""
    shown_model: ModelView = ModelView()
    _new_team: str = ""
    """The team whose chats this tab lists, in which new ones begin; "" for the person's first."""

    @rx.event
    async def choose_model(self, model: str):
        """The model of the next reply."""
        try:
            chosen = await models.choose(deps(), session.user_of(self), self._team, str(model))
        except Exception as error:
            self.refusal = RefusalView("", sentence_for(error))
            return
        self.model, self.shown_model = chosen.id, model_view(chosen)

    @rx.event
    async def begin_in(self, team_id: str):
        """This tab lists the chats of a team: new ones begin with what that offers."""
        self._new_team = str(team_id)
        await self._fit_model()

    @rx.event
    async def fit_model(self):
        """What can be asked in this team has changed."""
        await self._fit_model()

    @property
    def _team(self) -> str:
        return self.team_id or self._new_team

    async def _fit_model(self) -> None:
        """Show the model of the next reply. A new chat begins with one that can be asked."""
        user = session.user_of(self)
        try:
            fitting = await models.choice(deps(), user, self._team, self.model)
            if fitting.problem and not self.chat_id:
                fitting = await models.choice(deps(), user, self._team)
        except TeamNotFound:  # this tab listed a team that its person has left
            self._new_team = ""
            return
        self.model, view = fitting.id, model_view(fitting)
        if view != self.shown_model:
            self.shown_model = view
