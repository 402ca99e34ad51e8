"""Work that keeps the processor busy for long, done where it doesn't hold up the event loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")

LIGHT = 1_000
"""Messages, or other parts, that are worked on within a few milliseconds."""


async def off_loop(parts: int, work: Callable[[], _Result]) -> _Result:
    """What some work on so many parts comes to: in a thread where they are many. It must not touch
    a session.
    """
    return work() if parts <= LIGHT else await asyncio.to_thread(work)
