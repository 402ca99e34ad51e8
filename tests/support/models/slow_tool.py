"""A tool that runs until a test ends it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.tools import registry
from spacerr.services.tools.tool import Tool, ToolContext

PATIENCE = 15.0
SPEC = ToolSpec(
    "slow",
    "Slow tool",
    "Waits",
    "Takes its time.",
    {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
)


class SlowTool:
    """Its calls are told apart by their argument `n`. `runs` counts them all. `begins` is called as
    each begins.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs = 0
        self.cancelled: list[int] = []
        self.begins: Callable[[], Awaitable[None]] | None = None
        self._gates: dict[int, asyncio.Event] = {}
        self._done: set[int] = set()
        self._moved = asyncio.Event()
        self._monkeypatch = monkeypatch
        self.repeatable(False)

    def repeatable(self, value: bool) -> None:
        tool = Tool(replace(SPEC, repeatable=value), self._run)
        known = [it for it in registry.BUILT_IN if it.spec.name != SPEC.name]
        self._monkeypatch.setattr(registry, "BUILT_IN", (*known, tool))

    def end(self, n: int) -> None:
        """Let a call end, also one that comes later."""
        self._gate(n).set()

    async def running(self, count: int) -> None:
        """Wait until so many calls have begun."""
        await self._until(lambda: self.runs >= count)

    async def ended(self, n: int) -> None:
        await self._until(lambda: n in self._done)

    async def _until(self, reached: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not reached():
                self._moved.clear()
                await self._moved.wait()

    def _gate(self, n: int) -> asyncio.Event:
        return self._gates.setdefault(n, asyncio.Event())

    async def _run(self, _: ToolContext, arguments: Mapping[str, Any]) -> str:
        n = arguments["n"]
        self.runs += 1
        if self.begins:
            await self.begins()
        self._moved.set()
        try:
            await self._gate(n).wait()
        except asyncio.CancelledError:
            self.cancelled.append(n)
            raise
        self._done.add(n)
        self._moved.set()
        return f"done {n}"


@pytest.fixture
def slow_tool(monkeypatch: pytest.MonkeyPatch) -> SlowTool:
    return SlowTool(monkeypatch)
