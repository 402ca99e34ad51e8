"""Work that needs the processor for long, done without blocking the event loop."""

import asyncio
import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

_Result = TypeVar("_Result")

NEVER = 2**31 - 1
"""Collections of younger objects before a full one."""
_uncollected: list[tuple[int, int, int]] = []

LIGHT = 1_000
"""Messages, or other parts, that can be processed within a few milliseconds."""


async def in_thread_if_long(parts: int, work: Callable[[], _Result]) -> _Result:
    """The result of work on so many parts, done in a thread where they are many. The work must not
    use a session.
    """
    return work() if parts <= LIGHT else await asyncio.to_thread(work)


@contextmanager
def no_full_collection() -> Generator[None]:
    """No full garbage collection inside: with a long chat in memory, it looks through so many
    objects that all other tasks wait for a quarter of a second. Younger objects are collected as
    usual, and an object without references is freed at once.
    """
    _uncollected.append(gc.get_threshold())
    gc.set_threshold(*_uncollected[0][:2], NEVER)
    try:
        yield
    finally:
        before = _uncollected.pop()
        if not _uncollected:
            gc.set_threshold(*before)
