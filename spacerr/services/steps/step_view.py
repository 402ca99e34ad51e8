"""A step of a reply as pages show it, in a thread and behind a link."""

from dataclasses import dataclass, field

from spacerr.domain.replies.questions import Question
from spacerr.domain.replies.steps import Step, StepState
from spacerr.domain.tools.brief import brief
from spacerr.domain.tools.limits import STEP_SENTENCE_CHARS


@dataclass
class ChoiceView:
    """A value that a field takes, and what it is called."""

    value: str
    title: str


@dataclass
class FieldView:
    """A field of a form (see FormField). `default` is text, a number, a truth value or a list."""

    name: str
    title: str
    kind: str
    description: str = ""
    required: bool = False
    choices: list[ChoiceView] = field(default_factory=list[ChoiceView])
    least: float | None = None
    most: float | None = None
    default: str | float | bool | list[str] | None = None


@dataclass
class QuestionView:
    """What a person is asked in a step (see Question); `decision` is "" while it waits."""

    id: str
    kind: str
    message: str = ""
    fields: list[FieldView] = field(default_factory=list[FieldView])
    url: str = ""
    rememberable: bool = False
    until: int = 0
    decision: str = ""


@dataclass
class ImageView:
    """An image that a tool has shown, with its size in pixels."""

    id: str
    width: int
    height: int


@dataclass
class StepView:
    """A step of a reply: `at` is where it stands in the text, in UTF-16 units, `brief` what was
    asked on one line, `seconds` how long it took without the time in which persons were asked (0:
    unknown), `sentence` why it failed. `progress` is what a running tool says. `questions` are
    those that persons were asked, `images` those that the tool has shown.
    """

    id: str
    at: int
    title: str
    state: str
    brief: str = ""
    seconds: float = 0.0
    sentence: str = ""
    progress: str = ""
    questions: list[QuestionView] = field(default_factory=list[QuestionView])
    images: list[ImageView] = field(default_factory=list[ImageView])


def step_view(step: Step) -> StepView:
    """A step for pages, without its arguments and its result."""
    failed, waits = step.state is StepState.FAILED, step.state is StepState.WAITING
    took = (step.ended_at or 0) - step.started_at - _asked_ms(step) if step.started_at else 0
    return StepView(
        id=step.id,
        at=step.at,
        title=step.title,
        state=step.state.value,
        brief=brief(step.arguments),
        seconds=max(0, took) / 1000 if step.ended_at else 0.0,
        sentence=" ".join(step.result[:STEP_SENTENCE_CHARS].split()) if failed else "",
        progress=step.progress,
        questions=[question_view(it) for it in step.questions if waits or not it.open],
        images=[ImageView(it.id, it.width, it.height) for it in step.images],
    )


def _asked_ms(step: Step) -> int:
    """How long persons were asked since the step began, several questions at once counted once."""
    end, asked = step.started_at or 0, 0
    for it in sorted(step.questions, key=lambda it: it.asked_at):
        if it.decided_at > end:
            asked += it.decided_at - max(end, it.asked_at)
            end = it.decided_at
    return asked


def question_view(asked: Question) -> QuestionView:
    """A question for pages. What it asks is left out once it is decided."""
    if not asked.open:
        return QuestionView(id=asked.id, kind=asked.kind, decision=str(asked.decision))
    fields = [
        FieldView(
            name=it.name,
            title=it.title,
            kind=it.kind,
            description=it.description,
            required=it.required,
            choices=[ChoiceView(choice.text, choice.title) for choice in it.choices],
            least=it.least,
            most=it.most,
            default=it.default,
        )
        for it in asked.fields
    ]
    return QuestionView(
        id=asked.id,
        kind=asked.kind,
        message=asked.message,
        fields=fields,
        url=asked.url,
        rememberable=asked.rememberable,
        until=asked.until,
    )
