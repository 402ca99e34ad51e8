"""How late others are while something is being done: what holds the event loop up."""

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

from spacerr.deps import Deps

T = TypeVar("T")
BEAT = 0.002


async def lateness(doing: Awaitable[T]) -> tuple[T, float, float]:
    """What comes of it, how long it took, and how late others were meanwhile, in seconds."""
    late = 0.0

    async def beat() -> None:
        nonlocal late
        while True:
            began = time.perf_counter()
            await asyncio.sleep(BEAT)
            late = max(late, time.perf_counter() - began)

    beating = asyncio.create_task(beat())
    began = time.perf_counter()
    done = await doing
    took = time.perf_counter() - began
    await asyncio.sleep(5 * BEAT)  # for who was held up until the end
    beating.cancel()
    return done, took, late


async def held(doing: Awaitable[T]) -> tuple[T, float]:
    """What comes of it, and how much processor time passed at most between two turns of everybody
    else, in seconds: how long they were held up, however busy the machine is with other things.
    """
    worst = 0.0

    async def beat() -> None:
        nonlocal worst
        while True:
            began = time.process_time()
            await asyncio.sleep(BEAT)
            worst = max(worst, time.process_time() - began)

    beating = asyncio.create_task(beat())
    done = await doing
    await asyncio.sleep(5 * BEAT)
    beating.cancel()
    return done, worst


async def waits(d: Deps, doing: Awaitable[T]) -> tuple[T, float]:
    """What comes of it, and how long others waited at most for their turn to write, in seconds."""
    worst = 0.0

    async def write() -> None:
        nonlocal worst
        while True:
            began = time.perf_counter()
            async with d.db.writing():
                worst = max(worst, time.perf_counter() - began)
            await asyncio.sleep(BEAT)

    writing = asyncio.create_task(write())
    done = await doing
    writing.cancel()
    return done, worst
