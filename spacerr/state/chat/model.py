"""The model of the next reply, as this tab shows it."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.teams import TeamNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.limits import MODEL_CHARS
from spacerr.services.models import catalog
from spacerr.state.chat.views import ModelView, RefusalView, model_view
from spacerr.state.gate import session
from spacerr.state.gate.validation import internal
from spacerr.state.sentences import sentence_for


class ModelMixin(rx.State, mixin=True):
    chat_id: str = ""
    team_id: str = ""
    """The team of the open chat; "" for a new chat."""
    refusal: RefusalView = RefusalView()
    model: str = ""
    shown_model: ModelView = ModelView()
    _new_team: str = ""
    """The team whose chats this tab lists, and where new ones are created; "" for the user's
    first."""
    _chosen: str = ""
    """The model the user chose for this tab's new chat; "" for the team's default."""

    @rx.event
    async def choose_model(self, model: str):
        """Set the model of the next reply."""
        try:
            chosen = await catalog.choose_model(
                deps(), session.get_user_id(self), self._team, str(model)
            )
        except Exception as error:
            self._refuse("", sentence_for(error))
            return
        self.model, self.shown_model = chosen.id, model_view(chosen)
        self._chosen = "" if self.chat_id else chosen.id
        await self._fit_tools()

    @rx.event
    async def begin_in(self, team_id: str, model: str = ""):
        """This tab lists the chats of a team: new ones get a model of that team. `model`: the
        choice for the new chat, which the page has stored.
        """
        moved = str(team_id) != self._new_team
        self._new_team = str(team_id)
        if not self.chat_id and 0 < len(str(model)) <= MODEL_CHARS:
            self._chosen = str(model)
        await self._fit_model(moved=moved)

    @rx.event
    @internal
    async def fit_model(self):
        """The team's models have changed: show the next reply's model again."""
        await self._fit_model()

    @property
    def _team(self) -> str:
        return self.team_id or self._new_team

    async def _fit_model(self, *, moved: bool = False) -> None:
        """Show the model of the next reply: in a new chat the default, unless the user chose
        another. `moved`: they chose it for another team, which may have models this one doesn't.
        """
        user = session.get_user_id(self)
        wanted = self.model if self.chat_id else self._chosen
        try:
            fitting = await catalog.get_choice(deps(), user, self._team, wanted)
            if fitting.problem and moved and not self.chat_id:
                self._chosen = ""
                fitting = await catalog.get_choice(deps(), user, self._team)
        except TeamNotFound:  # this tab lists a team that the user has left
            self._new_team = ""
            return
        self.model, view = fitting.id, model_view(fitting)
        if view != self.shown_model:
            self.shown_model = view
        await self._fit_tools()

    async def _fit_tools(self) -> None:
        """Show again which tools the model may use: see ToolsMixin."""

    def _refuse(self, request_id: str, sentence: str) -> None:
        self.refusal = RefusalView(new_id(), request_id, sentence)
