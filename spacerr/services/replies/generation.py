"""From the model into the inbox: asks, and asks again as long as nothing was said."""

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
from spacerr.services.gateway import gateway
from spacerr.services.gateway.gateway import ReplyRequest, RequestInfo
from spacerr.services.replies import retry
from spacerr.services.replies.buffer import Inbox
from spacerr.services.usage import record
from spacerr.services.usage.meter import UsageMeter

log = structlog.get_logger(__name__)


class Asking:
    """`began` is what the reply has said already. `meta` is what the reply remembers: how it came
    about, times in milliseconds, the attempts that failed. `on_news` is called when that should
    soon be in its row.
    """

    def __init__(
        self,
        d: Deps,
        user_id: str,
        reply: Message,
        asked: Sequence[Message],
        began: Draft,
        inbox: Inbox,
        on_news: Callable[[], None],
    ) -> None:
        self._d, self._reply, self._began, self._inbox = d, reply, began, inbox
        self._on_news = on_news
        self._account: UsageMeter | None = None
        self._first: tuple[ReplyMeta, UsageMeter | None] = ReplyMeta(), None
        self.spoke = False
        self.meta = ReplyMeta.read(reply.meta)
        self._started_at = self.meta.started_at or now_ms()
        self.note(ReplyMeta(started_at=self._started_at))
        self._reasoned_until_ms: int | None = None
        self._wanted = ReplyRequest(
            user_id,
            reply.chat_id,
            self._begun_by() or self.meta.requested_model or reply.model,
            asked,
            partial=began.text,
            reply_id=reply.id,
            connection=self.meta.connection,
        )

    async def run(self) -> None:
        """Have the model say all it has to say. Raises ModelError, TimeoutError."""
        try:
            await self._run()
        except ModelNotFound as error:
            await gateway.suggest_model(self._d, self._wanted, error)
            raise

    async def _run(self) -> None:
        tried = 0
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            try:
                return await self._ask()
            except ModelError as error:
                retries, took = self._d.settings.retries, clock() - began
                wait = None if self.spoke else retry.pause(error, tried, retries, took)
                if wait is None:
                    self._turn_to_another(error)
                    continue
                self._note_attempt(error)
            tried += 1
            await self._count_down(wait)

    def note(self, more: ReplyMeta) -> None:
        """Have the reply remember more."""
        self.meta = self.meta.merge(more)

    def so_far(self) -> ReplyMeta:
        """`meta`, with what tells another process what was used, should this one be lost."""
        meta = self._with_thoughts()
        if self._account is None:
            return meta
        return meta.merge(ReplyMeta(request=self._account.running(self._began)))

    def ended(self) -> ReplyMeta:
        """`meta`, with what was used and how long it took."""
        meta = self._with_thoughts()
        if self._account is not None:
            meta = meta.merge(record.add_usage(self.meta, self._account.meta()))
        return meta.merge(ReplyMeta(total_ms=now_ms() - self._started_at))

    def _with_thoughts(self) -> ReplyMeta:
        until = self._reasoned_until_ms
        return self.meta if until is None else self.meta.merge(ReplyMeta(reasoned_until_ms=until))

    def _begun_by(self) -> str:
        """The model that stood in for the one wanted when a lost process had it speak already."""
        if self._began.text and self.meta.fallback:
            return self.meta.fallback.to
        self.meta = self.meta.without("fallback")
        return ""

    def _turn_to_another(self, error: ModelError) -> None:
        """Have the team's other model asked, once, as long as nothing was said. Raises what went
        wrong first where that is no way out, as if nothing else had been tried.
        """
        before = self._wanted.failed
        if self.spoke or (before is None and not self._may_turn(error)):
            raise error
        if before is not None:
            self.meta, self._account = self._first
            raise before
        self._first = self.meta, self._account
        self._wanted = replace(self._wanted, failed=error)

    def _may_turn(self, error: ModelError) -> bool:
        return not self._began.text and error.category in FALLBACK_CATEGORIES

    def _decided(self, decided: RequestInfo) -> None:
        """Who is asked for first is asked again, with the same key."""
        requested = self.meta.requested_model or decided.meta.requested_model or ""
        self.note(decided.meta.merge(ReplyMeta(requested_model=requested)))
        self.meta = self.meta.without("adjusted")
        self._account = decided.account
        if self._wanted.connection is None:
            connection = decided.meta.connection
            self._wanted = replace(self._wanted, model=requested, connection=connection)
        self._on_news()

    async def _ask(self) -> None:
        text, thought, seam = TextCleaner(), TextCleaner(), Seam(self._began.text)
        said: list[str] = []
        async with aclosing(gateway.stream_reply(self._d, self._wanted)) as events:
            async for event in events:
                match event:
                    case RequestInfo():
                        self._decided(event)
                    case Adjusted():
                        self.note(ReplyMeta(adjusted=list(event.fields)))
                        self._on_news()
                    case Working():
                        await self._inbox.put(event)
                    case Delta():
                        said.append(seam.feed(text.feed(event.text)))
                        await self._put(Delta(text=said[-1]))
                    case WasThought():
                        await self._turn("".join(said) + seam.rest())
                        seam = Seam(self._began.text)
                    case Reasoning():
                        await self._put(Reasoning(text=thought.feed(event.text)))
                    case Completed():
                        if event.brought:
                            self.note(ReplyMeta(brought=list(event.brought)))
                        await self._put(Delta(text=seam.feed(text.flush()) + seam.rest()))
                        await self._inbox.put(event)

    async def _turn(self, said: str) -> None:
        """What was said of this answer was a thought: have it among the thoughts, everywhere."""
        self._note_times(Reasoning(text=said))
        began = self._began
        turned = Restated(text=began.text, reasoning=began.reasoning + said, turned=True)
        await self._inbox.put(turned)

    async def _put(self, event: Delta | Reasoning) -> None:
        if not event.text:
            return
        self._note_times(event)
        first, self.spoke = not self.spoke, True
        await self._inbox.put(event)
        if first:
            self._on_news()

    async def _count_down(self, wait: float) -> None:
        """Wait, and say every second for how long still."""
        due = asyncio.get_running_loop().time() + wait
        while (left := due - asyncio.get_running_loop().time()) > 0:
            await self._inbox.put(Retrying(seconds=math.ceil(left)))
            await asyncio.sleep(min(left, left - math.ceil(left) + 1))
        await self._inbox.put(Progressed(status=Status.THINKING))

    def _note_times(self, event: ModelEvent) -> None:
        waited = now_ms() - self._started_at
        known = self._began.text and self.meta.adopted  # or was, to a process that was lost
        if self.meta.first_token_ms is None and not known:
            self.note(ReplyMeta(first_token_ms=waited))
            FIRST_TOKEN.observe(waited / 1000)
        if isinstance(event, Reasoning):
            self._reasoned_until_ms = waited

    def _note_attempt(self, error: ModelError) -> None:
        log.info("reply.retrying", reply=self._reply.id, category=error.category)
        attempt = Attempt(category=error.category, sentence=str(error), at=now_ms())
        if error.provider_message:
            attempt = attempt.model_copy(update={"words": error.provider_message})
        self.note(ReplyMeta(retried=[*(self.meta.retried or []), attempt]))
