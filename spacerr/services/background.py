"""Background tasks of a process."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from spacerr.deps import Deps
from spacerr.infra.metrics import TASK_FAILURES

log = structlog.get_logger(__name__)


def background(d: Deps, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Run a coroutine as a task, and keep a reference until it is done. An error is logged and
    counted.
    """
    task = asyncio.create_task(work, name=work.__qualname__)
    d.background_tasks.add(task)

    def done(task: asyncio.Task[None]) -> None:
        d.background_tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            TASK_FAILURES.labels(task=task.get_name()).inc()
            log.error("background.failed", task=task.get_name(), exc_info=error)

    task.add_done_callback(done)
    return task
