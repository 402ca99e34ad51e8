"""Words in providers' errors, and the ModelError that each means."""

from collections.abc import Iterable

from spacerr.domain.errors.models import (
    ContextTooLong,
    ModelError,
    ModelNotFound,
    ModelTimedOut,
    ModelUnreachable,
    PolicyRefused,
    QuotaUsedUp,
    RateLimited,
    WrongKey,
)

_CODES: dict[type[ModelError], tuple[str, ...]] = {
    QuotaUsedUp: ("insufficient_quota", "billing_hard_limit_reached", "insufficient_credits"),
    RateLimited: ("rate_limit_exceeded", "rate_limit_error", "too_many_requests", "requests"),
    ContextTooLong: (
        "context_length_exceeded",
        "context_window_exceeded",
        "exceed_context_size_error",
        "request_too_large",
    ),
    PolicyRefused: ("content_policy_violation", "content_filter", "data_inspection_failed"),
    WrongKey: ("invalid_api_key", "authentication_error", "permission_error", "unauthorized"),
    ModelNotFound: ("model_not_found", "not_found_error"),
    ModelTimedOut: ("timeout", "timeout_error", "request_timeout"),
    ModelError: ("overloaded_error", "server_error", "api_error", "internal_server_error"),
}

_QUOTA = ("insufficient_quota", "exceeded your current quota", "credit balance", "billing")
_POLICY = ("content policy", "content_policy", "safety system", "content management policy")

_CONTEXT = (
    "maximum context",
    "maximum model length",
    "context window",
    "context length",
    "context size",
    "context the overflows",
    "prompt is too long",
    "index out of range in self",
)
"""Words of OpenAI, vLLM, llama.cpp, LM Studio, Ollama and Anthropic; last those of PyTorch, which
`transformers serve` sends on.
"""

NO_SUCH_KEY = "no connected db"
"""LiteLLM's proxy without a database answers so to any key but its own."""

_LINK = ("connection error", "connection refused", "cannot connect", "connect call failed")

_WORDS: tuple[tuple[tuple[str, ...], type[ModelError]], ...] = (
    (_LINK, ModelUnreachable),
    (_QUOTA, QuotaUsedUp),
    (_CONTEXT, ContextTooLong),
    (_POLICY, PolicyRefused),
    (("rate limit", "rate_limit", "too many requests"), RateLimited),
    (
        ("api_key client option", "api key", "api_key", "credentials", "unauthorized", NO_SUCH_KEY),
        WrongKey,
    ),
    (
        (
            "provider not provided",
            "model_not_found",
            "does not exist",
            "not found",
            "invalid model name",
            "server is pinned to",
        ),
        ModelNotFound,
    ),
)


def classify_codes(codes: Iterable[str]) -> type[ModelError] | None:
    """The meaning of the first code that has one."""
    for code in codes:
        for meaning, known in _CODES.items():
            if code in known:
                return meaning
    return None


def classify_text(text: str) -> type[ModelError] | None:
    """The meaning of a provider's sentence, in lower case; the most certain meaning first."""
    return next((meaning for known, meaning in _WORDS if _any(known, text)), None)


def refine(meaning: type[ModelError], text: str) -> type[ModelError]:
    """A more exact error than the status code gives: a 429 may last until the bill is paid, a 403
    be a refusal, a server's error a chat that is too long.
    """
    if meaning is RateLimited and _any(_QUOTA, text):
        return QuotaUsedUp
    if meaning is ModelError and _any(_CONTEXT, text):
        return ContextTooLong
    if meaning is WrongKey and _any(_POLICY, text):
        return PolicyRefused
    return meaning


def _any(known: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in known)
