"""The metadata of a reply while it is generated: how it came about, times, attempts and usage."""

import structlog

from spacerr.domain.errors.models import ModelError
from spacerr.domain.ids import now_ms
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.meta import Attempt, ReplyMeta
from spacerr.domain.tables import Message
from spacerr.infra.metrics import FIRST_TOKEN
from spacerr.services.usage import record
from spacerr.services.usage.meter import UsageMeter

log = structlog.get_logger(__name__)


class ReplyRecord:
    """`meta` is the metadata so far, `meter` counts the request that runs."""

    def __init__(self, reply: Message) -> None:
        self.meta = ReplyMeta.read(reply.meta)
        self.meter: UsageMeter | None = None
        self._reply_id = reply.id
        self._started_at = self.meta.started_at or now_ms()
        self._reasoned_until_ms: int | None = None
        self.add(ReplyMeta(started_at=self._started_at))

    def add(self, more: ReplyMeta) -> None:
        """Merge more into the metadata."""
        self.meta = self.meta.merge(more)

    def remove(self, *names: str) -> None:
        """Remove fields."""
        self.meta = self.meta.without(*names)

    def add_usage(self) -> None:
        """Count the request that has ended."""
        if self.meter is not None:
            self.add(record.add_usage(self.meta, self.meter.meta()))
            self.meter = None

    def add_attempt(self, error: ModelError) -> None:
        """A request failed, and is repeated."""
        log.info("reply.retrying", reply=self._reply_id, category=error.category)
        attempt = Attempt(category=error.category, sentence=str(error), at=now_ms())
        if error.provider_message:
            attempt = attempt.model_copy(update={"words": error.provider_message})
        self.add(ReplyMeta(retried=[*(self.meta.retried or []), attempt]))

    def add_output(self, *, thought: bool, resumed: bool) -> None:
        """There was output now: a `thought`, text or a call. `resumed`: a lost process had some."""
        waited = now_ms() - self._started_at
        if self.meta.first_token_ms is None and not resumed:
            self.add(ReplyMeta(first_token_ms=waited))
            FIRST_TOKEN.observe(waited / 1000)
        if thought:
            self._reasoned_until_ms = waited

    def running(self, began: Draft) -> ReplyMeta:
        """`meta`, with the running request: another process needs it if this one is lost. `began`:
        the reply before the request.
        """
        meta = self._with_reasoning_time()
        if self.meter is None:
            return meta
        return meta.merge(ReplyMeta(request=self.meter.running_request(began)))

    def parked(self) -> ReplyMeta:
        """`meta`, with the usage of all requests: none is running."""
        self.add_usage()
        return self._with_reasoning_time()

    def ended(self) -> ReplyMeta:
        """`meta`, with the usage and the total time."""
        self.add_usage()
        meta = self._with_reasoning_time()
        took = now_ms() - self._started_at - (meta.waited_ms or 0)
        return meta.merge(ReplyMeta(total_ms=max(0, took)))  # clocks of processes differ

    def _with_reasoning_time(self) -> ReplyMeta:
        until = self._reasoned_until_ms
        return self.meta if until is None else self.meta.merge(ReplyMeta(reasoned_until_ms=until))
