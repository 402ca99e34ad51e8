"""The calls of tools over one connection to an MCP server, and what the server asks meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from spacerr.domain.errors.mcp import (
    McpAsksTooOften,
    McpFormUnreadable,
    McpImagesUnshown,
    McpQuestionLost,
    McpQuestionUnlinked,
    McpServerLost,
    McpTurnTaken,
)
from spacerr.domain.replies.questions import Question
from spacerr.domain.tools.limits import MCP_QUESTIONS
from spacerr.infra.mcp.answer import Code, read_answer
from spacerr.infra.mcp.content import Content
from spacerr.infra.mcp.elicitation import (
    Asked,
    InputNeeded,
    elicit_cancelled,
    elicit_result,
    read_request,
)
from spacerr.infra.mcp.http_note import NOTE, HttpNote
from spacerr.infra.mcp.progress import progress_text
from spacerr.infra.mcp.tools import list_tools
from spacerr.tool_timings import MCP_CANCELLED_WITHIN, MCP_TURN

if TYPE_CHECKING:
    from mcp_types import ElicitRequestParams, ElicitResult

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """What a tool needed: `inputs`, a person's answers by the keys of the requests, None for one
    that was declined without a person, and the `state` that the server wanted back with them.
    """

    inputs: Mapping[str, Question | None] | None = None
    state: str | None = None


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool."""

    tool: str
    arguments: Mapping[str, Any]
    given: Given = NOTHING


@dataclass(frozen=True, slots=True)
class CallHooks:
    """What a call can do while it runs: `ask` a person and wait for the answer, `show_progress` on
    one line, and `show` text and images to people, of which so many can be shown.
    """

    ask: Callable[[Asked], Awaitable[Question]]
    show_progress: Callable[[str], Awaitable[None]]
    show: Callable[[str, Sequence[bytes]], Awaitable[int]]


@dataclass(eq=False, slots=True)
class _Running:
    """A call that runs. `notes` are sentences that belong to its result."""

    hooks: CallHooks | None
    http: HttpNote = field(default_factory=HttpNote)
    notes: list[str] = field(default_factory=list[str])
    over: bool = False
    asked: int = 0
    asking: set["asyncio.Task[Question]"] = field(default_factory=set["asyncio.Task[Question]"])
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, asked: Asked) -> Question | None:
        """The question with its answer; None when the call ends before."""
        if self.hooks is None or self.over:
            return None
        asking = asyncio.create_task(self._ask(self.hooks, asked))
        self.asking.add(asking)
        asking.add_done_callback(self.asking.discard)
        try:
            await asyncio.wait({asking})
        finally:
            await ended(asking)
        if asking.cancelled():
            return None
        if (error := asking.exception()) is not None:
            log.warning("mcp.question_lost", exc_info=error)
            self.notes.append(str(McpQuestionLost()))
            return None
        return asking.result()

    async def _ask(self, hooks: CallHooks, asked: Asked) -> Question:
        async with self.one_by_one:
            return await hooks.ask(asked)


_RUNNING: ContextVar[_Running | None] = ContextVar("mcp_call", default=None)
"""The call that the running task is part of. Over HTTP a question arrives with the answer to the
call that it belongs to, and the SDK hands it over in the context of that call."""


class Calls:
    """The calls of one connection, at most one at a time where that is needed to tell to which of
    them a question belongs.
    """

    def __init__(self) -> None:
        self._running: set[_Running] = set()
        self._asks_unlinked = False
        self._one_ended = asyncio.Event()

    @property
    def running(self) -> bool:
        """Whether any call runs."""
        return bool(self._running)

    async def run(
        self, client: Any, lost: asyncio.Event, call: ToolCall, hooks: CallHooks | None
    ) -> str | InputNeeded:
        """Call a tool, until the connection is `lost`. Raises a SpacerrError of `errors.mcp`,
        TimeoutError.
        """
        running = _Running(hooks)
        async with self._in_turn(running):
            calling = asyncio.create_task(_send(client, call, running))
            losing = asyncio.create_task(lost.wait())
            try:
                await asyncio.wait({calling, losing}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                running.over = True
                for it in (losing, *running.asking):
                    await ended(it)
                await ended(calling)
            if not calling.done() or calling.cancelled():
                raise McpServerLost
            result = read_answer(calling, running.http)
            if not isinstance(result, Content):
                return result
            await _show(result, running)
            return "\n\n".join([result.text, *running.notes])

    async def elicit(self, _: Any, params: "ElicitRequestParams") -> "ElicitResult":
        """Answer a server that asks in the middle of a call."""
        call = self._call_that_asks()
        if call is None:
            return elicit_cancelled()
        try:
            asked = read_request(params)
        except McpFormUnreadable as error:
            call.notes.append(str(error))
            return elicit_result(None)
        call.asked += 1
        if call.asked > MCP_QUESTIONS:
            if call.asked == MCP_QUESTIONS + 1:
                call.notes.append(str(McpAsksTooOften()))
            return elicit_cancelled()
        answered = await call.ask(asked)
        return elicit_cancelled() if answered is None else elicit_result(answered)

    def _call_that_asks(self) -> _Running | None:
        """The call that a question belongs to; None where that isn't known."""
        call = _RUNNING.get()
        if call is not None:
            return call if call in self._running else None
        self._asks_unlinked = True
        if len(self._running) == 1:
            return next(iter(self._running))
        for it in self._running:
            it.notes = [*it.notes, str(McpQuestionUnlinked())][:MCP_QUESTIONS]
        return None

    @asynccontextmanager
    async def _in_turn(self, call: _Running) -> AsyncGenerator[None]:
        try:
            async with asyncio.timeout(MCP_TURN):
                while self._asks_unlinked and self._running:
                    await self._one_ended.wait()
        except TimeoutError:
            raise McpTurnTaken from None
        self._running.add(call)
        try:
            yield
        finally:
            self._running.discard(call)
            self._one_ended.set()
            self._one_ended = asyncio.Event()


async def _show(result: Content, call: _Running) -> None:
    """Show people what is for them only."""
    if call.hooks is None or not (result.images or result.for_people):
        return
    shown = await call.hooks.show(result.for_people, result.images)
    if shown < len(result.images):
        call.notes.append(str(McpImagesUnshown()))


_LATE: set["asyncio.Task[Any]"] = set()


async def ended(task: "asyncio.Task[Any]") -> None:
    """Cancel a task, and wait for its end, but not for long: its server may not take the news."""
    task.cancel()
    _, late = await asyncio.wait({task}, timeout=MCP_CANCELLED_WITHIN)
    for it in late:  # held until it ends
        _LATE.add(it)
        it.add_done_callback(_LATE.discard)


async def _send(client: Any, call: ToolCall, running: _Running) -> Any:
    from mcp import MCPError

    _RUNNING.set(running)
    NOTE.set(running.http)
    try:
        return await _request(client, call, running)
    except MCPError as error:
        if error.code != Code.WRONG_HEADERS:
            raise
    await list_tools(client)  # its arguments go into headers as the newest list says
    return await _request(client, call, running)


async def _request(client: Any, call: ToolCall, running: _Running) -> Any:
    async def show(progress: float, total: float | None, message: str | None) -> None:
        if running.hooks is not None and not running.over:
            await running.hooks.show_progress(progress_text(progress, total, message))

    inputs, state = call.given.inputs, call.given.state
    return await client.session.call_tool(
        call.tool,
        dict(call.arguments),
        progress_callback=show,
        input_responses=None if inputs is None else _responses(inputs),
        request_state=state,
        allow_input_required=True,
    )


def _responses(inputs: Mapping[str, Question | None]) -> "dict[str, ElicitResult]":
    return {key: elicit_result(it) for key, it in inputs.items()}
