"""What the page gets to see: exactly what it shows, nothing more."""

from dataclasses import dataclass, field

from spacerr.domain.models import Message
from spacerr.domain.status import ACTIVE, Status
from spacerr.infra.catalog import Model
from spacerr.services.chats import ChatLine, Thread

LABELS = {
    Status.PENDING: "Thinking",
    Status.THINKING: "Thinking",
    Status.STREAMING: "Writing",
    Status.TOOL_CALLING: "Using a tool",
    Status.BUILDING: "Building",
    Status.COMPLETE: "",
    Status.STOPPED: "Stopped",
    Status.INTERRUPTED: "Interrupted",
    Status.FAILED: "Not answered",
}
"""Every status in the words a person reads."""


@dataclass
class MessageView:
    """A message as the thread shows it. The text of a running reply comes through `live`."""

    id: str
    role: str
    status: str
    label: str
    text: str
    error: str = ""
    request_id: str = ""
    model: str = ""


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
class RefusalView:
    """Why something was not sent; the composer keeps the text of that request."""

    request_id: str = ""
    sentence: str = ""


@dataclass
class ChatLineView:
    id: str
    title: str


@dataclass
class ModelView:
    id: str
    name: str
    provider: str


def message_view(row: Message) -> MessageView:
    error = row.error or {}
    return MessageView(
        id=row.id,
        role=row.role,
        status=row.status,
        label=LABELS[Status(row.status)],
        text="" if row.status in ACTIVE else row.content,
        error=str(error.get("sentence", "")),
        request_id=str(error.get("request_id", "")),
        model=row.model,
    )


def opened_view(shown: Thread, version: str) -> OpenedView:
    views = [message_view(row) for row in shown.messages]
    return OpenedView(shown.chat.id, version, shown.earlier, views)


def line_view(line: ChatLine) -> ChatLineView:
    return ChatLineView(line.id, line.title)


def model_view(model: Model) -> ModelView:
    return ModelView(model.id, model.name, model.provider)
