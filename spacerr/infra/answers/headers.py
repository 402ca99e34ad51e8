"""A provider's response headers on a failure: when to retry, and the request's id."""

import math
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

MAX_RETRY_AFTER = 24 * 60 * 60.0
"""A provider's wait of more seconds is taken for a mistake."""

_ID_CHARS = 128
_IDS = ("x-request-id", "request-id", "x-litellm-call-id")
_DEPTH = 8
_HANDED_ON = "llm_provider-"
"""What LiteLLM, as a proxy, puts before the headers of the provider behind it."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, if the provider sent a plausible value."""
    lowered = _lower(headers)
    value = lowered.get("retry-after") or lowered.get(f"{_HANDED_ON}retry-after") or ""
    waits = (_number(lowered.get("retry-after-ms"), 1000), _number(value, 1))
    seconds = next((wait for wait in waits if wait is not None), None)
    if seconds is None:
        seconds = _until(value)
    return seconds if seconds is not None and 0 <= seconds <= MAX_RETRY_AFTER else None


def request_id(headers: Mapping[str, str]) -> str:
    """The provider's id of the request; "" where it sent none."""
    lowered = _lower(headers)
    name = next((lowered[header] for header in _IDS if lowered.get(header)), "").strip()
    return name[:_ID_CHARS] if name.isascii() and name.isprintable() else ""


def response_headers(error: BaseException) -> Iterator[Mapping[str, str]]:
    """The response headers of an error and of its causes, nearest first."""
    behind: BaseException | None = error
    for _ in range(_DEPTH):
        if behind is None:
            return
        response = getattr(behind, "response", None)
        for kept in (
            getattr(behind, "litellm_response_headers", None),
            getattr(response, "headers", None),
            getattr(behind, "headers", None),
        ):
            if isinstance(kept, Mapping):
                yield kept
        cause = getattr(behind, "original_exception", None)
        behind = cause if isinstance(cause, BaseException) else _before(behind)


def _before(error: BaseException) -> BaseException | None:
    return error.__cause__ or error.__context__


def _lower(headers: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()}


def _number(text: str | None, divisor: int) -> float | None:
    try:
        number = float(text or "") / divisor
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, OverflowError, TypeError):
        return None
