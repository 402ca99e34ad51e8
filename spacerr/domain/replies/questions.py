"""Questions to a person, for which a step of a reply waits."""

import json
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from spacerr.domain.status import enum_or_default


class QuestionKind(StrEnum):
    """`confirm`: whether a tool may run. `form`: values to fill in. `link`: whether an address may
    be opened, where something outside Spacerr is then done.
    """

    CONFIRM = "confirm"
    FORM = "form"
    LINK = "link"


class Decision(StrEnum):
    """`accept-in-chat`: this tool may run in the chat from now on. `cancel`: the question was
    dismissed without a decision. `expired`: it was not answered in time.
    """

    ACCEPT = "accept"
    ACCEPT_IN_CHAT = "accept-in-chat"
    DECLINE = "decline"
    CANCEL = "cancel"
    EXPIRED = "expired"


ACCEPTED = frozenset({Decision.ACCEPT, Decision.ACCEPT_IN_CHAT})

CHOICES: dict[QuestionKind, frozenset[Decision]] = {
    QuestionKind.CONFIRM: frozenset({Decision.ACCEPT, Decision.ACCEPT_IN_CHAT, Decision.DECLINE}),
    QuestionKind.FORM: frozenset({Decision.ACCEPT, Decision.DECLINE, Decision.CANCEL}),
    QuestionKind.LINK: frozenset({Decision.ACCEPT, Decision.DECLINE, Decision.CANCEL}),
}
"""What a person can decide."""


class FieldKind(StrEnum):
    """What a field of a form takes. `choices` takes several."""

    TEXT = "text"
    EMAIL = "email"
    URL = "url"
    DATE = "date"
    TIME = "date-time"
    NUMBER = "number"
    INTEGER = "integer"
    SWITCH = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"


ChoiceValue = str | int | float | bool


class Choice(BaseModel):
    """One of the values that a field takes, and what it is called."""

    model_config = ConfigDict(frozen=True)

    value: ChoiceValue
    title: str

    @property
    def text(self) -> str:
        """The value as pages have it."""
        return self.value if isinstance(self.value, str) else json.dumps(self.value)


class FormField(BaseModel):
    """A field of a form. `least` and `most` bound a number, the characters of a text, or how many
    are chosen. `default` is filled in at first: of choices, their texts.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    title: str
    description: str = ""
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    least: float | None = None
    most: float | None = None
    default: Any = None


class Question(BaseModel):
    """What a person is asked. `message` is what is asked, as plain text: for a confirmation the
    arguments of the call. `rememberable`: the answer may count for the whole chat. `until`: when it
    expires. Times are milliseconds since 1970. `decided_by` is the id of the user who answered.
    `key` names the question for the tool that asks it. `live`: the call goes on meanwhile, so that
    it can't be taken up by another process.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Annotated[
        QuestionKind,
        BeforeValidator(lambda it: enum_or_default(QuestionKind, it, QuestionKind.CONFIRM)),
    ]
    message: str = ""
    fields: tuple[FormField, ...] = ()
    url: str = ""
    rememberable: bool = False
    asked_at: int
    until: int
    key: str = ""
    live: bool = False
    decision: Decision | None = None
    answer: dict[str, Any] = Field(default_factory=dict[str, Any])
    decided_by: str = ""
    decided_at: int = 0

    @property
    def open(self) -> bool:
        """Whether it was not answered yet."""
        return self.decision is None

    @property
    def accepted(self) -> bool:
        """Whether a person agreed."""
        return self.decision in ACCEPTED


Questions = tuple[Question, ...]
