"""The steps of replies in exports."""

from typing import Annotated

from pydantic import Field

from spacerr.domain.data.fields import (
    CallArguments,
    CallId,
    CallName,
    CallResult,
    ExportPart,
    Name,
    Time,
)
from spacerr.domain.replies.questions import Decision, QuestionKind
from spacerr.domain.replies.steps import StepState
from spacerr.domain.tools.limits import CALLS_AT_ONCE, ROUNDS

STEPS = ROUNDS * CALLS_AT_ONCE
"""Most steps of a reply."""

QUESTIONS = 100
"""Most questions in a step."""


class ExportedQuestion(ExportPart):
    """What was decided on a question to a person: not what was asked, and not what was filled in.
    `by` is the name of the person who decided; `mine`: whether that is the user whose export it is.
    """

    kind: QuestionKind
    decision: Decision
    asked_at: Time
    decided_at: Time
    by: Name = ""
    mine: bool = False


class ExportedStep(ExportPart):
    """A step of a reply, as in `Step`, without what only its provider understands."""

    round: Annotated[int, Field(ge=1, le=STEPS)]
    call: CallId
    name: CallName
    title: Name = ""
    at: Time
    state: StepState
    arguments: CallArguments = ""
    result: CallResult = ""
    started_at: Time | None = None
    ended_at: Time | None = None
    questions: Annotated[list[ExportedQuestion], Field(max_length=QUESTIONS)] = []
