"""Generates a reply: sends the request, retries until the first word, and buffers the events."""

import asyncio
import math
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

import structlog

from spacerr.deps import Deps
from spacerr.domain.errors.models import ModelError, ModelNotFound
from spacerr.domain.ids import now_ms
from spacerr.domain.replies.continuation import Seam
from spacerr.domain.replies.events import (
    Adjusted,
    Completed,
    Delta,
    Draft,
    ModelEvent,
    Progressed,
    Reasoning,
    Restated,
    Retrying,
    WasThought,
    Working,
)
from spacerr.domain.replies.meta import Attempt, ReplyMeta
from spacerr.domain.status import FALLBACK_CATEGORIES, Status
from spacerr.domain.tables import Message
from spacerr.domain.text import TextCleaner
from spacerr.infra.metrics import FIRST_TOKEN
from spacerr.services.chats.context import ReplyContext
from spacerr.services.gateway import gateway
from spacerr.services.gateway.gateway import ReplyRequest, RequestInfo
from spacerr.services.replies import retry
from spacerr.services.replies.buffer import EventBuffer
from spacerr.services.usage import record
from spacerr.services.usage.meter import UsageMeter

log = structlog.get_logger(__name__)


class Generation:
    """The generation of one reply. `began` is its text so far. `meta` is its metadata: how it came
    about, times in milliseconds, failed attempts. `on_news` is called when that should be saved
    soon.
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
        self._d, self._reply, self._began, self._buffer = d, reply, began, buffer
        self._on_news = on_news
        self._meter: UsageMeter | None = None
        self._first: tuple[ReplyMeta, UsageMeter | None] = ReplyMeta(), None
        self.has_output = False
        self.meta = ReplyMeta.read(reply.meta)
        self._started_at = self.meta.started_at or now_ms()
        self.add_meta(ReplyMeta(started_at=self._started_at))
        self._reasoned_until_ms: int | None = None
        self._request = ReplyRequest(
            user_id,
            reply.chat_id,
            self._begun_with() or self.meta.requested_model or reply.model,
            messages,
            partial=began.text,
            reply_id=reply.id,
            connection=self.meta.connection,
            context=context,
        )

    async def run(self) -> None:
        """Run until the model has ended. Raises ModelError, TimeoutError."""
        try:
            await self._run()
        except ModelNotFound as error:
            await gateway.suggest_model(self._d, self._request, error)
            raise

    async def _run(self) -> None:
        tried = 0
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            try:
                return await self._send()
            except ModelError as error:
                retries, took = self._d.settings.retries, clock() - began
                wait = None if self.has_output else retry.pause(error, tried, retries, took)
                if wait is None:
                    self._use_fallback(error)
                    continue
                self._record_attempt(error)
            tried += 1
            await self._count_down(wait)

    def add_meta(self, more: ReplyMeta) -> None:
        """Merge more into the reply's metadata."""
        self.meta = self.meta.merge(more)

    def running_meta(self) -> ReplyMeta:
        """`meta`, with the running request: another process needs it if this one is lost."""
        meta = self._with_reasoning_time()
        if self._meter is None:
            return meta
        return meta.merge(ReplyMeta(request=self._meter.running_request(self._began)))

    def ended_meta(self) -> ReplyMeta:
        """`meta`, with the usage and the total time."""
        meta = self._with_reasoning_time()
        if self._meter is not None:
            meta = meta.merge(record.add_usage(self.meta, self._meter.meta()))
        return meta.merge(ReplyMeta(total_ms=now_ms() - self._started_at))

    def _with_reasoning_time(self) -> ReplyMeta:
        until = self._reasoned_until_ms
        return self.meta if until is None else self.meta.merge(ReplyMeta(reasoned_until_ms=until))

    def _begun_with(self) -> str:
        """The fallback model, where a lost process has text of it already; else ""."""
        if self._began.text and self.meta.fallback:
            return self.meta.fallback.to
        self.meta = self.meta.without("fallback")
        return ""

    def _use_fallback(self, error: ModelError) -> None:
        """Request the team's fallback model, once, if there is no output yet. Raises the first
        model's error where that isn't possible or fails too, with the first model's metadata.
        """
        first_error = self._request.failed
        if self.has_output or (first_error is None and not self._may_fall_back(error)):
            raise error
        if first_error is not None:
            self.meta, self._meter = self._first
            raise first_error
        self._first = self.meta, self._meter
        self._request = replace(self._request, failed=error)

    def _may_fall_back(self, error: ModelError) -> bool:
        return not self._began.text and error.category in FALLBACK_CATEGORIES

    def _on_request(self, info: RequestInfo) -> None:
        """Store the decisions. Later attempts request the same model with the same key."""
        requested = self.meta.requested_model or info.meta.requested_model or ""
        self.add_meta(info.meta.merge(ReplyMeta(requested_model=requested)))
        self.meta = self.meta.without("adjusted")
        self._meter = info.meter
        if self._request.connection is None:
            connection = info.meta.connection
            self._request = replace(self._request, model=requested, connection=connection)
        self._on_news()

    async def _send(self) -> None:
        text, thought, seam = TextCleaner(), TextCleaner(), Seam(self._began.text)
        parts: list[str] = []
        async with aclosing(gateway.stream_reply(self._d, self._request)) as events:
            async for event in events:
                match event:
                    case RequestInfo():
                        self._on_request(event)
                    case Adjusted():
                        self.add_meta(ReplyMeta(adjusted=list(event.fields)))
                        self._on_news()
                    case Working():
                        await self._buffer.put(event)
                    case Delta():
                        parts.append(seam.feed(text.feed(event.text)))
                        await self._put(Delta(text=parts[-1]))
                    case WasThought():
                        await self._move_to_reasoning("".join(parts) + seam.rest())
                        seam = Seam(self._began.text)
                    case Reasoning():
                        await self._put(Reasoning(text=thought.feed(event.text)))
                    case Completed():
                        if event.brought:
                            self.add_meta(ReplyMeta(brought=list(event.brought)))
                        await self._put(Delta(text=seam.feed(text.flush()) + seam.rest()))
                        await self._buffer.put(event)

    async def _move_to_reasoning(self, text: str) -> None:
        """The text of this answer was reasoning: restate it as such."""
        self._record_times(Reasoning(text=text))
        began = self._began
        restated = Restated(text=began.text, reasoning=began.reasoning + text, turned=True)
        await self._buffer.put(restated)

    async def _put(self, event: Delta | Reasoning) -> None:
        if not event.text:
            return
        self._record_times(event)
        first, self.has_output = not self.has_output, True
        await self._buffer.put(event)
        if first:
            self._on_news()

    async def _count_down(self, wait: float) -> None:
        """Wait, and emit every second how long is left."""
        due = asyncio.get_running_loop().time() + wait
        while (left := due - asyncio.get_running_loop().time()) > 0:
            await self._buffer.put(Retrying(seconds=math.ceil(left)))
            await asyncio.sleep(min(left, left - math.ceil(left) + 1))
        await self._buffer.put(Progressed(status=Status.THINKING))

    def _record_times(self, event: ModelEvent) -> None:
        waited = now_ms() - self._started_at
        known = self._began.text and self.meta.adopted  # or was, to a process that was lost
        if self.meta.first_token_ms is None and not known:
            self.add_meta(ReplyMeta(first_token_ms=waited))
            FIRST_TOKEN.observe(waited / 1000)
        if isinstance(event, Reasoning):
            self._reasoned_until_ms = waited

    def _record_attempt(self, error: ModelError) -> None:
        log.info("reply.retrying", reply=self._reply.id, category=error.category)
        attempt = Attempt(category=error.category, sentence=str(error), at=now_ms())
        if error.provider_message:
            attempt = attempt.model_copy(update={"words": error.provider_message})
        self.add_meta(ReplyMeta(retried=[*(self.meta.retried or []), attempt]))
