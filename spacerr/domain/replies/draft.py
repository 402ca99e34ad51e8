"""The one fold from events to a reply.

`Draft.apply` is the only place that knows how events become a reply. The writer, followers, the
sweeper and tests all use it, so they cannot disagree. A page adds what its follower sends with
`grow` in assets/chat/message-store.js; tests/unit/replies/folds.json holds it to this fold.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Any, NamedTuple

from spacerr.domain.replies.events import (
    Completed,
    Delta,
    Failed,
    Finalized,
    Progressed,
    Reasoning,
    ReplyEvent,
    Restated,
    Retrying,
    ToolArguments,
    ToolEvent,
    Working,
)
from spacerr.domain.replies.step_fold import fold_step
from spacerr.domain.replies.steps import Steps, StepState, steps_up_to
from spacerr.domain.status import ACTIVE, Status
from spacerr.domain.text import utf16_length, utf16_prefix, utf16_suffix


class Draft(NamedTuple):
    """A reply as far as it has been written: all of it, or for a follower the new part.

    `offset`: where `text` begins in the reply, in UTF-16 units, `reasoning_offset` likewise; both
    are 0 for a whole draft. `retrying`: seconds until the next attempt. `working`: no text yet, but
    the server shows signs of life. `turned`: all text but that many units turned out to be
    reasoning. `steps` are always all steps.
    """

    text: str = ""
    reasoning: str = ""
    status: Status = Status.PENDING
    finish_reason: str = ""
    model: str = ""
    usage: dict[str, Any] = {}
    estimated: bool = False
    error: Failed | None = None
    offset: int = 0
    reasoning_offset: int = 0
    retrying: int = 0
    working: bool = False
    turned: int | None = None
    steps: Steps = ()

    @property
    def end(self) -> int:
        """The reply's length, in UTF-16 units."""
        return self.offset + utf16_length(self.text)

    @property
    def reasoning_end(self) -> int:
        """The length of its reasoning, in UTF-16 units."""
        return self.reasoning_offset + utf16_length(self.reasoning)

    def resumable(self) -> "Draft":
        """This draft without calls that the model had not finished: they are asked for again."""
        kept = (it for it in self.steps if it.state is not StepState.PREPARING)
        return self._replace(steps=tuple(kept))

    @property
    def ended(self) -> bool:
        """Whether no event follows."""
        return self.status not in ACTIVE

    def rest(self) -> "Draft":
        """This draft without its text: the next events continue from its end."""
        return self._replace(
            text="", reasoning="", offset=self.end, reasoning_offset=self.reasoning_end
        )

    def apply(self, event: ReplyEvent) -> "Draft":
        draft = self._fold(event)
        waiting = event.seconds if isinstance(event, Retrying) else 0, isinstance(event, Working)
        if waiting == (draft.retrying, draft.working):
            return draft
        return draft._replace(retrying=waiting[0], working=waiting[1])

    def _fold(self, event: ReplyEvent) -> "Draft":
        match event:
            case Delta(text=text):
                return self._replace(text=self.text + text, status=Status.STREAMING)
            case Reasoning(text=text):
                return self._replace(reasoning=self.reasoning + text, status=Status.THINKING)
            case Restated():
                return self._restate(event)
            case Progressed(status=status):
                return self._replace(status=status)
            case Retrying() | Working():
                return self._replace(status=Status.THINKING)
            case _ if isinstance(event, ToolEvent):
                steps = fold_step(self.steps, event, self.end)
                return self._replace(steps=steps, status=Status.TOOL_CALLING)
            case Completed(finish_reason=reason, model=model, usage=usage, estimated=estimated):
                return self._replace(
                    finish_reason=reason, model=model, usage=usage, estimated=estimated
                )
            case Failed():
                return self._replace(error=event)
            case Finalized():
                return self._finalize(event)
            case _:  # Unknown
                return self

    def _finalize(self, event: Finalized) -> "Draft":
        units = event.units
        text = self.text if units is None else utf16_prefix(self.text, units - self.offset)
        ended = self._replace(text=text, status=event.status)
        return ended._replace(steps=steps_up_to(self.steps, ended.end))

    def restated(self, *, turned: bool = False) -> Restated:
        """The event that says the whole reply again."""
        return Restated(text=self.text, reasoning=self.reasoning, turned=turned, steps=self.steps)

    def _restate(self, event: Restated) -> "Draft":
        """The new part of a restated reply: from an earlier place where it is shorter than before.
        Where it `turned`, all its reasoning is new.
        """
        offset = min(self.offset, utf16_length(event.text))
        reasoning_offset = min(self.reasoning_offset, utf16_length(event.reasoning))
        if event.turned:
            reasoning_offset = 0
        return self._replace(
            offset=offset,
            text=utf16_suffix(event.text, offset),
            reasoning_offset=reasoning_offset,
            reasoning=utf16_suffix(event.reasoning, reasoning_offset),
            turned=utf16_length(event.text) if event.turned else self.turned,
            steps=event.steps,
        )

    def extend(self, events: Iterable[ReplyEvent]) -> "Draft":
        return reduce(Draft.apply, events, self)


def merged(events: Iterable[ReplyEvent]) -> list[ReplyEvent]:
    """The same events with neighbouring pieces of text joined: the same fold, fewer entries."""
    joined: list[ReplyEvent] = []
    for event in events:
        last = joined[-1] if joined else None
        if isinstance(event, Delta) and isinstance(last, Delta):
            joined[-1] = Delta(text=last.text + event.text)
        elif isinstance(event, Reasoning) and isinstance(last, Reasoning):
            joined[-1] = Reasoning(text=last.text + event.text)
        elif (
            isinstance(event, ToolArguments)
            and isinstance(last, ToolArguments)
            and event.step == last.step
        ):
            joined[-1] = ToolArguments(step=event.step, text=last.text + event.text)
        else:
            joined.append(event)
    return joined
