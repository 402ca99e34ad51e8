"""The events of one reply: what a model sends, and what is written to the reply's log.

A log may be read by an older version than the one that writes it: see
docs/decisions/write-what-both-versions-read.md before changing an event.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from spacerr.domain.replies.questions import Decision, Questions
from spacerr.domain.replies.steps import StepImage, Steps
from spacerr.domain.status import (
    UNKNOWN_CATEGORY_AS,
    UNKNOWN_STATUS_AS,
    Category,
    Status,
    enum_or_default,
)


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
    steps: Steps = ()


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


class CallStarted(_Event):
    """The model begins to call a tool: the `number` of the call in this answer, from 0, the
    provider's `id` of it and the tool's `name`.
    """

    type: Literal["call-started"] = "call-started"
    number: int
    id: str
    name: str


class CallArguments(_Event):
    """A piece of a call's arguments, which are JSON."""

    type: Literal["call-arguments"] = "call-arguments"
    number: int
    text: str


class ToolStarted(_Event):
    """A step begins at the end of the text so far: the model calls a tool. Fields as in Step."""

    type: Literal["tool_start"] = "tool_start"
    step: str
    round: int
    call: str
    name: str
    title: str


class ToolArguments(_Event):
    """Text to append to the arguments of a step."""

    type: Literal["tool_arguments"] = "tool_arguments"
    step: str
    text: str


class ToolRunning(_Event):
    """The arguments of a step are complete, and the tool runs since `at`. Fields as in Step."""

    type: Literal["tool_running"] = "tool_running"
    step: str
    at: int
    extra: dict[str, Any] = Field(default_factory=dict[str, Any])


class ToolProgress(_Event):
    """What a running tool says of its progress, on one line."""

    type: Literal["tool_progress"] = "tool_progress"
    step: str
    text: str


class ToolShown(_Event):
    """What a running tool shows to people: more `images`, and more `text`."""

    type: Literal["tool_shown"] = "tool_shown"
    step: str
    text: str = ""
    images: tuple[StepImage, ...] = ()


class ToolWaiting(_Event):
    """A step waits until persons have answered more questions. Fields as in Step."""

    type: Literal["tool_waiting"] = "tool_waiting"
    step: str
    questions: Questions
    paused: dict[str, Any] = Field(default_factory=dict[str, Any])
    extra: dict[str, Any] = Field(default_factory=dict[str, Any])


class ToolAnswered(_Event):
    """A question of a step was answered, or has expired. Fields as in Question."""

    type: Literal["tool_answered"] = "tool_answered"
    step: str
    question: str
    decision: Decision
    answer: dict[str, Any] = Field(default_factory=dict[str, Any])
    by: str = ""
    at: int


class ToolResult(_Event):
    """A tool has answered, `at` milliseconds since 1970; `text` is what the model is told."""

    type: Literal["tool_result"] = "tool_result"
    step: str
    success: bool
    text: str
    at: int


class Completed(_Event):
    """The end of an answer: its finish reason and usage. `estimated`: the provider sent no usage,
    so it was counted here or by LiteLLM. `brought`: kinds of content besides text, which can't be
    shown. `extra`: fields that the provider wants back with the calls of tools in it.
    """

    type: Literal["complete"] = "complete"
    finish_reason: str
    model: str = ""
    usage: dict[str, Any] = Field(default_factory=dict)
    estimated: bool = False
    brought: tuple[str, ...] = ()
    extra: dict[str, Any] = Field(default_factory=dict[str, Any])


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


ToolEvent = (
    ToolStarted
    | ToolArguments
    | ToolRunning
    | ToolProgress
    | ToolShown
    | ToolWaiting
    | ToolAnswered
    | ToolResult
)

Told = Delta | Reasoning | Restated | ToolEvent
"""The events whose outcome a later `Restated` holds."""

ModelEvent = (
    Adjusted | Working | Delta | Reasoning | WasThought | CallStarted | CallArguments | Completed
)
ReplyEvent = Annotated[
    Progressed
    | Delta
    | Reasoning
    | Restated
    | Retrying
    | Working
    | ToolStarted
    | ToolArguments
    | ToolRunning
    | ToolProgress
    | ToolShown
    | ToolWaiting
    | ToolAnswered
    | ToolResult
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
