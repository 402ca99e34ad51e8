"""A background task that fails is counted, named and started again."""

import asyncio

import pytest
from prometheus_client import REGISTRY

from spacerr.infra import supervision
from spacerr.infra.supervision import Supervision

pytestmark = pytest.mark.anyio


async def test_a_task_that_fails_begins_anew_and_is_down_until_it_is_well(monkeypatch):
    monkeypatch.setattr(supervision, "RESTART_PAUSE", 0.01)
    monkeypatch.setattr(supervision, "RESTART_STEADY", 0.05)
    supervised, seen, begun = Supervision(), [], asyncio.Event()

    async def work() -> None:
        seen.append(set(supervised.down))
        if len(seen) == 1:
            raise RuntimeError("Broken")
        if len(seen) == 2:
            raise asyncio.CancelledError  # of something it waited for, not of the task itself
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(supervised.supervise("t", work))
    async with asyncio.timeout(5):
        await begun.wait()
        assert seen == [set(), {"t"}, {"t"}]
        counted = REGISTRY.get_sample_value("spacerr_task_failures_total", {"task": "t"})
        assert counted == 2
        while supervised.down:
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
