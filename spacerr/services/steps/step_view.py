"""A step of a reply as pages show it, in a thread and behind a link."""

from dataclasses import dataclass

from spacerr.domain.replies.steps import Step, StepState
from spacerr.domain.tools.brief import brief
from spacerr.domain.tools.limits import STEP_SENTENCE_CHARS


@dataclass
class StepView:
    """A step of a reply: `at` is where it stands in the text, in UTF-16 units, `brief` what was
    asked on one line, `seconds` how long it took (0: unknown), `sentence` why it failed.
    """

    id: str
    at: int
    title: str
    state: str
    brief: str = ""
    seconds: float = 0.0
    sentence: str = ""


def step_view(step: Step) -> StepView:
    """A step for pages, without its arguments and its result."""
    failed = step.state is StepState.FAILED
    took = (step.ended_at or 0) - (step.started_at or 0) if step.started_at else 0
    return StepView(
        id=step.id,
        at=step.at,
        title=step.title,
        state=step.state.value,
        brief=brief(step.arguments),
        seconds=max(0, took) / 1000 if step.ended_at else 0.0,
        sentence=" ".join(step.result[:STEP_SENTENCE_CHARS].split()) if failed else "",
    )
