"""What a process does that nobody waits for."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from spacerr.deps import Deps


def background(d: Deps, work: Coroutine[Any, Any, None]) -> None:
    """Do something that nobody waits for, and keep it alive until it is done."""
    task = asyncio.create_task(work)
    d.chores.add(task)
    task.add_done_callback(d.chores.discard)
