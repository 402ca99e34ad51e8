"""How late others are while something is being done: what holds the event loop up."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from spacerr.deps import Deps

T = TypeVar("T")
BEAT = 0.002


async def lateness(doing: Awaitable[T]) -> tuple[T, float, float]:
    """What comes of it, how long it took, and how late others were meanwhile, in seconds."""
    began, ended = time.perf_counter(), 0.0

    async def timed() -> T:
        nonlocal ended
        done = await doing
        ended = time.perf_counter()
        return done

    done, late = await _longest_turn(timed(), time.perf_counter)
    return done, ended - began, late


async def held(doing: Awaitable[T]) -> tuple[T, float]:
    """What comes of it, and how much processor time passed at most between two turns of other
    tasks, in seconds: how long they were held up, however busy the machine is with other things.
    """
    return await _longest_turn(doing, time.process_time)


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


async def _longest_turn(doing: Awaitable[T], clock: Callable[[], float]) -> tuple[T, float]:
    """What comes of it, and the longest time, by a clock, that a task of BEAT seconds took."""
    worst = 0.0

    async def beat() -> None:
        nonlocal worst
        while True:
            began = clock()
            await asyncio.sleep(BEAT)
            worst = max(worst, clock() - began)

    beating = asyncio.create_task(beat())
    done = await doing
    await asyncio.sleep(5 * BEAT)  # for a task that was held up until the end
    beating.cancel()
    return done, worst
