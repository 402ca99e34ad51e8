"""The calls of one answer: shown as the model writes them, then run side by side."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from spacerr.domain.ids import new_id
from spacerr.domain.replies.events import CallArguments, CallStarted, ToolArguments, ToolStarted
from spacerr.domain.replies.steps import Step
from spacerr.domain.text import TextCleaner, clean
from spacerr.services.generation.tool_calls import CallRunner
from spacerr.services.tools.running import Outcome


class _Call(NamedTuple):
    """A call whose arguments are being written: the id of its step, and what makes text of them."""

    step: str
    cleaner: TextCleaner


@dataclass(slots=True)
class ToolRound:
    """The calls of the answer `number`. `cut`: the answer ended at its length limit, so that the
    last call may be half a call. `extra`: what the provider wants back with the calls.
    """

    number: int
    runner: CallRunner
    cut: bool = False
    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    _calls: dict[int, _Call] = field(default_factory=dict[int, _Call])

    @property
    def begun(self) -> bool:
        """Whether there is any call."""
        return bool(self._calls)

    async def begin(self, call: CallStarted) -> None:
        """A call begins: its step is shown."""
        begun = self._calls[call.number] = _Call(new_id(), TextCleaner())
        tool, name = self.runner.tools.get(call.name), clean(call.name)
        title = tool.spec.title if tool else name
        started = ToolStarted(
            step=begun.step, round=self.number, call=clean(call.id), name=name, title=title
        )
        await self.runner.emit(started)

    async def extend(self, piece: CallArguments) -> None:
        """A piece of a call's arguments arrived."""
        call = self._calls[piece.number]
        if text := call.cleaner.feed(piece.text):
            await self.runner.emit(ToolArguments(step=call.step, text=text))

    async def run(self, steps: Iterable[Step]) -> bool:
        """Run the calls, which are among the `steps` of the reply, side by side. Some may wait for
        a person afterwards. False where every one was wrong.
        """
        mine = [it for it in steps if it.round == self.number]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._run(it, mine)) for it in mine]
        return not all(task.result().wrong for task in tasks)

    async def _run(self, step: Step, steps: Sequence[Step]) -> Outcome:
        extra = self.extra if step is steps[0] else None
        return await self.runner.run(step, extra=extra, cut=self.cut and step is steps[-1])
