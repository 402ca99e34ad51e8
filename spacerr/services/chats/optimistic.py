"""Optimistic changes of a chat: it is read first, then changed in a short transaction. A change by
another request in between makes both steps run again.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from spacerr.domain.errors.base import ChangedMeanwhile

_Result = TypeVar("_Result")

ATTEMPTS = 3


class WriteConflict(Exception):
    """The branch has another end than when it was read."""


async def retry_on_conflict(attempt: Callable[[], Awaitable[_Result]]) -> _Result:
    """The result of an attempt. One that raises WriteConflict, because the chat has changed since
    it was read, runs again. Raises ChangedMeanwhile after ATTEMPTS attempts.
    """
    for _ in range(ATTEMPTS):
        with suppress(WriteConflict):
            return await attempt()
    raise ChangedMeanwhile
