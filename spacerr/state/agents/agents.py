"""Settings: the agents that a user can choose in a team."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import reflex as rx
from reflex.event import EventSpec

from spacerr.deps import deps
from spacerr.domain.accounts.names import initials
from spacerr.domain.ids import new_id
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.agents import agents, deletion, files
from spacerr.services.agents.agents import AgentLine
from spacerr.services.tools import choice
from spacerr.state.agents.tools import tools_in_words
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin, toast
from spacerr.words import agents as words


class Action(StrEnum):
    """What the menu of an agent offers."""

    EDIT = "edit"
    DUPLICATE = "duplicate"
    EXPORT = "export"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class AgentLineView:
    """`letters`: what stands in its picture. `tools` tells which it may use, where it is limited.
    `whose` tells who can use it. The last two are names of buttons.
    """

    id: str
    name: str
    letters: str
    colour: str
    description: str
    tools: str
    shared: bool
    whose: str
    changeable: bool
    chat: str
    more: str


class AgentsState(SectionMixin, rx.State):
    agents: list[AgentLineView] = []
    alone: bool = False
    """Whether there is no team to share agents with."""

    @rx.event
    async def open(self, team_id: str):
        """The list comes into view."""
        self._enter(team_id)
        await self._load()

    @rx.event
    async def imported(self, agent_id: str):
        """An agent was made from a file."""
        return [toast(words.IMPORTED), show_agent(str(agent_id))]

    @rx.event
    async def choose(self, agent_id: str, action: str):
        """Do what was chosen from the menu of an agent."""
        user, agent_id = session.get_user_id(self), str(agent_id)
        name = next((it.name for it in self.agents if it.id == agent_id), "")
        try:
            match action:
                case Action.DUPLICATE:
                    made = await agents.duplicate(deps(), user, agent_id, new_id())
                    return [toast(words.copied(name)), show_agent(made)]
                case Action.EXPORT:
                    title, text = await files.export_agent(deps(), user, agent_id)
                    return rx.download(data=text, filename=f"{title}.json")
                case Action.DELETE:
                    await deletion.delete(deps(), user, agent_id)
                    said = toast(words.deleted(name), about=agent_id, undo=f"agent/{agent_id}")
                case _:
                    return show_agent(agent_id)
        except Exception as error:
            said = toast(sentence_for(error), urgent=True)
        await self._load()
        return said

    @rx.event
    async def undo(self, token: str):
        """Bring a deleted agent back: `token` is what the toast about it was given."""
        kind, _, agent_id = token.partition("/")
        if kind != "agent":
            return None
        said = None
        try:
            await deletion.restore(deps(), session.get_user_id(self), agent_id)
        except Exception as error:
            said = toast(sentence_for(error), urgent=True)
        await self._load()
        return said

    async def _load(self) -> None:
        try:
            user = session.get_user_id(self)
            here = await choice.list_specs(deps(), user, self.team_id)
            found = await agents.list_agents(deps(), user, self.team_id)
        except Exception as error:
            self._fail(error)
            return
        self.agents = [_view(it, here) for it in found]
        self.alone = deps().settings.local
        self._show()


def show_agent(agent_id: str, *, replace: bool = False) -> EventSpec:
    """Open the editor of an agent."""
    return rx.redirect(f"/settings/agents#{agent_id}", replace=replace)


def _view(line: AgentLine, here: Sequence[ToolSpec]) -> AgentLineView:
    name = line.settings["name"]
    shared = words.SHARED if line.mine else words.shared_by(line.maker)
    return AgentLineView(
        id=line.id,
        name=name,
        letters=line.settings["avatar"] or initials(name),
        colour=line.settings["colour"],
        description=line.settings["description"],
        tools=words.tools(limit) if (limit := tools_in_words(line.settings, here)) else "",
        shared=line.shared,
        whose=shared if line.shared else words.PRIVATE,
        changeable=line.changeable,
        chat=words.chat_with(name),
        more=words.more_about(name),
    )
