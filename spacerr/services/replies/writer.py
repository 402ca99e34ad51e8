"""Writes one reply: requests the model, appends to the log, settles, ends.

The life of a reply in the only order that is safe for its readers: *claim* and *commit*
(`start`), *write* (this module), *settle* and *end* (`finalize`).
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.errors.models import ModelError
from spacerr.domain.errors.replies import LeaseLost
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Failed, Progressed, ReplyEvent, Told
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.steps import Steps
from spacerr.domain.status import Status
from spacerr.domain.tables import Message
from spacerr.infra.llm.errors import to_model_error
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.chats.context import ReplyContext
from spacerr.services.generation.buffer import EventBuffer
from spacerr.services.generation.generation import Generation
from spacerr.services.replies import finalize, lease
from spacerr.timings import (
    FLUSH,
    FLUSH_LONGEST,
    HEARTBEAT,
    LEASE,
    RESTART_PAUSE,
    SNAPSHOT,
    SNAPSHOT_GROWTH,
)

log = structlog.get_logger(__name__)


class Inherited(NamedTuple):
    """The draft of a reply's previous writer, and the number of its last entry. `adopted`: that
    writer was lost; otherwise the reply waited for a person.
    """

    draft: Draft
    seq: int
    adopted: bool = True


class _End(NamedTuple):
    """How writing ends. `status` None: another process continues."""

    status: Status | None
    units: int | None = None


class Writer:
    def __init__(
        self,
        d: Deps,
        user_id: str,
        reply: Message,
        owner: str,
        messages: Sequence[Message],
        context: ReplyContext | None = None,
        inherited: Inherited | None = None,
        steps: Steps = (),
    ) -> None:
        self._d, self._user_id, self._reply, self._owner = d, user_id, reply, owner
        self._resumed = inherited is not None and not inherited.adopted
        self._adopted = inherited is not None and inherited.adopted
        began = Draft(text=reply.content, reasoning=reply.reasoning, steps=steps)
        began, self._seq, _ = inherited or Inherited(began, 0)
        self._draft = began.resumable()
        self._pending: list[ReplyEvent] = []
        self._buffer = EventBuffer()
        self._generation = Generation(
            d, user_id, reply, messages, context, self._draft, self._buffer, self._save_soon
        )
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
        """Leave the reply to another process, because this one is shutting down."""
        self._end_as(_End(None))

    def _end_as(self, end: _End) -> None:
        if not self._end.done():
            self._end.set_result(end)

    async def run(self) -> Draft | None:
        """Write to the end. Returns the settled draft, or None when another writer continues."""
        async with self._d.streams.writing(self._reply.id):
            return await self._run()

    async def _run(self) -> Draft | None:
        listening = asyncio.create_task(self._listen())
        generating = asyncio.create_task(self._generation.run())
        self._end.add_done_callback(lambda _: generating.cancel())  # whether or not the log answers
        for ending in (self._end, generating):
            ending.add_done_callback(lambda _: self._buffer.wake())
        guarding = asyncio.create_task(self._guard(generating))
        try:
            await self._append(self._opening())
            end = await self._write(generating)
            async with lease.renewing(self._d, self._reply.id, self._owner):
                await self._cancel(generating)
                await self._saving
                if end.status is None:
                    return await self._give_away()
                if end.status is Status.WAITING:
                    return await self._park()
                return await self._finish(end.status, end.units)
        except LeaseLost:
            log.warning("reply.lease_lost", reply=self._reply.id)
            return None
        finally:
            await self._cancel(generating, listening, guarding)
            await asyncio.wait({self._saving})

    def _opening(self) -> list[ReplyEvent]:
        thinking = Progressed(status=Status.THINKING)
        if self._resumed:
            return [thinking]
        said = self._draft.restated()
        return [said, thinking] if said.text or said.reasoning or self._adopted else [thinking]

    async def _listen(self) -> None:
        """Stop requests of any process arrive through Redis, which keeps them: one that was sent
        while Redis couldn't be reached is read afterwards.
        """
        while not self._end.done():
            try:
                async with self._d.streams.stop_requests(self._reply.id) as stops:
                    self.stop(await stops.next())
            except REDIS_ERRORS as error:
                log.warning(
                    "reply.stop_requests_unreachable", reply=self._reply.id, reason=str(error)
                )
                await asyncio.sleep(RESTART_PAUSE)

    async def _guard(self, generating: asyncio.Task[None]) -> None:
        """Stop the request at once when the lease has run out because it couldn't be renewed:
        another process may have taken the reply over. The holder of the lease continues.
        """
        while not generating.done():
            left = self._renewed_at + LEASE - self._clock()
            if left <= 0:
                log.warning("reply.lease_expired", reply=self._reply.id)
                self.hand_over()
                return
            await asyncio.wait({generating}, timeout=left)

    async def _write(self, generating: asyncio.Task[None]) -> _End:
        """Move events from the buffer into the log, until there is a reason to end."""
        due = 0.0
        while not self._end.done():
            await self._buffer.filled(HEARTBEAT)
            await self._buffer.pause(due - self._clock())
            if self._end.done():
                break
            done = generating.done()
            begun = self._clock()
            await self._append(self._buffer.take())
            self._buffer.confirm()
            took = self._clock() - begun
            due = begun + min(FLUSH_LONGEST, max(FLUSH, 4 * took))  # a busy process gathers more
            self._save_now_and_then()
            if done:
                return _End(await self._outcome(generating))
        return self._end.result()

    async def _outcome(self, generating: asyncio.Task[None]) -> Status:
        error = generating.exception()
        if error is None:
            return Status.WAITING if self._generation.waits else Status.COMPLETE
        if not isinstance(error, ModelError | TimeoutError):
            log.error("reply.failed", reply=self._reply.id, exc_info=error)
        named = to_model_error(error)
        self._generation.add_meta(ReplyMeta(provider_request_id=named.request_id))
        if named.provider_message:
            self._generation.add_meta(ReplyMeta(provider_words=named.provider_message))
        if self._adopted and not self._generation.has_output:
            self._generation.add_meta(ReplyMeta(adoption_failed=str(named)))
            return Status.INTERRUPTED
        await self._append(
            [Failed(category=named.category, sentence=str(named), request_id=self._reply.id[-12:])]
        )
        return Status.FAILED

    async def _append(self, events: Sequence[ReplyEvent], *, insist: bool = False) -> None:
        """Append and renew the lease; while Redis can't be reached, try again until it can. Once
        the reply is to end, only with `insist`: otherwise the events are appended with the next
        ones.
        """
        self._pending += events
        while True:
            began, whole = self._clock(), self._full_draft()
            try:
                appended = await self._d.streams.append(
                    self._reply.id, self._owner, self._seq + 1, self._pending
                )
            except REDIS_ERRORS as error:
                log.warning("reply.log_unreachable", reply=self._reply.id, reason=str(error))
                if self._end.done() and not insist:
                    return
                await asyncio.sleep(RESTART_PAUSE)
                continue
            if appended:
                break
            others = [it for it in self._pending if not isinstance(it, Told)]
            self._pending = [whole.restated(), *others]
        self._seq, self._draft, self._pending = self._seq + len(self._pending), whole, []
        self._renewed_at = began

    def _full_draft(self) -> Draft:
        """The draft with all events, also those not in the log yet."""
        return self._draft.extend(self._pending)

    def _save_soon(self) -> None:
        """Save the decision and the time of the first word soon: a crash then doesn't lose them."""
        self._due = True
        if not self._generation.has_output:  # then it delays no text
            self._save_now_and_then()

    def _save_now_and_then(self) -> None:
        """Save in a task of its own, from time to time: events don't wait for the database."""
        now = self._clock()
        if not self._saving.done() or (now - self._saved_at < SNAPSHOT and not self._due):
            return
        size = _size(self._draft)
        whole = self._due or size >= self._saved_chars * SNAPSHOT_GROWTH
        self._saved_at, self._due = now, False
        self._saving = asyncio.ensure_future(self._save(whole=whole))

    async def _save(self, *, whole: bool) -> None:
        try:
            if not whole:
                return await finalize.record_alive(self._d, self._reply, self._saved_meta)
            draft, meta = self._full_draft(), self._generation.running_meta()
            await finalize.snapshot(self._d, self._reply, draft, self._seq, meta)
            self._saved_chars = _size(draft)
            self._saved_meta = meta
        except SQLAlchemyError as error:
            log.warning("reply.snapshot_failed", reply=self._reply.id, reason=str(error))

    async def _give_away(self) -> None:
        await self._append(self._buffer.take())
        await self._save(whole=True)
        with contextlib.suppress(*REDIS_ERRORS):  # the lease expires by itself
            await self._d.streams.hand_over(self._reply.id, self._owner)
        log.info("reply.handed_over", reply=self._reply.id)

    async def _park(self) -> None:
        """Leave the reply to the process that gets an answer to its questions."""
        draft = self._full_draft().apply(Progressed(status=Status.WAITING))
        meta = self._generation.parked_meta()
        await self._store(lambda: finalize.park(self._d, self._reply, draft, self._seq, meta))
        await self._append([Progressed(status=Status.WAITING)])
        with contextlib.suppress(*REDIS_ERRORS):  # the lease expires by itself
            await self._d.streams.hand_over(self._reply.id, self._owner)
        log.info("reply.waits", reply=self._reply.id)

    async def _store(self, store: Callable[[], Awaitable[object]]) -> None:
        await finalize.store_retrying(self._reply, store, lambda: self._append([]))

    async def _finish(self, status: Status, units: int | None) -> Draft:
        draft, finalized = finalize.ended(self._full_draft(), status, units)
        meta = self._generation.ended_meta()
        await self._store(lambda: finalize.settle(self._d, self._reply, draft, self._seq, meta))
        await self._append([finalized], insist=True)
        with contextlib.suppress(*REDIS_ERRORS):  # the lease and the log expire by themselves
            await self._d.streams.release(self._reply.id, self._owner)
        await finalize.announce_end(self._d, self._reply)
        return draft

    @staticmethod
    async def _cancel(*tasks: asyncio.Task[None]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


def _size(draft: Draft) -> int:
    """Characters of a draft, with those of its steps."""
    steps = sum(len(it.arguments) + len(it.result) + 1 for it in draft.steps)
    return len(draft.text) + len(draft.reasoning) + steps
