"""What a provider's answer says besides its text, and the pieces of its text as they come."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from spacerr.domain.events import Delta, Reasoning

Pieces = list[Delta | Reasoning]


@dataclass(slots=True)
class Ending:
    """Why a reply ended, who wrote it, what it used; `estimated`: somebody else counted."""

    finish_reason: str = ""
    model: str = ""
    usage: dict[str, Any] = field(default_factory=dict[str, Any])
    estimated: bool = False


class Answer(Protocol):
    """One answer being read. `ending` is complete when `pieces` ends."""

    ending: Ending
    headers: Mapping[str, str]

    def pieces(self) -> AsyncGenerator[Pieces]:
        """What each read brought, nothing when it was no text. Raises whatever went wrong."""
        ...


class ErrorFrame(Exception):
    """A provider reported an error in the middle of its answer."""

    def __init__(self, told: object) -> None:
        error: dict[str, Any] = dict(told) if isinstance(told, Mapping) else {"message": told}
        super().__init__(str(error.get("message") or "The provider reported an error."))
        codes = [str(error.get(name) or "").lower() for name in ("code", "type", "status")]
        self.codes = tuple(code for code in codes if code)


class UnreadableFrame(Exception):
    """A provider sent something that is no JSON object."""
