"""Settings: the versions of an agent, to look at and to restore."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.accounts.names import FORMER_MEMBER
from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.limits import ID_CHARS
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.agents import versions
from spacerr.services.agents.versions import VersionLine
from spacerr.services.tools import choice
from spacerr.state.agents.editor import AgentEditorState
from spacerr.state.agents.tools import tools_in_words
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import toast
from spacerr.words import agents as words
from spacerr.words.numbers import plain


@dataclass(frozen=True, slots=True)
class VersionView:
    """`at` is in milliseconds since 1970. The last two are names of buttons."""

    version: int
    title: str
    name: str
    by: str
    at: int
    newest: bool
    view: str
    restore: str


@dataclass(frozen=True, slots=True)
class FieldView:
    name: str
    text: str


class AgentVersionsState(rx.State):
    shown: bool = False
    versions: list[VersionView] = []
    """Newest first."""
    title: str = ""
    """Of the version that is looked at, "" while none is."""
    contents: list[FieldView] = []
    """Its fields."""
    _agent_id: str = ""
    _team_id: str = ""

    @rx.event
    async def open(self, team_id: str, _zone: str, place: str):
        """The agent comes into view, or something was heard of it."""
        if place != self._agent_id:
            self.reset()
            self._agent_id = place[:ID_CHARS]
        self._team_id = team_id[:ID_CHARS]
        return await self._load() if self.shown else None

    @rx.event
    async def show(self):
        """List the versions."""
        return await self._load()

    @rx.event
    async def view(self, version: int):
        """Look at a version."""
        user = session.get_user_id(self)
        try:
            here = await choice.list_specs(deps(), user, self._team_id)
            settings = await versions.get_version(deps(), user, self._agent_id, version)
        except Exception as error:
            return toast(sentence_for(error), urgent=True)
        self.title, self.contents = words.version(version), _fields(settings, here)
        return None

    @rx.event
    async def close(self):
        """Close the dialog."""
        self.title = ""

    @rx.event
    async def restore(self, version: int):
        """Make an earlier version the newest one, unless that would lose what is typed."""
        editor = await self.get_state(AgentEditorState)
        user, agent_id = session.get_user_id(self), self._agent_id
        if editor.changed:
            return toast(words.SAVE_FIRST, about=agent_id, urgent=True)
        try:
            await versions.restore_version(deps(), user, agent_id, version, editor.version)
        except Exception as error:
            return toast(sentence_for(error), urgent=True)
        return toast(words.restored(version), about=agent_id)

    async def _load(self):
        try:
            found = await versions.list_versions(deps(), session.get_user_id(self), self._agent_id)
        except Exception as error:
            return toast(sentence_for(error), urgent=True)
        self.shown, self.versions = True, [_view(it, it is found[0]) for it in found]
        return None


def _view(line: VersionLine, newest: bool) -> VersionView:
    number = line.version
    return VersionView(
        version=number,
        title=words.version(number),
        name=line.name,
        by=line.by or FORMER_MEMBER,
        at=line.at,
        newest=newest,
        view=words.view_version(number),
        restore=words.restore_version(number),
    )


def _fields(settings: AgentSettings, here: Sequence[ToolSpec]) -> list[FieldView]:
    own = settings.temperature
    return [
        FieldView(words.NAME, settings.name),
        FieldView(words.DESCRIPTION, settings.description or words.NONE),
        FieldView(words.INSTRUCTIONS, settings.instructions or words.NONE),
        FieldView(words.STARTERS, "\n".join(settings.starters) or words.NONE),
        FieldView(words.MODEL, settings.model or words.ANY_MODEL),
        FieldView(words.TEMPERATURE, words.DEFAULT if own is None else plain(own)),
        FieldView(words.TOOLS, tools_in_words(settings.model_dump(), here) or words.ALL_TOOLS),
        FieldView(words.ROUNDS, str(settings.rounds)),
    ]
