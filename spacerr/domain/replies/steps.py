"""The steps of a reply: what happens in it besides text, such as the call of a tool."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from spacerr.domain.replies.questions import Questions
from spacerr.domain.status import enum_or_default


class StepState(StrEnum):
    """`preparing`: its arguments are still being written."""

    PREPARING = "preparing"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STEPS = frozenset({StepState.PREPARING, StepState.RUNNING, StepState.WAITING})
"""States of a step that has not ended."""

UNKNOWN_STATE_AS = StepState.FAILED
"""Stands for a state that only a newer version knows."""


class StepImage(BaseModel):
    """An image that a tool has shown, with its size in pixels."""

    model_config = ConfigDict(frozen=True)

    id: str
    width: int
    height: int


class Step(BaseModel):
    """The call of a tool, where it stands in the text of a reply.

    `at` is an offset in the text, in UTF-16 units. `round` counts the requests of the reply from 1,
    and `call` is the provider's id of the call. `name` is the tool's name for models, `title` that
    for people. `arguments` is the JSON as the model wrote it, `result` what the model is told.
    Times are milliseconds since 1970, None while unknown. `extra` is what the provider wants back
    with the calls of a round, kept at the first of them. `questions` are those that persons were
    asked in it, and `paused` is what the tool needs to go on after the answers. `progress` is what
    a running tool says of it, on one line. `images` and `for_people` are what a tool has shown to
    people, of which the model isn't told.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    round: int = 1
    call: str = ""
    name: str = ""
    title: str = ""
    at: int = 0
    state: Annotated[
        StepState, BeforeValidator(lambda it: enum_or_default(StepState, it, UNKNOWN_STATE_AS))
    ] = StepState.PREPARING
    arguments: str = ""
    result: str = ""
    started_at: int | None = None
    ended_at: int | None = None
    extra: dict[str, Any] = Field(default_factory=dict[str, Any])
    questions: Questions = ()
    paused: dict[str, Any] = Field(default_factory=dict[str, Any])
    progress: str = ""
    images: tuple[StepImage, ...] = ()
    for_people: str = ""

    @property
    def waits(self) -> bool:
        """Whether a question of it is not answered yet."""
        return self.state is StepState.WAITING and any(it.open for it in self.questions)

    @property
    def parked(self) -> bool:
        """Whether nothing can go on before a person answers."""
        return self.waits and not any(it.live for it in self.questions[-1:])

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN_STEPS

    def changed(self, **fields: Any) -> "Step":
        """This step with other fields."""
        return self.model_copy(update=fields)


Steps = tuple[Step, ...]


def steps_up_to(steps: Steps, units: int) -> Steps:
    """The steps of an ended reply of so many UTF-16 units: those that stand in it, all ended."""
    return tuple(
        it.changed(state=StepState.CANCELLED, paused={}, progress="") if it.open else it
        for it in steps
        if it.at <= units
    )
