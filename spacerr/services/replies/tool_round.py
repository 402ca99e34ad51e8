"""The calls of one answer: shown as the model writes them, run side by side, their results kept."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from spacerr.domain.errors.tool_calls import CallCutOff, MayHaveRun
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.replies.events import (
    CallArguments,
    CallStarted,
    ToolArguments,
    ToolEvent,
    ToolResult,
    ToolRunning,
    ToolStarted,
)
from spacerr.domain.replies.steps import Step, StepState
from spacerr.domain.text import TextCleaner, clean
from spacerr.services.tools import running
from spacerr.services.tools.running import Outcome
from spacerr.services.tools.tool import Tool, ToolContext

Emit = Callable[[ToolEvent], Awaitable[None]]


class _Call(NamedTuple):
    """A call whose arguments are being written: the id of its step, and what makes text of them."""

    step: str
    cleaner: TextCleaner


@dataclass(slots=True)
class ToolRound:
    """The calls of the answer `number`. `written` waits until what was emitted is in the log.
    `cut`: the answer ended at its length limit, so that the last call may be half a call. `extra`:
    what the provider wants back with the calls.
    """

    number: int
    ctx: ToolContext
    tools: Mapping[str, Tool]
    emit: Emit
    written: Callable[[], Awaitable[None]]
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
        tool, name = self.tools.get(call.name), clean(call.name)
        title = tool.spec.title if tool else name
        started = ToolStarted(
            step=begun.step, round=self.number, call=clean(call.id), name=name, title=title
        )
        await self.emit(started)

    async def extend(self, piece: CallArguments) -> None:
        """A piece of a call's arguments arrived."""
        call = self._calls[piece.number]
        if text := call.cleaner.feed(piece.text):
            await self.emit(ToolArguments(step=call.step, text=text))

    async def run(self, steps: Iterable[Step]) -> bool:
        """Run the calls, which are among the `steps` of the reply, side by side. False where every
        one was wrong.
        """
        mine = [it for it in steps if it.round == self.number]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._run(it, mine)) for it in mine]
        return not all(task.result().wrong for task in tasks)

    async def _run(self, step: Step, round_steps: Sequence[Step]) -> Outcome:
        extra = self.extra if step is round_steps[0] else {}
        await self.emit(ToolRunning(step=step.id, at=now_ms(), extra=extra))
        tool = self.tools.get(step.name)
        if tool is not None and not tool.spec.repeatable:
            await self.written()  # a process that is lost from here on must not run it again
        outcome = await running.run_call(self.ctx, self.tools, step.name, step.arguments)
        if outcome.wrong and self.cut and step is round_steps[-1]:
            outcome = Outcome(success=False, text=str(CallCutOff()), wrong=True)
        await self.emit(result(step, outcome))
        return outcome


async def resume(
    ctx: ToolContext, tools: Mapping[str, Tool], steps: Iterable[Step], emit: Emit
) -> None:
    """End the calls that were running when a process was lost. One that may have acted is not run a
    second time.
    """
    for step in steps:
        if step.state is not StepState.RUNNING:
            continue
        tool = tools.get(step.name)
        if tool is not None and tool.spec.repeatable:
            outcome = await running.run_call(ctx, tools, step.name, step.arguments)
        else:
            outcome = Outcome(success=False, text=str(MayHaveRun()))
        await emit(result(step, outcome))


def result(step: Step, outcome: Outcome) -> ToolResult:
    """The event that ends a step."""
    return ToolResult(step=step.id, success=outcome.success, text=outcome.text, at=now_ms())
