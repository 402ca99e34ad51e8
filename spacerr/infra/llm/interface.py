"""The interface of a model: it turns a request into a stream of events."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from spacerr.domain.allowances import TimeLimits
from spacerr.domain.replies.events import ModelEvent
from spacerr.domain.status import Role
from spacerr.domain.tools.spec import ToolSpec


class ToolCall(NamedTuple):
    """A call of a tool: `arguments` is the JSON as the model wrote it."""

    id: str
    name: str
    arguments: str


class ChatMessage(NamedTuple):
    """One earlier message, as it is sent to the model.

    `calls` are those that the model made in it, and `extra` are fields that its provider wants back
    with them. A message of the role "tool" is the result of `call`.
    """

    role: Role
    text: str
    calls: tuple[ToolCall, ...] = ()
    call: str = ""
    extra: Mapping[str, Any] = {}

    @property
    def all_text(self) -> str:
        """Everything that costs tokens."""
        return self.text + "".join(it.name + it.arguments for it in self.calls)


class Purpose(StrEnum):
    REPLY = "reply"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A request for an answer. `api_key` never leaves the process and is never logged.

    `model` is LiteLLM's name for it. `partial` is the reply's text so far, which the model is to
    continue. `tools` may be called, where it `may_call`. `server_account`: with the server's own
    credentials, also those in its environment. `public_only`: never in a private network, because a
    user chose the address. `context`: the tokens the model holds, None where that is unknown. Any
    other None or "" is left to the provider.
    """

    model: str
    messages: tuple[ChatMessage, ...]
    instructions: str = ""
    purpose: Purpose = Purpose.REPLY
    partial: str = ""
    tools: tuple[ToolSpec, ...] = ()
    may_call: bool = True
    limits: TimeLimits = field(default_factory=TimeLimits)
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""
    context: int | None = None
    api_base: str | None = None
    api_key: str | None = None
    api_version: str | None = None
    server_account: bool = False
    public_only: bool = False

    def __repr__(self) -> str:
        return f"ModelRequest({self.model!r}, {len(self.messages)} messages, {self.purpose})"


class ChatModel(Protocol):
    def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Yield `Adjusted` where the request was sent in another way than given, deltas as they
        arrive, then one `Completed`.

        Closing the generator closes the connection to the provider. Raises ModelError.
        """
        ...

    async def params_sent(self, request: ModelRequest) -> dict[str, Any]:
        """The `temperature`, `max_tokens` and `effort` that are sent with a request."""
        ...
