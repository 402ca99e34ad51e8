"""What the State of every section of the settings has in common."""

import json

import reflex as rx
from reflex.event import EventSpec

from spacerr.state.sentences import sentence_for


class SectionMixin(rx.State, mixin=True):
    team_id: str = ""
    """The team that the section is about, as it was when the section was opened."""
    ready: bool = False
    """Whether there is something to show; False for the moment before it was read first."""
    problem: str = ""
    """Why the section can't be shown, in a sentence."""

    def _show(self) -> None:
        self.ready, self.problem = True, ""

    def _fail(self, error: Exception) -> None:
        self.ready, self.problem = False, sentence_for(error)


def toast(sentence: str, *, urgent: bool = False) -> EventSpec:
    """Say a sentence in the corner of the page (assets/ui/toasts.jsx)."""
    said = json.dumps({"sentence": sentence, "urgent": urgent})
    return rx.call_script(
        f"window.dispatchEvent(new CustomEvent('spacerr:say', {{ detail: {said} }}))"
    )
