"""Settings: a user's teams, the name of the one that is shown, making one and leaving."""

import json
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from spacerr.deps import deps
from spacerr.domain.accounts.names import initials
from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.limits import TEAM_NAME_CHARS
from spacerr.domain.roles import MANAGERS
from spacerr.services.teams import members, teams
from spacerr.services.teams.teams import TeamLine
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin, toast
from spacerr.words import team as words
from spacerr.words.members import role_name


@dataclass(frozen=True, slots=True)
class TeamLineView:
    id: str
    name: str
    initials: str
    role_name: str
    switch_to: str


class TeamState(SectionMixin, rx.State):
    teams: list[TeamLineView] = []
    manages: bool = False
    """Whether the team can be renamed."""
    name: str = ""
    """As it is typed, else as it is stored."""
    fields: int = 0
    """Grows when the field of the name begins anew."""
    saved: bool = False
    wrong_name: str = ""
    wrong_new: str = ""
    created: int = 0
    """Grows when a team was created: the field of its name is empty again."""
    leaving: bool = False
    """Whether the dialog is open."""
    leave_title: str = ""
    wrong_leave: str = ""
    _typed: bool = False
    _revision: int = 0
    """Of the name that the field began with. A change of another user is not overwritten unseen."""

    @rx.event
    async def open(self, team_id: str):
        """The section comes into view. A name that is typed and not saved stays."""
        if self._enter(team_id):
            self._typed = False
            self.saved, self.wrong_name, self.wrong_new, self.leaving = False, "", "", False
        await self._load()

    @rx.event
    async def type_name(self, text: str):
        """The field of the team's name holds another text."""
        self.name, self._typed, self.saved = text[: 2 * TEAM_NAME_CHARS], True, False

    @rx.event
    async def rename(self):
        """Store the name that is typed."""
        self.saved, self.wrong_name = False, ""
        user, name = session.get_user_id(self), self.name
        if not name.strip():
            self.wrong_name = words.EMPTY_NAME
            return
        try:
            await teams.rename(deps(), user, self.team_id, name, self._revision)
        except ChangedMeanwhile as error:
            line = await self._load()
            if line is not None:
                self._revision = line.revision
                self.wrong_name = f"{error} {words.now_called(line.name)}"
            return
        except Exception as error:
            self.wrong_name = sentence_for(error)
            return
        self._typed, self.saved = False, True
        await self._load()

    @rx.event
    async def create(self, form: dict[str, str]):
        """Make a team, and show it."""
        self.wrong_new, name = "", form.get("new-team", "")
        if not name.strip():
            self.wrong_new = words.EMPTY_NAME
            return None
        try:
            made = await teams.create(deps(), session.get_user_id(self), name)
        except Exception as error:
            self.wrong_new = sentence_for(error)
            return None
        self.created += 1
        return [_show_team(made), toast(words.created(name.strip()))]

    @rx.event
    async def ask_leave(self):
        """Ask whether the team is to be left."""
        name = next((it.name for it in self.teams if it.id == self.team_id), "")
        self.leaving, self.leave_title, self.wrong_leave = True, words.leave_title(name), ""

    @rx.event
    async def cancel(self):
        """Close the dialog."""
        self.leaving = False

    @rx.event
    async def leave(self):
        """Leave the team."""
        name = next((it.name for it in self.teams if it.id == self.team_id), "")
        try:
            await members.leave(deps(), session.get_user_id(self), self.team_id)
        except Exception as error:
            self.wrong_leave = sentence_for(error)
            return None
        self.leaving = False
        return toast(words.left(name), about=self.team_id)

    async def _load(self) -> TeamLine | None:
        """The team as it is listed now."""
        try:
            found = await teams.list_teams(deps(), session.get_user_id(self))
        except Exception as error:
            self._fail(error)
            return None
        self.teams = [_view(it) for it in found]
        line = next((it for it in found if it.id == self.team_id), None)
        if line is not None:
            self.manages = line.role in MANAGERS
            if not self._typed:
                self.fields += self.name != line.name
                self.name, self._revision = line.name, line.revision
        self._show()
        return line


def _view(line: TeamLine) -> TeamLineView:
    name = line.name
    return TeamLineView(line.id, name, initials(name), role_name(line.role), words.switch_to(name))


def _show_team(team_id: str) -> EventSpec:
    """Have the tab show a team (assets/settings/section.jsx)."""
    shown = json.dumps(team_id)
    return rx.call_script(
        f"window.dispatchEvent(new CustomEvent('spacerr:show-team', {{ detail: {shown} }}))"
    )
