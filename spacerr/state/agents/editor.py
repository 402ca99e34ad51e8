"""Settings: one agent, as it is being made or changed."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.errors.agents import AgentChangedMeanwhile
from spacerr.domain.ids import new_id
from spacerr.domain.limits import ID_CHARS
from spacerr.domain.status import Colour
from spacerr.services.agents import agents
from spacerr.services.tools import choice
from spacerr.state.agents.agents import show_agent
from spacerr.state.agents.fields import FIELD_OF_ERROR, SHARED, to_fields, to_settings
from spacerr.state.agents.tools import ToolView, list_tools
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin, toast
from spacerr.words import agents as words

NEW = "new"
"""The place of an agent that is being made."""


class AgentEditorState(SectionMixin, rx.State):
    place: str = NEW
    """The agent's id, or NEW."""
    draft_place: str = ""
    """Where the browser keeps what is typed and not saved."""
    alone: bool = False
    """Whether there is no team to share agents with."""
    read_only: str = ""
    """Why the user can't change the agent, "" where they can."""
    title: str = ""
    version: int = 0
    """0 before the agent was saved first."""
    stored: dict[str, str] = {}
    """What is stored, by the name of its field."""
    tools: list[ToolView] = []
    accepted: dict[str, str] = {}
    """What was typed and stored otherwise by the last save, such as a name without its spaces."""
    changed: bool = False
    """Whether something is typed and not saved."""
    saved: bool = False
    wrong: str = ""
    wrong_field: str = ""
    """The field that `wrong` is about, "" for none."""
    refusals: int = 0
    """Grows whenever a save is refused."""
    _agent_id: str = ""
    _seen: int = 0
    """The newest version that this form has stored, or that its user was told of."""
    _request_id: str = ""

    @rx.event
    async def open(self, team_id: str, _zone: str, place: str):
        """The editor comes into view, or something was heard of the agent."""
        if (team_id, place) != (self.team_id, self.place):
            self.reset()
            self._enter(team_id)
            self.place, self._request_id = place[:ID_CHARS], new_id()
            self._agent_id = "" if place == NEW else self.place
        await self._load()

    @rx.event
    async def mark_changed(self, changed: bool):
        """Something is typed and not saved, or no longer."""
        self.changed = changed
        if changed:
            self.saved = False
        else:
            self.wrong = self.wrong_field = ""

    @rx.event
    async def save(self, version: int, fields: dict[str, str]):
        """Store the agent as it was typed, by a user who has seen a version of it."""
        user, created = session.get_user_id(self), not self._agent_id
        self.saved, self.wrong, self.wrong_field = False, "", ""
        try:
            settings, shared = to_settings(fields), fields.get("shared") == SHARED
            if created:
                self._agent_id = await agents.create(
                    deps(), user, self.team_id, self._request_id, settings, shared
                )
            else:
                touched = shared != (self.stored.get("shared") == SHARED)
                await agents.update(
                    deps(),
                    user,
                    self._agent_id,
                    max(version, self._seen),
                    settings,
                    shared if touched else None,
                )
        except Exception as error:
            if isinstance(error, AgentChangedMeanwhile):  # saving once more is meant
                await self._load()
                self._seen = self.version
            self.wrong, self.wrong_field = sentence_for(error), FIELD_OF_ERROR.get(type(error), "")
            self.refusals += 1
            return None
        await self._load()
        self._seen, self.saved = self.version, True
        self.accepted = {
            it: fields[it] for it, text in self.stored.items() if fields.get(it, text) != text
        }
        if not created:
            return None
        return [toast(words.made(self.title)), show_agent(self._agent_id, replace=True)]

    @rx.event
    async def duplicate(self):
        """Make a copy that the user can change, and show it."""
        user = session.get_user_id(self)
        try:
            made = await agents.duplicate(deps(), user, self._agent_id, new_id())
        except Exception as error:
            return toast(sentence_for(error), urgent=True)
        return [toast(words.copied(self.title)), show_agent(made)]

    async def _load(self) -> None:
        self.alone = deps().settings.local
        self.draft_place = f"agent {self._agent_id or f'of {self.team_id}'}"
        user = session.get_user_id(self)
        try:
            here = await choice.list_specs(deps(), user, self.team_id)
            agent = await agents.get_agent(deps(), user, self._agent_id) if self._agent_id else None
        except Exception as error:
            self._fail(error)
            return
        if agent is None:
            settings, shared = AgentSettings(name="", colour=Colour.BLUE), False
        else:
            settings, shared = AgentSettings.model_validate(agent.settings), agent.shared
            self.title, self.version = settings.name, agent.version
            self.read_only = "" if agent.changeable else words.read_only(agent.maker)
        self.stored = to_fields(settings, here, shared=shared)
        self.tools = list_tools(settings, here)
        self._show()
