"""What the page gets to see: exactly what it shows, nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacerr.domain.models import Message
from spacerr.domain.roles import Right, Sharing
from spacerr.domain.status import ACTIVE, ANOTHER_MODEL, Status
from spacerr.infra.catalog import Model
from spacerr.services import turns
from spacerr.services.chats import Thread
from spacerr.state import words


@dataclass
class MessageView:
    """A message as the thread shows it. The text of a running reply comes through `live`.

    `siblings`: the ids of all its versions, where there are several. `thought`: how long the model
    thought, in words; what it thought is fetched when somebody looks. `note`: what is worth knowing
    about how the reply came about, `detail` the same for the curious. `another_model`: whether
    choosing one is the thing to do. `asker`: who asked a question, where that is somebody else.
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
    model: str = ""
    thought: str = ""
    note: str = ""
    detail: str = ""
    continuable: bool = False
    asker: str = ""


@dataclass
class OpenedView:
    """A chat's thread as it was when opened. A new `version` replaces what the page holds."""

    chat_id: str = ""
    version: str = ""
    earlier: bool = False
    messages: list[MessageView] = field(default_factory=list[MessageView])


@dataclass
class OlderView:
    """Messages above those shown: the answer to scrolling up."""

    chat_id: str = ""
    before: str = ""
    earlier: bool = False
    messages: list[MessageView] = field(default_factory=list[MessageView])


@dataclass
class ThoughtsView:
    """What a model thought before a reply: the answer to opening that section."""

    id: str = ""
    text: str = ""


@dataclass
class RefusalView:
    """Why something was not sent; the composer keeps the text of that request."""

    request_id: str = ""
    sentence: str = ""


@dataclass
class SharingView:
    """The open chat: a `right` to it (see Right), whose it is, and who else may open it."""

    right: int = Right.OWN.value
    owner: str = ""
    shared: str = Sharing.PRIVATE.value


@dataclass
class ModelView:
    id: str
    name: str
    provider: str


def message_view(row: Message, siblings: Sequence[str] = (), asker: str = "") -> MessageView:
    error = row.error or {}
    return MessageView(
        id=row.id,
        role=row.role,
        status=row.status,
        label=words.LABELS[Status(row.status)],
        text="" if row.status in ACTIVE else row.content,
        parent=row.parent_id or "",
        siblings=list(siblings),
        error=str(error.get("sentence", "")),
        request_id=str(error.get("request_id", "")),
        another_model=error.get("category") in ANOTHER_MODEL,
        model=row.model,
        thought=_thought(row),
        note=_note(row),
        detail=_detail(row),
        continuable=row.status not in ACTIVE and turns.continuable(row),
        asker=asker,
    )


def message_views(shown: Thread) -> list[MessageView]:
    return [
        message_view(row, shown.versions.get(row.id, ()), shown.askers.get(row.id, ""))
        for row in shown.messages
    ]


def opened_view(shown: Thread, version: str) -> OpenedView:
    return OpenedView(shown.chat.id, version, shown.earlier, message_views(shown))


def _thought(row: Message) -> str:
    if not row.reasoning or row.status in ACTIVE:
        return ""
    return words.thought(round(row.meta.get("reasoned_until_ms", 0) / 1000))


def _note(row: Message) -> str:
    if row.meta.get("finish_reason") == "length":
        return words.LENGTH_LIMIT
    if row.meta.get("adopted") and row.status == Status.COMPLETE:
        return words.CONTINUED
    return ""


def _detail(row: Message) -> str:
    """Speed and size: "first word after 0.4 s, 312 tokens (estimated)"."""
    parts: list[str] = []
    if (first := row.meta.get("first_token_ms")) is not None:
        parts.append(words.first_word(first / 1000))
    if tokens := (row.meta.get("usage") or {}).get("completion_tokens"):
        estimated = bool(row.meta.get("usage_estimated"))
        parts.append(words.tokens(tokens, estimated=estimated))
    return ", ".join(parts)


def model_view(model: Model) -> ModelView:
    return ModelView(model.id, model.name, model.provider)
