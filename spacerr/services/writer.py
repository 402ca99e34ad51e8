"""Writes one reply: asks the model, appends to the log, settles, ends.

The life of a reply in the only order that is safe for its readers: *claim* and *commit*
(`turns`), *write* (here), *settle* and *end* (`settling`).
"""

import asyncio
import contextlib
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.errors import LeaseLost, ModelError
from spacerr.domain.events import (
    Completed,
    Delta,
    Draft,
    Failed,
    Progressed,
    Reasoning,
    ReplyEvent,
    Restated,
)
from spacerr.domain.ids import now_ms
from spacerr.domain.models import Message
from spacerr.domain.status import Status
from spacerr.domain.text import Cleaner
from spacerr.infra.metrics import FIRST_TOKEN
from spacerr.infra.model_errors import as_model_error
from spacerr.infra.redis import AWAY
from spacerr.services import settling, studio
from spacerr.services.inbox import Inbox
from spacerr.timings import FLUSH, HEARTBEAT, RESTART_PAUSE, SNAPSHOT, TOTAL_LIMIT

log = structlog.get_logger(__name__)

SETTLE_TRIES = 8


class Writer:
    def __init__(
        self, d: Deps, user_id: str, reply: Message, owner: str, asked: Sequence[Message]
    ) -> None:
        self._d, self._user_id, self._reply = d, user_id, reply
        self._owner, self._asked = owner, asked
        self._draft, self._seq = Draft(), 0
        self._inbox = Inbox()
        self._end: asyncio.Future[tuple[Status, int | None]] = asyncio.Future()
        self._timings: dict[str, Any] = {"started_at": now_ms()}
        self._saved_at = 0.0

    def stop(self, units: int | None) -> None:
        """End the reply at a length in UTF-16 units. The first request counts."""
        if not self._end.done():
            self._end.set_result((Status.STOPPED, units))

    def interrupt(self) -> None:
        """End the reply because this process is going away."""
        if not self._end.done():
            self._end.set_result((Status.INTERRUPTED, None))

    async def run(self) -> Draft | None:
        """Write to the end. The settled draft, or None when another writer has taken over."""
        listening = asyncio.create_task(self._listen())
        reading = asyncio.create_task(self._read())
        try:
            await self._append([Progressed(status=Status.THINKING)])
            status, units = await self._write(reading)
            await self._cancel(reading)
            return await self._finish(status, units)
        except LeaseLost:
            log.warning("reply.lease_lost", reply=self._reply.id)
            return None
        finally:
            await self._cancel(reading, listening)

    async def _listen(self) -> None:
        """Stops asked for in any process arrive through the log's server."""
        async with self._d.streams.stops(self._reply.id) as stops:
            self.stop(await stops.next())

    async def _read(self) -> None:
        """From the model into the inbox."""
        model, request = await studio.resolve(self._d, self._reply.model, self._asked)
        text, thought = Cleaner(), Cleaner()
        async with asyncio.timeout(TOTAL_LIMIT), aclosing(model.stream(request)) as events:
            async for event in events:
                if "first_token_ms" not in self._timings:
                    self._note_first_token()
                match event:
                    case Delta():
                        event = Delta(text=text.feed(event.text))
                    case Reasoning():
                        event = Reasoning(text=thought.feed(event.text))
                    case Completed() if rest := text.rest():
                        await self._inbox.put(Delta(text=rest))
                    case _:
                        pass
                await self._inbox.put(event)

    async def _write(self, reading: asyncio.Task[None]) -> tuple[Status, int | None]:
        """From the inbox into the log, until there is a reason to end."""
        while not self._end.done():
            filled = asyncio.ensure_future(self._inbox.filled())
            await asyncio.wait(
                {filled, reading, self._end}, timeout=HEARTBEAT, return_when="FIRST_COMPLETED"
            )
            filled.cancel()
            if self._end.done():
                break
            done = reading.done()
            await self._append(self._inbox.take())
            await self._save_now_and_then()
            if done:
                return await self._outcome(reading), None
            await asyncio.wait({self._end}, timeout=FLUSH)
        return self._end.result()

    async def _outcome(self, reading: asyncio.Task[None]) -> Status:
        error = reading.exception()
        if error is None:
            return Status.COMPLETE
        if not isinstance(error, ModelError | TimeoutError):
            log.error("reply.failed", reply=self._reply.id, exc_info=error)
        named = as_model_error(error)
        await self._append(
            [Failed(category=named.category, sentence=str(named), request_id=self._reply.id[-12:])]
        )
        return Status.FAILED

    async def _append(self, events: list[ReplyEvent]) -> None:
        """Append and renew the lease; while the server is away, try again until it is back."""
        draft = self._draft.extend(events)
        while True:
            try:
                if await self._d.streams.append(self._reply.id, self._owner, self._seq + 1, events):
                    break
                others = [event for event in events if not isinstance(event, Delta | Reasoning)]
                events = [Restated(text=draft.text, reasoning=draft.reasoning), *others]
            except AWAY as error:
                log.warning("reply.log_away", reply=self._reply.id, reason=str(error))
                await asyncio.sleep(RESTART_PAUSE)
        self._seq, self._draft = self._seq + len(events), draft

    async def _save_now_and_then(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._saved_at and now - self._saved_at < SNAPSHOT:
            return
        self._saved_at = now
        try:
            await settling.snapshot(self._d, self._reply, self._draft, self._seq)
        except SQLAlchemyError as error:
            log.warning("reply.snapshot_failed", reply=self._reply.id, reason=str(error))

    async def _finish(self, status: Status, units: int | None) -> Draft:
        draft, finalized = settling.ended(self._draft, status, units)
        await self._settle(draft)
        await self._append([finalized])
        with contextlib.suppress(*AWAY):  # the lease and the log expire by themselves
            await self._d.streams.release(self._reply.id, self._owner)
        await settling.tell(self._d, self._user_id, self._reply, status)
        return draft

    async def _settle(self, draft: Draft) -> None:
        self._timings["total_ms"] = now_ms() - self._timings["started_at"]
        for attempt in range(1, SETTLE_TRIES + 1):
            try:
                await settling.settle(self._d, self._reply, draft, self._seq, self._timings)
                return
            except SQLAlchemyError as error:
                log.warning("reply.settle_failed", reply=self._reply.id, reason=str(error))
                if attempt == SETTLE_TRIES:
                    raise
                await self._append([])
                await asyncio.sleep(RESTART_PAUSE * attempt)

    def _note_first_token(self) -> None:
        waited = now_ms() - self._timings["started_at"]
        self._timings["first_token_ms"] = waited
        FIRST_TOKEN.observe(waited / 1000)

    @staticmethod
    async def _cancel(*tasks: asyncio.Task[None]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
