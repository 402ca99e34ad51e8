"""The fold from events to the steps of a reply, a part of that in draft.py."""

from spacerr.domain.replies.events import (
    ToolAnswered,
    ToolArguments,
    ToolEvent,
    ToolProgress,
    ToolResult,
    ToolRunning,
    ToolShown,
    ToolStarted,
    ToolWaiting,
)
from spacerr.domain.replies.questions import Question
from spacerr.domain.replies.steps import Step, Steps, StepState
from spacerr.domain.tools.limits import FOR_PEOPLE_CHARS, STEP_IMAGES


def fold_step(steps: Steps, event: ToolEvent, end: int) -> Steps:
    """The steps after an event. `end` is the length of the reply's text, in UTF-16 units."""
    if isinstance(event, ToolStarted):
        begun = Step(
            id=event.step,
            round=event.round,
            call=event.call,
            name=event.name,
            title=event.title,
            at=end,
        )
        return (*steps, begun)
    return tuple(_changed(it, event) if it.id == event.step else it for it in steps)


def _changed(step: Step, event: ToolEvent) -> Step:
    match event:
        case ToolArguments(text=text):
            return step.changed(arguments=step.arguments + text)
        case ToolRunning(at=at, extra=extra):
            began = step.started_at or at
            return step.changed(
                state=StepState.RUNNING, started_at=began, extra=extra or step.extra
            )
        case ToolProgress(text=text):
            return step.changed(progress=text)
        case ToolShown(text=text, images=images):
            said = "\n\n".join(filter(None, (step.for_people, text)))
            return step.changed(
                images=(*step.images, *images)[:STEP_IMAGES], for_people=said[:FOR_PEOPLE_CHARS]
            )
        case ToolWaiting():
            return _waiting(step, event)
        case ToolAnswered():
            asked = tuple(_answered(it, event) for it in step.questions)
            return step.changed(questions=asked)
        case ToolResult(success=success, text=text, at=at):
            state = StepState.SUCCEEDED if success else StepState.FAILED
            return step.changed(state=state, result=text, ended_at=at, paused={}, progress="")
        case _:  # ToolStarted
            return step


def _waiting(step: Step, event: ToolWaiting) -> Step:
    known = {it.id for it in step.questions}
    more = tuple(it for it in event.questions if it.id not in known)
    return step.changed(
        state=StepState.WAITING,
        questions=(*step.questions, *more),
        paused=event.paused,
        extra=event.extra or step.extra,
        progress="",
    )


def _answered(question: Question, event: ToolAnswered) -> Question:
    """The first answer counts."""
    if question.id != event.question or not question.open:
        return question
    return question.model_copy(
        update={
            "decision": event.decision,
            "answer": event.answer,
            "decided_by": event.by,
            "decided_at": event.at,
        }
    )
