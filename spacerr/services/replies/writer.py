"""Writes one reply: asks the model, appends to the log, settles, ends.

The life of a reply in the only order that is safe for its readers: *claim* and *commit*
(`beginning`), *write* (here), *settle* and *end* (`settling`).
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import NamedTuple

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.errors.models import ModelError
from spacerr.domain.errors.replies import LeaseLost
from spacerr.domain.replies.events import (
    Delta,
    Draft,
    Failed,
    Progressed,
    Reasoning,
    ReplyEvent,
    Restated,
)
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.status import Status
from spacerr.domain.tables import Message
from spacerr.infra.llm.errors import to_model_error
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.replies import finalize
from spacerr.services.replies.buffer import Inbox
from spacerr.services.replies.generation import Asking
from spacerr.timings import FLUSH, HEARTBEAT, LEASE, RESTART_PAUSE, SNAPSHOT, SNAPSHOT_GROWTH

log = structlog.get_logger(__name__)

SETTLE_TRIES = 8


class Inherited(NamedTuple):
    """What a reply's writer before this one had written, and the number of its last entry."""

    draft: Draft
    seq: int


class _End(NamedTuple):
    """How writing ends. `status` None: another process goes on."""

    status: Status | None
    units: int | None = None


class Writer:
    def __init__(
        self,
        d: Deps,
        user_id: str,
        reply: Message,
        owner: str,
        asked: Sequence[Message],
        inherited: Inherited | None = None,
    ) -> None:
        self._d, self._user_id, self._reply, self._owner = d, user_id, reply, owner
        self._adopted = inherited is not None
        began = Draft(text=reply.content, reasoning=reply.reasoning)
        self._draft, self._seq = inherited or Inherited(began, 0)
        self._unsaid: list[ReplyEvent] = []
        self._inbox = Inbox()
        self._asking = Asking(d, user_id, reply, asked, self._draft, self._inbox, self._save_soon)
        self._end: asyncio.Future[_End] = asyncio.Future()
        self._clock = asyncio.get_running_loop().time
        self._renewed_at = self._saved_at = self._clock()
        self._saved_chars = 0
        self._saved_meta, self._due = ReplyMeta.read(reply.meta), False
        self._saving: asyncio.Future[None] = asyncio.Future()
        self._saving.set_result(None)

    def stop(self, units: int | None) -> None:
        """End the reply at a length in UTF-16 units. The first request counts."""
        self._end_as(_End(Status.STOPPED, units))

    def hand_over(self) -> None:
        """Leave the reply to another process, because this one is going away."""
        self._end_as(_End(None))

    def _end_as(self, end: _End) -> None:
        if not self._end.done():
            self._end.set_result(end)

    async def run(self) -> Draft | None:
        """Write to the end. The settled draft, or None when another writer goes on."""
        listening = asyncio.create_task(self._listen())
        asking = asyncio.create_task(self._asking.run())
        self._end.add_done_callback(lambda _: asking.cancel())  # whether or not the log answers
        guarding = asyncio.create_task(self._guard(asking))
        try:
            await self._append(self._opening())
            end = await self._write(asking)
            await self._cancel(asking)
            await self._saving
            if end.status is None:
                return await self._give_away()
            return await self._finish(end.status, end.units)
        except LeaseLost:
            log.warning("reply.lease_lost", reply=self._reply.id)
            return None
        finally:
            await self._cancel(asking, listening, guarding)
            await asyncio.wait({self._saving})

    def _opening(self) -> list[ReplyEvent]:
        thinking = Progressed(status=Status.THINKING)
        said = Restated(text=self._draft.text, reasoning=self._draft.reasoning)
        return [said, thinking] if said.text or said.reasoning else [thinking]

    async def _listen(self) -> None:
        """Stop requests of any process arrive through Redis, which keeps them: one that was sent
        while Redis couldn't be reached is read afterwards.
        """
        while not self._end.done():
            try:
                async with self._d.streams.stop_requests(self._reply.id) as stops:
                    self.stop(await stops.next())
            except REDIS_ERRORS as error:
                log.warning("reply.stops_away", reply=self._reply.id, reason=str(error))
                await asyncio.sleep(RESTART_PAUSE)

    async def _guard(self, asking: asyncio.Task[None]) -> None:
        """Where the lease can't be renewed for as long as it lasts, another process may be asking
        already: leave the model at once. Who holds the lease when the server is back goes on.
        """
        while not asking.done():
            left = self._renewed_at + LEASE - self._clock()
            if left <= 0:
                log.warning("reply.cut_off", reply=self._reply.id)
                self.hand_over()
                return
            await asyncio.wait({asking}, timeout=left)

    async def _write(self, asking: asyncio.Task[None]) -> _End:
        """From the inbox into the log, until there is a reason to end."""
        while not self._end.done():
            filled = asyncio.ensure_future(self._inbox.filled())
            await asyncio.wait(
                {filled, asking, self._end}, timeout=HEARTBEAT, return_when="FIRST_COMPLETED"
            )
            filled.cancel()
            if self._end.done():
                break
            done = asking.done()
            await self._append(self._inbox.take())
            self._save_now_and_then()
            if done:
                return _End(await self._outcome(asking))
            await asyncio.wait({self._end}, timeout=FLUSH)
        return self._end.result()

    async def _outcome(self, asking: asyncio.Task[None]) -> Status:
        error = asking.exception()
        if error is None:
            return Status.COMPLETE
        if not isinstance(error, ModelError | TimeoutError):
            log.error("reply.failed", reply=self._reply.id, exc_info=error)
        named = to_model_error(error)
        self._asking.note(ReplyMeta(provider_request_id=named.request_id))
        if named.provider_message:
            self._asking.note(ReplyMeta(provider_words=named.provider_message))
        if self._adopted and not self._asking.spoke:
            self._asking.note(ReplyMeta(adoption_failed=str(named)))
            return Status.INTERRUPTED
        await self._append(
            [Failed(category=named.category, sentence=str(named), request_id=self._reply.id[-12:])]
        )
        return Status.FAILED

    async def _append(self, events: Sequence[ReplyEvent], *, insist: bool = False) -> None:
        """Append and renew the lease; while the server is away, try again until it is back. Where
        there is a reason to end, don't `insist`: the rest is said with what comes next.
        """
        self._unsaid += events
        while True:
            began, whole = self._clock(), self._whole()
            try:
                appended = await self._d.streams.append(
                    self._reply.id, self._owner, self._seq + 1, self._unsaid
                )
            except REDIS_ERRORS as error:
                log.warning("reply.log_away", reply=self._reply.id, reason=str(error))
                if self._end.done() and not insist:
                    return
                await asyncio.sleep(RESTART_PAUSE)
                continue
            if appended:
                break
            said = Delta | Reasoning | Restated
            others = [it for it in self._unsaid if not isinstance(it, said)]
            self._unsaid = [Restated(text=whole.text, reasoning=whole.reasoning), *others]
        self._seq, self._draft, self._unsaid = self._seq + len(self._unsaid), whole, []
        self._renewed_at = began

    def _whole(self) -> Draft:
        """All that came, also what the log doesn't have yet."""
        return self._draft.extend(self._unsaid)

    def _save_soon(self) -> None:
        """Save the decision and the time of the first word soon: a crash then doesn't lose them."""
        self._due = True
        if not self._asking.spoke:  # no word waits for this
            self._save_now_and_then()

    def _save_now_and_then(self) -> None:
        """Save beside writing: no word waits for the database."""
        now = self._clock()
        if not self._saving.done() or (now - self._saved_at < SNAPSHOT and not self._due):
            return
        size = len(self._draft.text) + len(self._draft.reasoning)
        whole = self._due or size >= self._saved_chars * SNAPSHOT_GROWTH
        self._saved_at, self._due = now, False
        self._saving = asyncio.ensure_future(self._save(whole=whole))

    async def _save(self, *, whole: bool) -> None:
        try:
            if not whole:
                return await finalize.record_alive(self._d, self._reply, self._saved_meta)
            draft, meta = self._whole(), self._asking.so_far()
            await finalize.snapshot(self._d, self._reply, draft, self._seq, meta)
            self._saved_chars = len(draft.text) + len(draft.reasoning)
            self._saved_meta = meta
        except SQLAlchemyError as error:
            log.warning("reply.snapshot_failed", reply=self._reply.id, reason=str(error))

    async def _give_away(self) -> None:
        await self._append(self._inbox.take())
        await self._save(whole=True)
        with contextlib.suppress(*REDIS_ERRORS):  # the lease expires by itself
            await self._d.streams.hand_over(self._reply.id, self._owner)
        log.info("reply.handed_over", reply=self._reply.id)

    async def _finish(self, status: Status, units: int | None) -> Draft:
        draft, finalized = finalize.ended(self._whole(), status, units)
        await self._settle(draft)
        await self._append([finalized], insist=True)
        with contextlib.suppress(*REDIS_ERRORS):  # the lease and the log expire by themselves
            await self._d.streams.release(self._reply.id, self._owner)
        await finalize.announce_end(self._d, self._reply)
        return draft

    async def _settle(self, draft: Draft) -> None:
        meta = self._asking.ended()
        for attempt in range(1, SETTLE_TRIES + 1):
            try:
                await finalize.settle(self._d, self._reply, draft, self._seq, meta)
                return
            except SQLAlchemyError as error:
                log.warning("reply.settle_failed", reply=self._reply.id, reason=str(error))
                if attempt == SETTLE_TRIES:
                    raise
                await self._append([])
                await asyncio.sleep(RESTART_PAUSE * attempt)

    @staticmethod
    async def _cancel(*tasks: asyncio.Task[None]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
