"""The events of one reply, and the one fold from events to text.

`Draft.apply` is the only place that knows how events become a reply. The writer, followers, the
sweeper and tests all use it, so they cannot disagree. A page adds what its follower sends with
`grow` in assets/chat/message-store.js; tests/unit/replies/folds.json holds it to this fold.

A log may be read by an older version than the one that writes it: see
docs/decisions/write-what-both-versions-read.md before changing an event.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from spacerr.domain.status import (
    ACTIVE,
    UNKNOWN_CATEGORY_AS,
    UNKNOWN_STATUS_AS,
    Category,
    Status,
    enum_or_default,
)
from spacerr.domain.text import utf16_length, utf16_prefix, utf16_suffix


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)


class Progressed(_Event):
    """The reply reached another active status."""

    type: Literal["status"] = "status"
    status: Annotated[
        Status, BeforeValidator(lambda it: enum_or_default(Status, it, Status.THINKING))
    ]


class Delta(_Event):
    """Text to append to the reply."""

    type: Literal["delta"] = "delta"
    text: str


class Reasoning(_Event):
    """Text to append to the reasoning."""

    type: Literal["reasoning"] = "reasoning"
    text: str


class WasThought(_Event):
    """All text of this answer so far was reasoning."""

    type: Literal["was-thought"] = "was-thought"


class Restated(_Event):
    """The whole reply so far: written when a log has lost its beginning, has a new writer, or where
    a part of the text `turned` out to be reasoning.
    """

    type: Literal["restated"] = "restated"
    text: str
    reasoning: str = ""
    turned: bool = False


class Retrying(_Event):
    """A request failed before the first text: the next attempt is in `seconds`."""

    type: Literal["retrying"] = "retrying"
    seconds: int


class Working(_Event):
    """There is no text yet, but the model's server shows signs of life."""

    type: Literal["working"] = "working"


class Adjusted(_Event):
    """The model's server refused fields of the request: it was sent again without `fields`, or with
    that name for the limit of a reply.
    """

    type: Literal["adjusted"] = "adjusted"
    fields: tuple[str, ...]


class Completed(_Event):
    """The end of an answer: its finish reason and usage. `estimated`: the provider sent no usage,
    so it was counted here or by LiteLLM. `brought`: kinds of content besides text, which can't be
    shown.
    """

    type: Literal["complete"] = "complete"
    finish_reason: str
    model: str = ""
    usage: dict[str, Any] = Field(default_factory=dict)
    estimated: bool = False
    brought: tuple[str, ...] = ()


class Failed(_Event):
    """The request failed."""

    type: Literal["error"] = "error"
    category: Annotated[
        Category, BeforeValidator(lambda it: enum_or_default(Category, it, UNKNOWN_CATEGORY_AS))
    ]
    sentence: str
    request_id: str = ""


class Finalized(_Event):
    """The last event of every log. `units`: where the text was cut, in UTF-16 units."""

    type: Literal["finalized"] = "finalized"
    status: Annotated[
        Status, BeforeValidator(lambda it: enum_or_default(Status, it, UNKNOWN_STATUS_AS))
    ]
    units: int | None = None


class Unknown(_Event):
    """An event that only a newer version knows. It never holds any of the reply's text."""

    type: Literal["unknown"] = "unknown"


ModelEvent = Adjusted | Working | Delta | Reasoning | WasThought | Completed
ReplyEvent = Annotated[
    Progressed
    | Delta
    | Reasoning
    | Restated
    | Retrying
    | Working
    | Completed
    | Failed
    | Finalized
    | Unknown,
    Field(discriminator="type"),
]
reply_event: TypeAdapter[ReplyEvent] = TypeAdapter(ReplyEvent)


def read(written: str) -> ReplyEvent:
    """Parse an event of a log; Unknown where this version doesn't know its type. Raises
    ValidationError where it isn't an event.
    """
    try:
        return reply_event.validate_json(written)
    except ValidationError as error:
        if error.errors()[0]["type"] != "union_tag_invalid":
            raise
        return Unknown()


class Draft(NamedTuple):
    """A reply as far as it has been written: all of it, or for a follower the new part.

    `offset`: where `text` begins in the reply, in UTF-16 units, `reasoning_offset` likewise; both
    are 0 for a whole draft. `retrying`: seconds until the next attempt. `working`: no text yet, but
    the server shows signs of life. `turned`: all text but that many units turned out to be
    reasoning.
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

    @property
    def end(self) -> int:
        """The reply's length, in UTF-16 units."""
        return self.offset + utf16_length(self.text)

    @property
    def reasoning_end(self) -> int:
        """The length of its reasoning, in UTF-16 units."""
        return self.reasoning_offset + utf16_length(self.reasoning)

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
            case Completed(finish_reason=reason, model=model, usage=usage, estimated=estimated):
                return self._replace(
                    finish_reason=reason, model=model, usage=usage, estimated=estimated
                )
            case Failed():
                return self._replace(error=event)
            case Unknown():
                return self
            case Finalized(status=status, units=units):
                text = self.text if units is None else utf16_prefix(self.text, units - self.offset)
                return self._replace(text=text, status=status)

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
        else:
            joined.append(event)
    return joined
