"""An answer being read: the pieces of its text and of its calls, and the facts besides them."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from spacerr.domain.replies.events import Delta, Reasoning
from spacerr.infra.answers.tool_calls import CallPiece

NO_FINISH_REASON = ("", "null", "none")
"""What servers write while there is no finish reason."""

Pieces = list[Delta | Reasoning | CallPiece]


@dataclass(slots=True)
class FinishState:
    """How far an answer has come: its finish reason, the model that wrote it, the provider's usage,
    and the kinds of content besides text. A finish reason counts until more text follows. `extra`:
    fields that the provider wants back with the calls of this answer.
    """

    finish_reason: str = ""
    model: str = ""
    usage: dict[str, Any] = field(default_factory=dict[str, Any])
    non_text: set[str] = field(default_factory=set[str])
    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    _reason_with_text: bool = False
    _reason_revoked: bool = False

    def add_chunk(self, reason: str, *, has_text: bool) -> None:
        """Record a chunk's finish reason, "" for none, and whether it had text.

        Some servers write a reason on every chunk: a reason before more text doesn't count.
        """
        if has_text:
            self._reason_revoked = self._reason_revoked or bool(self.finish_reason)
            self.finish_reason = ""
        if reason.lower() not in NO_FINISH_REASON:
            self.finish_reason, self._reason_with_text = reason, has_text

    def close(self) -> None:
        """The stream has ended, so the current reason counts."""
        self._reason_with_text = self._reason_revoked = False

    @property
    def is_final(self) -> bool:
        """Whether the text has ended, so that only the usage can still follow."""
        return self.is_complete and not self._reason_with_text

    @property
    def is_complete(self) -> bool:
        """Whether the reply is complete if no more events come."""
        return bool(self.finish_reason) and not (self._reason_revoked and self._reason_with_text)


class Answer(Protocol):
    """One answer being read. `finish` is complete when `pieces` ends."""

    finish: FinishState
    headers: Mapping[str, str]

    def pieces(self) -> AsyncGenerator[Pieces]:
        """The text of each read, empty where it had none. Raises what reading raises."""
        ...


class ErrorFrame(Exception):
    """A provider reported an error in the middle of its answer."""

    def __init__(self, error: object) -> None:
        body: dict[str, Any] = dict(error) if isinstance(error, Mapping) else {"message": error}
        super().__init__(str(body.get("message") or "The provider reported an error."))
        codes = [str(body.get(name) or "").lower() for name in ("code", "type", "status")]
        self.codes = tuple(code for code in codes if code)


class UnreadableFrame(Exception):
    """A provider sent an event that isn't a JSON object."""
