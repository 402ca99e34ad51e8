"""Settings: the tools that models may use in a team, for those who manage it."""

from dataclasses import dataclass

import reflex as rx

from spacerr.deps import deps
from spacerr.services.tools import choice, server_views
from spacerr.services.tools.choice import ToolChoice
from spacerr.services.tools.server_views import ServerLine
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin
from spacerr.words import tools as words


@dataclass
class TeamToolView:
    """A tool of a team: whether it is on, and when a person is asked about it, "" for a built-in
    one. `ask_label`: the name of the list to choose from.
    """

    name: str
    title: str
    summary: str
    on: bool
    asking: str
    ask_label: str


@dataclass
class ServerView:
    """A server of tools, and what is said of it."""

    name: str
    state: str


class ToolSettingsState(SectionMixin, rx.State):
    tools: list[TeamToolView] = []
    servers: list[ServerView] = []
    wrong: str = ""
    """Why a tool can't be changed."""

    @rx.event
    async def open(self, team_id: str):
        """The section comes into view."""
        self._enter(team_id)
        self.wrong = ""
        await self._load()

    @rx.event
    async def switch(self, name: str, on: bool):
        """Turn a tool on or off where the team's chats don't say."""
        self.wrong = ""
        user = session.get_user_id(self)
        try:
            await choice.switch_in_team(deps(), user, self.team_id, str(name), bool(on))
        except Exception as error:
            self.wrong = sentence_for(error)
        await self._load()

    @rx.event
    async def set_asking(self, name: str, asking: str):
        """Say when a person is asked about a tool."""
        self.wrong = ""
        user = session.get_user_id(self)
        try:
            await choice.set_asking(deps(), user, self.team_id, str(name), str(asking))
        except Exception as error:
            self.wrong = sentence_for(error)
        await self._load()

    async def _load(self) -> None:
        try:
            user = session.get_user_id(self)
            known = await choice.get_team_choices(deps(), user, self.team_id)
            found = await server_views.list_servers(deps(), user, self.team_id)
        except Exception as error:
            self._fail(error)
            return
        self.tools = [_tool_view(it) for it in known]
        self.servers = [_server_view(it) for it in found.servers]
        self._show()


def _tool_view(it: ToolChoice) -> TeamToolView:
    spec, asking = it.spec, it.asking or ""
    return TeamToolView(
        spec.name, spec.title, spec.summary, it.on, str(asking), words.ask_label(spec.title)
    )


def _server_view(it: ServerLine) -> ServerView:
    return ServerView(it.title, it.state)
