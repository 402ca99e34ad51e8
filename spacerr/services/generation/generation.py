"""Generates a reply: asks the model, runs the tools that it calls, and asks again with the results,
until it has answered. Retries each request until its first word, and buffers the events.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace

from spacerr.deps import Deps
from spacerr.domain.errors.models import ModelError, ModelNotFound, NoAnswerAfterTools
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import (
    Adjusted,
    CallArguments,
    CallStarted,
    Completed,
    Delta,
    ModelEvent,
    Progressed,
    Reasoning,
    ReplyEvent,
    Retrying,
    WasThought,
    Working,
)
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.status import FALLBACK_CATEGORIES, Status
from spacerr.domain.tables import Message
from spacerr.domain.tools.limits import WRONG_CALLS
from spacerr.services.chats.context import ReplyContext
from spacerr.services.gateway import gateway
from spacerr.services.gateway.gateway import ReplyRequest, RequestInfo
from spacerr.services.generation import retry
from spacerr.services.generation.answer_text import AnswerText
from spacerr.services.generation.buffer import EventBuffer
from spacerr.services.generation.progress import Progress
from spacerr.services.generation.reply_record import ReplyRecord
from spacerr.services.generation.tool_calls import CallRunner, answer_event
from spacerr.services.generation.tool_round import ToolRound
from spacerr.services.prompts.rounds import BREAK, build_rounds
from spacerr.services.questions import questions
from spacerr.services.tools.tool import Tool
from spacerr.services.usage.meter import UsageMeter


class Generation:
    """The generation of one reply. `began` is the reply so far. `on_news` is called when its
    metadata should be saved soon.
    """

    def __init__(
        self,
        d: Deps,
        user_id: str,
        reply: Message,
        messages: Sequence[Message],
        context: ReplyContext | None,
        began: Draft,
        buffer: EventBuffer,
        on_news: Callable[[], None],
    ) -> None:
        self._d, self._buffer, self._on_news = d, buffer, on_news
        self._began, self._progress = began, Progress(began)
        self._round = max((it.round for it in began.steps), default=0)
        self._record = ReplyRecord(reply)
        self._first: tuple[ReplyMeta, UsageMeter | None] = ReplyMeta(), None
        self.has_output = self._request_has_output = False
        self._calls: ToolRound | None = None
        self._text = AnswerText("")
        self._request = ReplyRequest(
            user_id,
            reply.chat_id,
            self._begun_with() or self._record.meta.requested_model or reply.model,
            messages,
            reply_id=reply.id,
            connection=self._record.meta.connection,
            context=context,
        )

    async def run(self) -> None:
        """Run until the model has answered, or a person must. Raises ModelError, TimeoutError."""
        try:
            wrong = 0
            while await self._resume_calls():
                self._request = replace(self._request, may_call=wrong <= WRONG_CALLS)
                if (calls := await self._answer()) is None:
                    return
                wrong += not await calls.run(self._progress.steps)
                if not self.waits:
                    await self._buffer.put(Progressed(status=Status.THINKING))
        except ModelNotFound as error:
            await gateway.suggest_model(self._d, self._request, error)
            raise

    @property
    def waits(self) -> bool:
        """Whether the reply waits for a person, and can't go on before."""
        return any(it.waits for it in self._progress.steps)

    def add_meta(self, more: ReplyMeta) -> None:
        """Merge more into the reply's metadata."""
        self._record.add(more)

    def running_meta(self) -> ReplyMeta:
        """The metadata with which another process goes on, if this one is lost."""
        return self._record.running(self._began)

    def parked_meta(self) -> ReplyMeta:
        """The metadata of a reply that waits for a person."""
        return self._record.parked()

    def ended_meta(self) -> ReplyMeta:
        """The metadata of the ended reply."""
        return self._record.ended()

    async def _resume_calls(self) -> bool:
        """Go on with calls that persons have answered to, and end those of a lost process. False
        while the reply waits for a person.
        """
        while any(it.open for it in self._progress.steps):
            for step_id, question in await questions.read_decided(self._d, self._request.reply_id):
                await self._emit(answer_event(step_id, question))
            ready = [it for it in self._progress.steps if it.open and not it.parked]
            if not ready:
                return False
            runner = self._runner(*await gateway.get_tools(self._d, self._request))
            async with asyncio.TaskGroup() as group:
                for step in ready:
                    group.create_task(runner.resume(step))
        return True

    async def _answer(self) -> ToolRound | None:
        """Request one answer, several times where that fails. Returns the calls of tools in it."""
        self._begin_round()
        tried = 0
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            try:
                return await self._send()
            except ModelError as error:
                retries, took = self._d.settings.retries, clock() - began
                said = self._request_has_output
                wait = None if said else retry.pause(error, tried, retries, took)
                if wait is None:
                    self._use_fallback(error)
                    continue
                self._record.add_attempt(error)
            tried += 1
            await self._count_down(wait)

    def _begin_round(self) -> None:
        """The next request follows all that the reply has so far."""
        self._record.add_usage()
        self._began = self._progress.draft()
        self._request_has_output = False
        self._request = replace(self._request, text=self._began.text, steps=self._began.steps)
        self._round += 1
        if self._began.steps:
            self.add_meta(ReplyMeta(rounds=self._round))

    def _begun_with(self) -> str:
        """The fallback model, where a lost process has text of it already; else ""."""
        if self._began.text and self._record.meta.fallback:
            return self._record.meta.fallback.to
        self._record.remove("fallback")
        return ""

    def _use_fallback(self, error: ModelError) -> None:
        """Request the team's fallback model, once, if the reply has no output yet. Raises the first
        model's error where that isn't possible or fails too, with the first model's metadata.
        """
        first_error = self._request.failed
        began = self._request_has_output or bool(self._began.text or self._began.steps)
        if began or (first_error is None and error.category not in FALLBACK_CATEGORIES):
            raise error
        if first_error is not None:
            self._record.meta, self._record.meter = self._first
            raise first_error
        self._first = self._record.meta, self._record.meter
        self._request = replace(self._request, failed=error)

    async def _send(self) -> ToolRound | None:
        rest = build_rounds(self._began.text, self._began.steps).rest
        lead = BREAK if self._began.steps and self._began.text and not rest else ""
        self._text, self._calls = AnswerText(rest, lead), None
        async with aclosing(gateway.stream_reply(self._d, self._request)) as events:
            async for event in events:
                await self._take(event)
        if self._calls is not None and self._calls.begun:
            return self._calls
        if not self._request.may_call and not self._request_has_output:
            raise NoAnswerAfterTools
        return None

    async def _take(self, event: RequestInfo | ModelEvent) -> None:
        match event:
            case RequestInfo():
                self._on_request(event)
            case Adjusted():
                self.add_meta(ReplyMeta(adjusted=list(event.fields)))
                self._on_news()
            case Working():
                await self._buffer.put(event)
            case Delta():
                await self._put(Delta(text=self._text.feed(event.text)))
            case WasThought():
                await self._move_to_reasoning(self._text.take_back())
            case Reasoning():
                await self._put(Reasoning(text=self._text.feed_thought(event.text)))
            case CallStarted() | CallArguments():
                await self._take_call(event)
            case Completed():
                await self._complete(event)

    def _on_request(self, info: RequestInfo) -> None:
        """Store the decisions. Later attempts request the same model with the same key."""
        requested = self._record.meta.requested_model or info.meta.requested_model or ""
        self._record.remove("adjusted", "tools")
        self.add_meta(info.meta.merge(ReplyMeta(requested_model=requested)))
        self._record.meter = info.meter
        self._request = replace(self._request, may_call=info.may_call)
        if self._request.connection is None:
            connection = info.meta.connection
            self._request = replace(self._request, model=requested, connection=connection)
        self._calls = ToolRound(self._round, self._runner(info.context, info.tools))
        self._on_news()

    def _runner(self, ctx: ReplyContext, tools: Mapping[str, Tool]) -> CallRunner:
        reply_id, written = self._request.reply_id, self._buffer.written
        return CallRunner(self._d, reply_id, ctx, tools, self._emit, written)

    async def _take_call(self, event: CallStarted | CallArguments) -> None:
        """A part of a call. A model that may not call any more is not listened to."""
        if self._calls is None or not self._request.may_call:
            return
        await self._put(Delta(text=self._text.rest()))
        if isinstance(event, CallStarted):
            await self._note_output(self._calls.begin(event), thought=False)
        else:
            await self._calls.extend(event)

    async def _complete(self, event: Completed) -> None:
        if event.brought:
            self.add_meta(ReplyMeta(brought=list(event.brought)))
        if self._calls is not None:
            self._calls.cut, self._calls.extra = event.finish_reason == "length", event.extra
        await self._put(Delta(text=self._text.rest()))
        await self._buffer.put(event.model_copy(update={"extra": {}}))

    async def _move_to_reasoning(self, text: str) -> None:
        """The text of this answer was reasoning: restate it as such."""
        self._record.add_output(thought=True, resumed=self._resumed)
        began = self._began
        await self._emit(began._replace(reasoning=began.reasoning + text).restated(turned=True))

    async def _put(self, event: Delta | Reasoning) -> None:
        if event.text:
            await self._note_output(self._emit(event), thought=isinstance(event, Reasoning))

    async def _note_output(self, emitting: Awaitable[None], *, thought: bool) -> None:
        """Record the times of an output while it is emitted; have the first one's saved soon."""
        self._record.add_output(thought=thought, resumed=self._resumed)
        first, self.has_output, self._request_has_output = not self.has_output, True, True
        await emitting
        if first:
            self._on_news()

    @property
    def _resumed(self) -> bool:
        """Whether a lost process had a first word already."""
        return bool(self._began.text and self._record.meta.adopted)

    async def _emit(self, event: ReplyEvent) -> None:
        self._progress.add(event)
        await self._buffer.put(event)

    async def _count_down(self, wait: float) -> None:
        """Wait, and emit every second how long is left."""
        due = asyncio.get_running_loop().time() + wait
        while (left := due - asyncio.get_running_loop().time()) > 0:
            await self._buffer.put(Retrying(seconds=math.ceil(left)))
            await asyncio.sleep(min(left, left - math.ceil(left) + 1))
        await self._buffer.put(Progressed(status=Status.THINKING))
