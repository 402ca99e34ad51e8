"""Supervision of background tasks that must not end: they are restarted after an error, and listed
as down until they run again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import structlog

from spacerr.infra.metrics import TASK_FAILURES
from spacerr.timings import RESTART_LONGEST, RESTART_PAUSE, RESTART_STEADY

log = structlog.get_logger(__name__)


class Supervision:
    """`down` names the tasks that failed and haven't run for RESTART_STEADY seconds since."""

    def __init__(self) -> None:
        self.down: set[str] = set()

    async def start(
        self, stack: AsyncExitStack, name: str, work: Callable[[], Awaitable[None]]
    ) -> None:
        """Run a task under supervision until the stack closes, which waits for its end."""
        task = asyncio.create_task(self.supervise(name, work), name=name)

        async def end() -> None:
            task.cancel()
            await asyncio.wait({task})

        stack.push_async_callback(end)

    async def supervise(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work until it returns. An error is logged and counted, and the work starts again
        after a pause, which doubles up to about RESTART_LONGEST. Raises only CancelledError, where
        this task itself is cancelled.
        """
        pause = RESTART_PAUSE
        loop = asyncio.get_running_loop()

        def recovered() -> None:
            nonlocal pause
            pause = RESTART_PAUSE
            self.down.discard(name)

        while True:
            steady = loop.call_later(RESTART_STEADY, recovered)
            try:
                await work()
                self.down.discard(name)
                return
            except (Exception, asyncio.CancelledError) as error:
                if isinstance(error, asyncio.CancelledError) and _cancelled():
                    raise
                self.down.add(name)
                TASK_FAILURES.labels(task=name).inc()
                log.error("task.failed", task=name, again_in=pause, exc_info=error)
            finally:
                steady.cancel()
            await asyncio.sleep(pause * random.uniform(0.75, 1.25))
            pause = min(pause * 2, RESTART_LONGEST)


def _cancelled() -> bool:
    """Whether the current task was cancelled, rather than something that it waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
