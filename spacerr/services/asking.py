"""From the model into the inbox: asks, and asks again as long as nothing was said."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import structlog

from spacerr.deps import Deps
from spacerr.domain.errors import ModelError
from spacerr.domain.events import Completed, Delta, ModelEvent, Progressed, Reasoning, Retrying
from spacerr.domain.ids import now_ms
from spacerr.domain.models import Message
from spacerr.domain.seam import Seam
from spacerr.domain.status import NOT_THE_QUESTION, Status
from spacerr.domain.text import Cleaner
from spacerr.infra.metrics import FIRST_TOKEN
from spacerr.services import retrying, studio
from spacerr.services.counting import Account
from spacerr.services.inbox import Inbox
from spacerr.services.studio import Decided, Wanted

log = structlog.get_logger(__name__)


class Asking:
    """`partial` is what the reply has said already. `meta` gathers how it went: times in
    milliseconds, and the attempts that failed.
    """

    def __init__(
        self,
        d: Deps,
        user_id: str,
        reply: Message,
        asked: Sequence[Message],
        partial: str,
        inbox: Inbox,
    ) -> None:
        self._d, self._reply, self._partial, self._inbox = d, reply, partial, inbox
        self._wanted = Wanted(
            user_id, reply.chat_id, reply.model, asked, partial=partial, reply_id=reply.id
        )
        self._account: Account | None = None
        self.spoke = False
        self.meta: dict[str, Any] = {"started_at": now_ms()}

    async def run(self) -> None:
        """Have the model say all it has to say. Raises ModelError, TimeoutError."""
        tried = 0
        while True:
            try:
                return await self._ask()
            except ModelError as error:
                retries = self._d.settings.retries
                wait = None if self.spoke else retrying.pause(error, tried, retries)
                if wait is None:
                    self._turn_to_another(error)
                    continue
                self._note_attempt(error)
            tried += 1
            await self._count_down(wait)

    def ended(self) -> dict[str, Any]:
        """`meta`, with what was used and how long it took."""
        used = self._account.meta() if self._account else {}
        return {**self.meta, **used, "total_ms": now_ms() - self.meta["started_at"]}

    def _turn_to_another(self, error: ModelError) -> None:
        """Have the team's other model asked, once, as long as nothing was said. Raises what went
        wrong first where that is no way out.
        """
        before = self._wanted.failed
        if self.spoke or self._partial or before or error.category not in NOT_THE_QUESTION:
            raise error if self.spoke or before is None else before
        model = self.meta.get("requested_model", self._wanted.model)
        self._wanted = replace(self._wanted, model=model, failed=error)

    async def _ask(self) -> None:
        text, thought, seam = Cleaner(), Cleaner(), Seam(self._partial)
        async with aclosing(studio.stream_reply(self._d, self._wanted)) as events:
            async for event in events:
                match event:
                    case Decided():
                        self.meta.update(event.meta)
                        self._account = event.account
                    case Delta():
                        await self._put(Delta(text=seam.feed(text.feed(event.text))))
                    case Reasoning():
                        await self._put(Reasoning(text=thought.feed(event.text)))
                    case Completed():
                        await self._put(Delta(text=seam.feed(text.rest()) + seam.rest()))
                        await self._inbox.put(event)

    async def _put(self, event: Delta | Reasoning) -> None:
        if not event.text:
            return
        self._note_times(event)
        self.spoke = True
        await self._inbox.put(event)

    async def _count_down(self, wait: float) -> None:
        """Wait, and say every second for how long still."""
        due = asyncio.get_running_loop().time() + wait
        while (left := due - asyncio.get_running_loop().time()) > 0:
            await self._inbox.put(Retrying(seconds=math.ceil(left)))
            await asyncio.sleep(min(left, left - math.ceil(left) + 1))
        await self._inbox.put(Progressed(status=Status.THINKING))

    def _note_times(self, event: ModelEvent) -> None:
        waited = now_ms() - self.meta["started_at"]
        if "first_token_ms" not in self.meta:
            self.meta["first_token_ms"] = waited
            FIRST_TOKEN.observe(waited / 1000)
        if isinstance(event, Reasoning):
            self.meta["reasoned_until_ms"] = waited

    def _note_attempt(self, error: ModelError) -> None:
        log.info("reply.retrying", reply=self._reply.id, category=error.category)
        attempt = {"category": error.category, "sentence": str(error), "at": now_ms()}
        self.meta["retried"] = [*self.meta.get("retried", []), attempt]
