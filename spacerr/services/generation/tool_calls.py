"""Runs the calls of tools in a reply: asks persons first where that is needed, and says in events
what happens.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacerr.deps import Deps
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.tool_calls import CallCutOff, MayHaveRun, NotAllowed, NotAnswered
from spacerr.domain.ids import now_ms
from spacerr.domain.replies.events import (
    ToolAnswered,
    ToolEvent,
    ToolProgress,
    ToolResult,
    ToolRunning,
    ToolShown,
    ToolWaiting,
)
from spacerr.domain.replies.questions import Decision, Question, QuestionKind
from spacerr.domain.replies.steps import Step, StepState
from spacerr.domain.text import one_line
from spacerr.domain.tools.asking import Asking
from spacerr.domain.tools.limits import PROGRESS_CHARS, STEP_IMAGES
from spacerr.services.chats.context import ReplyContext
from spacerr.services.generation.progress_line import progress_line
from spacerr.services.questions import questions
from spacerr.services.steps import images
from spacerr.services.tools import running
from spacerr.services.tools.running import CallLimits, Outcome
from spacerr.services.tools.tool import Ask, Tool, ToolContext

WAITS = Outcome(success=False, text="", waits=True)


@dataclass(frozen=True, slots=True)
class CallRunner:
    """Runs calls in a reply. `written` waits until what was emitted is in the log."""

    d: Deps
    reply_id: str
    context: ReplyContext
    tools: Mapping[str, Tool]
    emit: Callable[[ToolEvent], Awaitable[None]]
    written: Callable[[], Awaitable[None]]

    async def run(
        self, step: Step, *, extra: Mapping[str, Any] | None = None, cut: bool = False
    ) -> Outcome:
        """Run the call of a step, or wait for a person. `extra`: what the provider wants back with
        the calls of the round. `cut`: the call may be half a call.
        """
        kept = dict(extra or {})
        try:
            tool, values = running.read_call(self.tools, step.name, step.arguments)
        except SpacerrError as error:
            await self._begin(step, kept)
            text = str(CallCutOff()) if cut else str(error)
            return await self._end(step, Outcome(success=False, text=text, wrong=True))
        if self._must_ask(tool, step):
            asked = questions.confirmation(values, rememberable=tool.asking is Asking.ONCE)
            return await self._wait(step, Ask((asked,)), kept)
        if (refusal := _refusal(step)) is not None:
            return await self._end(step, Outcome(success=False, text=str(refusal)))
        await self._begin(step, kept)
        if not tool.spec.repeatable:
            await self.written()  # a process that is lost from here on must not run it again
        async with progress_line(lambda text: self._say(step, text)) as say:
            outcome = await running.run_tool(
                tool, values, lambda limits: self._context(step, limits, say)
            )
        if isinstance(outcome, Ask):
            return await self._wait(step, outcome)
        return await self._end(step, outcome)

    async def resume(self, step: Step) -> None:
        """Go on with a call that persons have answered to; end one that a lost process was running.
        One that may have acted is not run again.
        """
        tool = self.tools.get(step.name)
        asked_live = any(it.live for it in step.questions[-1:])
        was_running = step.state is StepState.RUNNING or asked_live
        if was_running and not (tool is not None and tool.spec.repeatable):
            await self._end(step, Outcome(success=False, text=str(MayHaveRun())))
        else:
            await self.run(step)

    async def _wait(self, step: Step, ask: Ask, extra: dict[str, Any] | None = None) -> Outcome:
        """Let the step wait. What is asked is stored first, so that it can be answered as soon as
        it is seen.
        """
        asking = step.changed(state=StepState.WAITING, questions=ask.questions)
        await questions.store(self.d, self.reply_id, (asking,))
        await self.emit(
            ToolWaiting(
                step=step.id,
                questions=ask.questions,
                paused=dict(ask.paused),
                extra=extra or {},
            )
        )
        return WAITS

    async def _begin(self, step: Step, extra: dict[str, Any]) -> None:
        await self.emit(ToolRunning(step=step.id, at=now_ms(), extra=extra))

    async def _say(self, step: Step, text: str) -> None:
        await self.emit(ToolProgress(step=step.id, text=text))

    async def _end(self, step: Step, outcome: Outcome) -> Outcome:
        await self.emit(
            ToolResult(step=step.id, success=outcome.success, text=outcome.text, at=now_ms())
        )
        return outcome

    def _must_ask(self, tool: Tool, step: Step) -> bool:
        if tool.asking is Asking.NEVER or _confirmation(step) is not None:
            return False
        allowed = self.context.chat.allowed_tools or ()
        return tool.asking is Asking.ALWAYS or step.name not in allowed

    def _context(self, step: Step, limits: CallLimits, say: Callable[[str], None]) -> ToolContext:
        async def show_progress(text: str) -> None:
            limits.heard()
            say(one_line(text)[:PROGRESS_CHARS])

        async def ask_now(question: Question) -> Question:
            with limits.paused():
                return await self._ask_now(step, question)

        async def show(text: str, files: Sequence[bytes]) -> int:
            kept = await images.keep(self.d, self.reply_id, files[:STEP_IMAGES]) if files else ()
            await self.emit(ToolShown(step=step.id, text=text, images=kept))
            return len(kept)

        return ToolContext(self.d, self.context, self.reply_id, step, ask_now, show_progress, show)

    async def _ask_now(self, step: Step, question: Question) -> Question:
        """Ask while the call goes on: its answer is waited for here. Cancelled, it is asked no
        more: the tool goes on without it, or has ended.
        """
        live = question.model_copy(update={"live": True})
        answered = live.model_copy(update={"decision": Decision.CANCEL})
        await self._wait(step, Ask((live,)))
        try:
            answered = await questions.wait_for_answer(self.d, live)
        finally:
            if answered.decision is Decision.CANCEL:
                await questions.take_back(self.d, self.reply_id, live.id)
            await self.emit(answer_event(step.id, answered))
            await self._begin(step, {})
        return answered


def answer_event(step_id: str, question: Question) -> ToolAnswered:
    """The event that says what was decided on a question."""
    return ToolAnswered(
        step=step_id,
        question=question.id,
        decision=question.decision or Decision.EXPIRED,
        answer=question.answer,
        by=question.decided_by,
        at=question.decided_at,
    )


def _confirmation(step: Step) -> Question | None:
    return next((it for it in step.questions if it.kind is QuestionKind.CONFIRM), None)


def _refusal(step: Step) -> SpacerrError | None:
    """Why a call may not run: a person said so, or none answered."""
    asked = _confirmation(step)
    if asked is None or asked.accepted:
        return None
    return NotAnswered() if asked.decision is Decision.EXPIRED else NotAllowed()
