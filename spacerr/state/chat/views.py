"""Views of the open chat: exactly the data that the page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.steps import Step
from spacerr.domain.roles import Right, Sharing
from spacerr.domain.status import (
    ACTIVE,
    SUGGEST_ANOTHER_MODEL,
    UNKNOWN_STATUS_AS,
    Category,
    Kind,
    Role,
    Status,
    enum_or_default,
)
from spacerr.domain.tables import Message
from spacerr.infra.providers.environment_models import DEMO
from spacerr.services.chats import attribution, model_names
from spacerr.services.chats.threads import Thread
from spacerr.services.models.catalog import ModelChoice
from spacerr.services.replies import turns
from spacerr.services.steps.step_view import StepView, step_view
from spacerr.state import words

NONE: Mapping[str, str] = {}

GROWING = ACTIVE - {Status.WAITING}
"""Statuses of a reply whose text comes through `live` alone."""


@dataclass
class MessageView:
    """A message as the thread shows it. The text of a running reply comes through `live`.

    `siblings`: the ids of all its versions, where there are several. `thought`: how long the model
    thought, in words; the reasoning itself is fetched when the user opens it. `note`: a remark on
    how the reply came about. What to offer after an error: `another_model` a model to choose,
    `wrong_key` the keys, `too_long` a new chat.
    `writer`: who wrote a reply. `asker`: who asked a question, where that is another user.
    `parent` stands right above it.
    """

    id: str
    role: str
    status: str
    label: str
    text: str
    parent: str = ""
    siblings: list[str] = field(default_factory=list[str])
    error: str = ""
    request_id: str = ""
    another_model: bool = False
    wrong_key: bool = False
    too_long: bool = False
    writer: str = ""
    thought: str = ""
    note: str = ""
    continuable: bool = False
    asker: str = ""
    kind: str = Kind.TEXT.value
    steps: list[StepView] = field(default_factory=list[StepView])


@dataclass
class OpenedView:
    """A chat's thread when it was opened. A new `version` replaces the page's messages."""

    chat_id: str = ""
    version: str = ""
    earlier: bool = False
    messages: list[MessageView] = field(default_factory=list[MessageView])


@dataclass
class OlderView:
    """Messages above those shown: the result of `load_older`.

    Each result that a tab asks for, and each refusal, has a new `version`: Reflex skips an update
    that equals the last one, but the page may have dropped what that one brought.
    """

    version: str = ""
    chat_id: str = ""
    before: str = ""
    earlier: bool = False
    messages: list[MessageView] = field(default_factory=list[MessageView])


@dataclass
class ThoughtsView:
    """The reasoning of a reply: the result of `load_thoughts`."""

    version: str = ""
    id: str = ""
    text: str = ""


@dataclass
class StepDetailsView:
    """What a step asked and was answered: the result of `load_step`. A long `result` ends with how
    much of it is shown. `for_people`: text that the model wasn't told.
    """

    version: str = ""
    id: str = ""
    arguments: str = ""
    result: str = ""
    for_people: str = ""


@dataclass
class RefusalView:
    """Why a request was refused; the composer keeps its text."""

    version: str = ""
    request_id: str = ""
    sentence: str = ""


@dataclass
class SharingView:
    """The user's `right` to the open chat (see Right), its owner, and how it is shared."""

    right: int = Right.OWN.value
    owner: str = ""
    shared: str = Sharing.PRIVATE.value


@dataclass
class ModelView:
    """The model of the next reply; where it can't be asked, the reason and another model."""

    id: str = ""
    name: str = ""
    problem: str = ""
    other_id: str = ""
    other_name: str = ""
    demo: bool = False


def message_view(
    row: Message,
    siblings: Sequence[str] = (),
    asker: str = "",
    nicknames: Mapping[str, str] = NONE,
    agent: str | None = None,
    steps: Sequence[Step] = (),
) -> MessageView:
    """`agent`: the agent's name as the reader may see it; None where the reader asked."""
    error = row.error or {}
    if agent is None:
        agent = attribution.agent_of(row, row.author_id or "").name
    return MessageView(
        id=row.id,
        role=row.role,
        status=enum_or_default(Status, row.status, UNKNOWN_STATUS_AS),
        label=words.LABELS[enum_or_default(Status, row.status, UNKNOWN_STATUS_AS)],
        text="" if row.status in GROWING else row.content,
        parent=row.parent_id or "",
        siblings=list(siblings),
        error=str(error.get("sentence", "")),
        request_id=str(error.get("request_id", "")),
        another_model=error.get("category") in SUGGEST_ANOTHER_MODEL,
        wrong_key=error.get("category") == Category.AUTHENTICATION,
        too_long=error.get("category") == Category.CONTEXT_TOO_LONG,
        writer=_writer(row, nicknames, agent),
        thought=_thought(row),
        note=_note(row, nicknames),
        continuable=row.status not in ACTIVE and turns.continuable(row),
        asker=asker,
        kind=row.kind,
        steps=[] if row.status in GROWING else [step_view(it) for it in steps],
    )


def message_views(shown: Thread) -> list[MessageView]:
    views = [
        message_view(
            row,
            shown.versions.get(row.id, ()),
            shown.askers.get(row.id, ""),
            shown.nicknames,
            shown.agents.get(row.id, ""),
            shown.steps.get(row.id, ()),
        )
        for row in shown.messages
    ]
    before = [shown.above[-1].id if shown.above else "", *(it.id for it in views)]
    for view, parent in zip(views, before, strict=False):
        view.parent = parent
    return views


def opened_view(shown: Thread, version: str) -> OpenedView:
    return OpenedView(shown.chat.id, version, shown.earlier, message_views(shown))


def _thought(row: Message) -> str:
    if not row.reasoning or row.status in GROWING:
        return ""
    until = ReplyMeta.read(row.meta, "reasoned_until_ms").reasoned_until_ms
    return words.thought(round((until or 0) / 1000))


def _note(row: Message, nicknames: Mapping[str, str]) -> str:
    notes: list[str] = []
    if model_names.answering_model(row) != row.model:
        notes.append(
            words.in_place_of(nicknames.get(row.model) or model_names.short_name(row.model))
        )
    meta = ReplyMeta.read(row.meta, "finish_reason", "limit", "adopted")
    if meta.finish_reason == "length":
        notes.append(words.cut_short(meta.limit or "", spoke=bool(row.content)))
    elif meta.adopted and row.status == Status.COMPLETE:
        notes.append(words.CONTINUED)
    return " · ".join(notes)


def _writer(row: Message, nicknames: Mapping[str, str], agent: str) -> str:
    """The reply's agent and model, if known: "Poet · gpt-5"."""
    if row.role != Role.ASSISTANT:
        return ""
    model = model_names.answering_model(row)
    return " · ".join(
        part for part in (agent, nicknames.get(model) or model_names.short_name(model)) if part
    )


def model_view(choice: ModelChoice) -> ModelView:
    return ModelView(**asdict(choice), demo=choice.id == DEMO)
