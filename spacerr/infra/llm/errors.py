"""Turns any failure of a request into a ModelError, whose sentence a user can act on.

In LiteLLM, some cases differ only in their text: a missing key and a refused connection are both
InternalServerError, an exhausted quota is a RateLimitError, a break in mid-stream hides its cause
in `original_exception` (seen with 1.106.2).
"""

import asyncio
from collections.abc import Mapping

import httpx

from spacerr.domain.errors.answers import ReplyFailed
from spacerr.domain.errors.models import (
    ContextTooLong,
    ModelError,
    ModelNotFound,
    ModelTimedOut,
    ModelUnreachable,
    PolicyRefused,
    QuotaUsedUp,
    RateLimited,
    ReplyCutOff,
    RequestRefused,
    WrongKey,
)
from spacerr.infra.answers.answer import ErrorFrame
from spacerr.infra.answers.headers import request_id, response_headers, retry_after
from spacerr.infra.llm.error_words import classify_codes, classify_text, refine
from spacerr.infra.llm.provider_words import provider_message

_BROKEN = (ModelError, ModelUnreachable, RequestRefused)
"""Errors that mean only that the request failed: after some text, they mean a cut-off reply."""

_NAMES: dict[str, type[ModelError]] = {
    "ContextWindowExceededError": ContextTooLong,
    "ContentPolicyViolationError": PolicyRefused,
    "AuthenticationError": WrongKey,
    "PermissionDeniedError": WrongKey,
    "NotFoundError": ModelNotFound,
    "RateLimitError": RateLimited,
    "Timeout": ModelTimedOut,
    "APITimeoutError": ModelTimedOut,
}

_FINAL = frozenset({400, 401, 402, 403, 404, 405, 413, 422})
"""Statuses of requests that are refused again however often they are repeated."""

_STATUSES: dict[str, type[ModelError]] = {
    "401": WrongKey,
    "402": QuotaUsedUp,
    "403": WrongKey,
    "404": ModelNotFound,
    "408": ModelTimedOut,
    "413": ContextTooLong,
    "429": RateLimited,
    "504": ModelTimedOut,
}


def to_model_error(
    error: BaseException,
    *,
    had_text: bool = False,
    headers: Mapping[str, str] | None = None,
    key: str | None = None,
) -> ModelError:
    """The ModelError that describes an error best, with the wait that the provider asks for.

    `had_text`: whether text had arrived before. `headers`: of the response that was being read, if
    any. `key`: the key of the request, which is removed from the provider's words.
    """
    behind = _behind(error)
    named = _named(behind)
    if had_text and type(named) in _BROKEN:
        named = ReplyFailed() if _reported(behind) else ReplyCutOff()
    if named is not error:
        named.provider_message = provider_message(behind, key)
        named.final = named.final or _status(error) in _FINAL
    for found in (*response_headers(error), headers or {}):
        if named.retry_after is None:
            named.retry_after = retry_after(found)
        named.request_id = named.request_id or request_id(found)
    return named


def _behind(error: BaseException) -> BaseException:
    """The cause of an error in mid-stream, which LiteLLM hides."""
    cause = getattr(error, "original_exception", None)
    if type(error).__name__ != "MidStreamFallbackError" or not isinstance(cause, BaseException):
        return error
    return cause.__context__ or cause


def _reported(error: BaseException) -> bool:
    """Whether a provider reported the error: LiteLLM's readers raise that as an error of their own,
    whose status may be None.
    """
    return isinstance(error, ErrorFrame) or hasattr(error, "status_code")


def _named(error: BaseException) -> ModelError:
    if isinstance(error, ModelError):
        return error
    if isinstance(error, (asyncio.TimeoutError, httpx.TimeoutException)):
        return ModelTimedOut()
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)):
        return ReplyCutOff()
    if isinstance(error, (httpx.TransportError, ConnectionError)):
        return ModelUnreachable()
    return _classify(error)()


def _classify(error: BaseException) -> type[ModelError]:
    words, status = str(error).lower(), _status(error)
    codes = _codes(error)
    known = classify_codes(codes)
    if known in (None, ModelError):  # a code that means no more than a failure
        by_status = _STATUSES.get(str(status))
        known = by_status or known or _NAMES.get(type(error).__name__) or _by_status(error, codes)
    found = classify_text(words) if known is None else refine(known, words)
    if found in (None, ModelError) and status in _FINAL:
        return RequestRefused
    if found is not None:
        return found
    return ModelUnreachable if type(error).__name__ == "APIConnectionError" else ModelError


def _status(error: BaseException) -> int | None:
    """The HTTP status of a provider's answer: LiteLLM's own errors may have another status than
    their cause.
    """
    behind: BaseException | None = error
    found: int | None = None
    for _ in range(8):
        if behind is None:
            break
        status = getattr(behind, "status_code", None)
        found = status if isinstance(status, int) else found
        behind = behind.__cause__ or behind.__context__
    return found


def _codes(error: BaseException) -> list[str]:
    """A provider's error codes, the most exact first."""
    body = getattr(error, "body", None)
    details = body if isinstance(body, Mapping) else {}
    found = [
        *getattr(error, "codes", ()),
        getattr(error, "code", None),
        details.get("code"),
        details.get("type"),
    ]
    return [str(code).lower() for code in found if isinstance(code, str | int)]


def _by_status(error: BaseException, codes: list[str]) -> type[ModelError] | None:
    """The meaning by HTTP status, which some providers also send as a code."""
    statuses = [str(getattr(error, "status_code", None)), *codes]
    return next((_STATUSES[status] for status in statuses if status in _STATUSES), None)
