"""The three protocols on the wire, as LiteLLM speaks them to the scripted provider."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spacerr.domain.status import Role
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.infra.llm.litellm_model import LiteLLMModel
from tests.provider import Fault, ScriptedProvider, anthropic, gemini
from tests.provider.script import FaultKind

KEY = "sk-secret"
SAID = (
    ChatMessage(Role.USER, "Hi"),
    ChatMessage(Role.ASSISTANT, "Hello."),
    ChatMessage(Role.USER, "Go on"),
)


@dataclass(frozen=True)
class Wire:
    """`model` is LiteLLM's name for one that speaks it, `thinker` for one that can reason. `key`
    reads the key from a request's headers, `refused` makes an error of a status and two words.
    """

    model: str
    thinker: str
    base: Callable[[ScriptedProvider], str]
    key: Callable[[dict[str, str]], str | None]
    refused: Callable[[int, str], Fault]

    def request(self, provider: ScriptedProvider, **more: Any) -> ModelRequest:
        given = {"model": self.model, "messages": SAID, "api_key": KEY} | more
        return ModelRequest(api_base=self.base(provider), **given)

    async def spoken(self, provider: ScriptedProvider, **more: Any) -> list[Any]:
        """All events of one reply."""
        return [it async for it in LiteLLMModel().stream(self.request(provider, **more))]


def _openai_refusal(status: int, message: str) -> Fault:
    body = f'{{"error": {{"message": "{message}", "type": "error", "code": null}}}}'
    return Fault(FaultKind.STATUS, status=status, body=body)


_TYPES = {400: "invalid_request_error", 401: "authentication_error", 404: "not_found_error"}
_TYPES |= {429: "rate_limit_error", 500: "api_error", 529: "overloaded_error"}
_WORDS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 404: "NOT_FOUND"}
_WORDS |= {429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE"}

WIRES = {
    "openai": Wire(
        "openai/scripted-1",
        "openai/gpt-5",
        lambda provider: provider.url,
        lambda headers: headers.get("authorization", "").removeprefix("Bearer "),
        _openai_refusal,
    ),
    "anthropic": Wire(
        "anthropic/claude-3-haiku-20240307",
        "anthropic/claude-sonnet-4-5",
        lambda provider: provider.anthropic_url,
        lambda headers: headers.get("x-api-key"),
        lambda status, message: anthropic.refused(status, _TYPES[status], message),
    ),
    "gemini": Wire(
        "gemini/gemini-2.5-flash-lite",
        "gemini/gemini-2.5-flash",
        lambda provider: provider.gemini_url,
        lambda headers: headers.get("x-goog-api-key"),
        lambda status, message: gemini.refused(status, _WORDS[status], message),
    ),
}
