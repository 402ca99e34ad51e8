"""A model that says what a test tells it, when the test lets it."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any

from spacerr.domain.replies.events import Completed, Delta, ModelEvent
from spacerr.infra.llm.interface import ModelRequest, Purpose


class ScriptedModel:
    """Says its tokens, each once its gate is open, then completes or raises.

    `then` says what comes after it: one answer for each further request.
    `asked` and `titles` hold the requests for replies and for titles; `usage` is what it counts,
    `finish` why it ends.
    `closed` is set when a reply was left before its end, `closed_at` says when, on the loop's
    clock.
    """

    def __init__(self) -> None:
        self.asked: list[ModelRequest] = []
        self.titles: list[ModelRequest] = []
        self.brought: tuple[str, ...] = ()
        self.title: str | Exception = "A scripted title"
        self.before_title: list[ModelEvent] = []
        self.answers: deque[tuple[list[ModelEvent], str]] = deque()
        self.usage = {"completion_tokens": 3}
        self.finish = "stop"
        self.title_gate = asyncio.Event()
        self.title_gate.set()
        self.closed = asyncio.Event()
        self.closed_at = 0.0
        self.says("One", " two", " three.")

    def says(
        self, *tokens: str | ModelEvent, gated: bool = False, error: Exception | None = None
    ) -> None:
        """What comes next. `gated`: nothing, not even the end, comes before `let` allows it."""
        self.events = [Delta(text=it) if isinstance(it, str) else it for it in tokens]
        self.error = error
        self.gates = [asyncio.Event() for _ in range(len(tokens) + 1)]
        if not gated:
            self.let(len(self.gates))

    def then(self, *tokens: str | ModelEvent, finish: str = "stop") -> None:
        """What the next answer after those before is."""
        self.answers.append(
            ([Delta(text=it) if isinstance(it, str) else it for it in tokens], finish)
        )

    def let(self, steps: int = 1) -> None:
        """Open so many more gates: one for each token, and one for the end."""
        shut = [gate for gate in self.gates if not gate.is_set()]
        for gate in shut[:steps]:
            gate.set()

    def let_all(self) -> None:
        self.let(len(self.gates))

    @property
    def text(self) -> str:
        """All it says, when it is let."""
        return "".join(event.text for event in self.events if isinstance(event, Delta))

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        if request.purpose is Purpose.TITLE:
            self.titles.append(request)
            await self.title_gate.wait()
            if isinstance(self.title, Exception):
                raise self.title
            for event in self.before_title:
                yield event
            yield Delta(text=self.title)
            yield Completed(finish_reason="stop", model="scripted")
            return
        self.asked.append(request)
        whole = False
        try:
            async for event in self._reply():
                yield event
            whole = True
        finally:
            if not whole:
                self.closed_at = asyncio.get_running_loop().time()
                self.closed.set()

    async def params_sent(self, request: ModelRequest) -> dict[str, Any]:
        known = {"temperature": request.temperature, "max_tokens": request.max_tokens}
        return {name: it for name, it in known.items() if it is not None}

    async def _reply(self) -> AsyncGenerator[ModelEvent]:
        if len(self.asked) > 1 and self.answers:
            events, finish = self.answers.popleft()
            for event in events:
                yield event
            yield Completed(finish_reason=finish, model="scripted-1", usage=self.usage)
            return
        for gate, event in zip(self.gates, self.events, strict=False):
            await gate.wait()
            yield event
        await self.gates[-1].wait()
        if self.error:
            raise self.error
        told = {"usage": self.usage, "brought": self.brought}
        yield Completed(finish_reason=self.finish, model="scripted-1", **told)
