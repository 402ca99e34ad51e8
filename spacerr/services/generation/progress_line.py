"""What a running call says of its progress."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from spacerr.tool_timings import PROGRESS_PAUSE


@asynccontextmanager
async def progress_line(
    emit: Callable[[str], Awaitable[None]],
) -> AsyncGenerator[Callable[[str], None]]:
    """Gives what takes the lines of a call while the context is open. The newest is emitted, with
    at least PROGRESS_PAUSE seconds after the one before.
    """
    newest, news = "", asyncio.Event()

    def show(text: str) -> None:
        nonlocal newest
        newest = text
        news.set()

    async def emit_newest() -> None:
        while await news.wait():
            news.clear()
            await emit(newest)
            await asyncio.sleep(PROGRESS_PAUSE)

    emitting = asyncio.create_task(emit_newest())
    try:
        yield show
    finally:
        emitting.cancel()
        await asyncio.gather(emitting, return_exceptions=True)
