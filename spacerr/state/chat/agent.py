"""The agent that answers in the open chat, as this tab shows it."""

from dataclasses import dataclass

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.tables import Agent, Chat
from spacerr.services.agents import agents
from spacerr.services.agents.changes import agent_settings
from spacerr.state.gate import session


@dataclass
class AgentView:
    """An agent as the composer shows it; no id means none."""

    id: str = ""
    name: str = ""
    avatar: str = ""
    colour: str = ""


class AgentMixin(rx.State, mixin=True):
    agent: AgentView = AgentView()
    _agent_of_chat: str = ""
    """The chat's agent when this tab last read it: the user's choice stays until it changes."""

    @rx.event
    async def choose_agent(self, agent_id: str):
        """The agent of the next reply; no agent where the id is unknown."""
        self._take_agent(await agents.find_agent(deps(), session.get_user_id(self), str(agent_id)))

    async def _answered_by(self, chat: Chat, *, opened: bool) -> None:
        """Show the chat's agent, where the chat was just `opened` or its agent was changed."""
        stored = chat.agent_id or ""
        if opened or stored != self._agent_of_chat:
            self._agent_of_chat = stored
            user = session.get_user_id(self)
            self._take_agent(await agents.find_agent(deps(), user, stored, chat.team_id))

    def _take_agent(self, agent: Agent | None) -> None:
        """Show an agent, unless it is shown already: each assignment is sent to the page."""
        view = agent_view(agent)
        if view != self.agent:
            self.agent = view


def agent_view(agent: Agent | None) -> AgentView:
    if agent is None:
        return AgentView()
    settings = agent_settings(agent)
    return AgentView(agent.id, settings.name, settings.avatar, settings.colour)
