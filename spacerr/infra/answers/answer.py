"""What a provider's answer says besides its text, and the pieces of its text as they come."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from spacerr.domain.replies.events import Delta, Reasoning

NO_REASON = ("", "null", "none")
"""What servers write where there is no finish reason yet."""

Pieces = list[Delta | Reasoning]


@dataclass(slots=True)
class Ending:
    """Why a reply ended, who wrote it, what it used as its provider counted. `brought`: what came
    besides text. A finish reason counts as long as nothing follows it.
    """

    finish_reason: str = ""
    model: str = ""
    usage: dict[str, Any] = field(default_factory=dict[str, Any])
    brought: set[str] = field(default_factory=set[str])
    _beside_text: bool = False
    _belied: bool = False

    def hear(self, reason: str, *, spoke: bool) -> None:
        """Note what one chunk gave as its reason, "" for none, and whether it said anything.

        Some servers write a reason on every chunk: one that more has followed means nothing.
        """
        if spoke:
            self._belied = self._belied or bool(self.finish_reason)
            self.finish_reason = ""
        if reason.lower() not in NO_REASON:
            self.finish_reason, self._beside_text = reason, spoke

    def done(self) -> None:
        """Nothing follows: the reason that stands is true."""
        self._beside_text = self._belied = False

    @property
    def certain(self) -> bool:
        """Whether the reply has ended, so that only its last words are waited for."""
        return self.believed and not self._beside_text

    @property
    def believed(self) -> bool:
        """Whether the reply is whole if nothing more comes."""
        return bool(self.finish_reason) and not (self._belied and self._beside_text)


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
