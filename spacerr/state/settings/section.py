"""What the State of every section of the settings has in common."""

import json

import reflex as rx
from reflex.event import EventSpec

from spacerr.domain.limits import ID_CHARS
from spacerr.state.sentences import sentence_for


class SectionMixin(rx.State, mixin=True):
    team_id: str = ""
    """The team that the section is about, as it was when the section was opened."""
    ready: bool = False
    """Whether there is something to show; False for the moment before it was read first."""
    loads: int = 0
    """Grows whenever the section was read."""
    problem: str = ""
    """Why the section can't be shown, in a sentence."""

    def _enter(self, team_id: str) -> bool:
        """Whether the section is about another team than before. It then shows nothing until that
        was read.
        """
        if team_id == self.team_id:
            return False
        self.team_id, self.ready = team_id[:ID_CHARS], False
        return True

    def _show(self) -> None:
        self.ready, self.problem, self.loads = True, "", self.loads + 1

    def _fail(self, error: Exception) -> None:
        self.ready, self.problem = False, sentence_for(error)


def toast(sentence: str, *, urgent: bool = False, about: str = "", undo: str = "") -> EventSpec:
    """Say a sentence in the corner of the page (assets/toasts/toasts.jsx). It replaces what was
    said `about` the same thing. With `undo` it can be taken back: that text is sent then.
    """
    said = json.dumps({"sentence": sentence, "urgent": urgent, "about": about, "undo": undo})
    return rx.call_script(
        f"window.dispatchEvent(new CustomEvent('spacerr:say', {{ detail: {said} }}))"
    )
