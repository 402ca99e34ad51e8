"""From what LiteLLM raises to what a person can act on.

LiteLLM tells some cases apart only by their text: a missing key and a refused connection are both
InternalServerError, an exhausted quota is a RateLimitError, a break in mid-stream hides its cause
in `original_exception` (seen with 1.106.2).
"""

import asyncio

import httpx

from spacerr.domain.errors import (
    ContextTooLong,
    ModelError,
    ModelNotFound,
    ModelTimedOut,
    ModelUnreachable,
    PolicyRefused,
    QuotaUsedUp,
    RateLimited,
    ReplyCutOff,
    WrongKey,
)

_KEY_WORDS = ("api_key client option", "api key", "api_key", "credentials", "unauthorized")
_QUOTA_WORDS = ("insufficient_quota", "exceeded your current quota", "credit balance", "billing")
_LINK_WORDS = ("connection error", "connection refused", "cannot connect", "connect call failed")
_MODEL_WORDS = ("provider not provided", "model_not_found", "does not exist", "not found")


def as_model_error(error: BaseException, *, spoke: bool = False) -> ModelError:
    """The one of our errors that says best what happened; `spoke`: after text had arrived."""
    named = _named(error)
    broke = type(named) in (ModelError, ModelUnreachable)
    return ReplyCutOff() if spoke and broke else named


def _named(error: BaseException) -> ModelError:
    if isinstance(error, ModelError):
        return error
    cause = getattr(error, "original_exception", None)
    if type(error).__name__ == "MidStreamFallbackError" and isinstance(cause, BaseException):
        hidden = cause.__context__
        return _named(hidden) if hidden is not None else _named(cause)
    if isinstance(error, (asyncio.TimeoutError, httpx.TimeoutException)):
        return ModelTimedOut()
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)):
        return ReplyCutOff()
    if isinstance(error, (httpx.TransportError, ConnectionError)):
        return ModelUnreachable()
    return _by_name(error) or _by_status(error) or _by_words(str(error).lower()) or ModelError()


def _by_name(error: BaseException) -> ModelError | None:
    words = str(error).lower()
    match type(error).__name__:
        case "ContextWindowExceededError":
            return ContextTooLong()
        case "ContentPolicyViolationError":
            return PolicyRefused()
        case "AuthenticationError" | "PermissionDeniedError":
            return WrongKey()
        case "NotFoundError":
            return ModelNotFound()
        case "RateLimitError":
            return QuotaUsedUp() if _any(_QUOTA_WORDS, words) else RateLimited()
        case "Timeout" | "APITimeoutError":
            return ModelTimedOut()
        case "APIConnectionError":
            return ModelUnreachable()
        case _:
            return None


def _by_status(error: BaseException) -> ModelError | None:
    match getattr(error, "status_code", None):
        case 401 | 403:
            return WrongKey()
        case 404:
            return ModelNotFound()
        case 408 | 504:
            return ModelTimedOut()
        case _:
            return None


def _by_words(words: str) -> ModelError | None:
    for known, error in (
        (_LINK_WORDS, ModelUnreachable),
        (_QUOTA_WORDS, QuotaUsedUp),
        (_KEY_WORDS, WrongKey),
        (_MODEL_WORDS, ModelNotFound),
    ):
        if _any(known, words):
            return error()
    return None


def _any(known: tuple[str, ...], words: str) -> bool:
    return any(word in words for word in known)
