"""Settings: what models are told on each level, and all of it as a model would be told."""

from dataclasses import dataclass

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.limits import INSTRUCTIONS_CHARS
from spacerr.domain.prompts.instructions import InstructionPart, Level
from spacerr.services.agents import agents
from spacerr.services.prompts import instructions
from spacerr.services.prompts.instructions import InstructionsText, Overview
from spacerr.services.prompts.preview import PreviewScope, build_preview
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin
from spacerr.words import instructions as words


@dataclass(frozen=True, slots=True)
class LevelView:
    """`path` is where the API reads and stores the text; "" while no project is chosen."""

    level: str
    name: str
    title: str
    note: str
    path: str
    stored: InstructionsText


class InstructionsState(SectionMixin, rx.State):
    levels: list[LevelView] = []
    projects: dict[str, str] = {}
    agents: dict[str, str] = {}
    """What can be chosen, names by id; empty where there is nothing."""
    project_id: str = ""
    agent_id: str = ""
    """Which one is shown, and which one the preview is of; "" for none."""
    parts: list[InstructionPart] = []
    fits: str = ""
    """A sentence about the room for all parts."""
    cut: bool = False
    wrong: str = ""
    """Why what is typed can't be previewed."""
    _typed: dict[str, str | None] = {}
    """What the fields hold and isn't saved, by level."""

    @rx.event
    async def open(self, team_id: str):
        """The section comes into view."""
        if self._enter(team_id):
            self.project_id, self.agent_id, self._typed = "", "", {}
        await self._load()
        yield
        await self._preview()

    @rx.event
    async def choose_project(self, project_id: str):
        """Show what is told in a project."""
        self.project_id = str(project_id)
        self._typed.pop(Level.PROJECT, None)
        await self._load()
        await self._preview()

    @rx.event
    async def choose_agent(self, agent_id: str):
        """Preview what is told by an agent."""
        self.agent_id = agent_id if agent_id in self.agents else ""
        await self._preview()

    @rx.event
    async def type_text(self, level: str, text: str | None):
        """A level's field holds a text that isn't saved, or None."""
        if level in set(Level) and self._typed.get(level) != text:
            self._typed[level] = text and text[: INSTRUCTIONS_CHARS + 1]
            await self._preview()

    async def _load(self) -> None:
        d, user = deps(), session.get_user_id(self)
        try:
            found = await instructions.get_overview(d, user, self.team_id)
            lines = await agents.list_agents(d, user, self.team_id)
            named = {it.id: it.name for it in found.projects}
            self.projects = {"": words.CHOOSE_PROJECT, **named} if named else {}
            named = {it.id: it.settings["name"] for it in lines}
            self.agents = {"": words.NO_AGENT, **named} if named else {}
            if self.project_id not in self.projects:
                self.project_id = ""
            if self.agent_id not in self.agents:
                self.agent_id = ""
            project = InstructionsText("", "", may=False)
            if self.project_id:
                project = await instructions.get_project_text(d, user, self.project_id)
        except Exception as error:
            self._fail(error)
            return
        self.levels = _views(found, self.team_id, project, self.project_id)
        self._show()

    async def _preview(self) -> None:
        typed = {Level(level): it for level, it in self._typed.items() if it is not None}
        scope, user = PreviewScope(self.project_id, self.agent_id), session.get_user_id(self)
        try:
            found = await build_preview(deps(), user, self.team_id, typed, scope)
        except Exception as error:
            self.wrong = sentence_for(error)
        else:
            self.wrong, self.parts = "", list(found.parts)
            self.fits, self.cut = words.fits(found), found.cut


def _views(
    found: Overview, team_id: str, project: InstructionsText, project_id: str
) -> list[LevelView]:
    alone, views = deps().settings.local, list[LevelView]()

    def add(level: Level, it: InstructionsText, path: str, name: str = "", note: str = "") -> None:
        known = words.LEVELS[level]
        note = note or (known.note if it.may else f"{known.note} {known.read_only}".strip())
        views.append(LevelView(level, name or known.name, name or known.title, note, path, it))

    note = words.NOTE_ALONE if alone else ""
    add(Level.PERSONAL, found.personal, "me/instructions", note=note)
    if found.projects:
        add(Level.PROJECT, project, f"projects/{project_id}/instructions" if project_id else "")
    if not alone or found.team.text:
        name = "" if alone else found.name
        add(Level.TEAM, found.team, f"teams/{team_id}/instructions", name)
    if found.platform.may or found.platform.text:
        note = words.FIXED if found.fixed else ""
        add(Level.PLATFORM, found.platform, "platform/instructions", note=note)
    return views
