"""Lines of progress: few, and the last of them is the newest."""

import asyncio

import pytest

from spacerr.services.generation import progress_line as module
from spacerr.services.generation.progress_line import progress_line

pytestmark = pytest.mark.anyio
LINES = 1_000
PATIENCE = 10.0


async def test_of_many_lines_few_are_shown_and_the_newest_last(monkeypatch):
    monkeypatch.setattr(module, "PROGRESS_PAUSE", 0.05)
    shown: list[str] = []
    last = asyncio.Event()

    async def emit(text: str) -> None:
        shown.append(text)
        if text == str(LINES):
            last.set()

    async with asyncio.timeout(PATIENCE), progress_line(emit) as show:
        for n in range(LINES + 1):
            show(str(n))
            if n % 100 == 0:
                await asyncio.sleep(0)
        await last.wait()
    assert shown[0] == "0" and shown[-1] == str(LINES)
    assert len(shown) < LINES / 10


async def test_after_a_call_no_line_is_shown(monkeypatch):
    monkeypatch.setattr(module, "PROGRESS_PAUSE", 0.0)
    shown: list[str] = []

    async def emit(text: str) -> None:
        shown.append(text)

    async with progress_line(emit) as show:
        pass
    show("late")
    await asyncio.sleep(0.01)
    assert shown == []
