"""Time limits of an answer: for its first token, between two, and after its finish reason."""

import asyncio
from contextlib import nullcontext
from typing import Self

from spacerr.domain.replies.events import Working
from spacerr.infra.answers.answer import Answer, Pieces
from spacerr.infra.answers.liveness import ServerActivity, tracking
from spacerr.infra.deadline import Deadline
from spacerr.infra.llm.interface import ModelRequest
from spacerr.infra.net.ssrf_guard import public_addresses_only
from spacerr.timings import WORKING_SHOWN

AFTER_FINISH_LIMIT = 5.0
"""Seconds to wait for usage after a finish reason. The reply is complete without it."""


class TimedReader:
    """Reads an answer within its time limits, while its context is open. Bytes without text
    extend the limits, because the server is working.
    """

    def __init__(
        self, answer: Answer, request: ModelRequest, first_token_by: float, life: ServerActivity
    ) -> None:
        self._arriving = answer.pieces()
        self._ending, self._request, self._life = answer.finish, request, life
        self._first_token_by = first_token_by
        self._clock = asyncio.get_running_loop().time
        self._report_at = self._clock() + WORKING_SHOWN
        self._reported = self._started = False
        self._step: asyncio.Future[Pieces | None] | None = None
        self._last_words_by = 0.0
        self._deadline = Deadline()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._deadline.close()
        await self._leave()
        await self._arriving.aclose()

    async def next(self) -> Pieces | Working | None:
        """The next pieces, None at the end. Raises TimeoutError and what reading raises."""
        try:
            return await (self._next_word() if self._started else self._first_word())
        except TimeoutError:
            if not self._ending.is_complete:
                raise
            return None

    async def _first_word(self) -> Pieces | Working | None:
        """Wait for the first text in a task, so that `Working` can be returned before it comes."""
        if self._step is None:
            self._step = asyncio.ensure_future(self._next())
            self._last_words_by = self._clock() + self._silence
        if not await self._arrives(self._step):
            return Working()
        step, self._step = self._step, None
        pieces = step.result()
        self._started = bool(pieces)
        return pieces

    async def _next_word(self) -> Pieces | None:
        silence, believed = self._silence, self._ending.is_complete
        extending = nullcontext() if believed else self._life.extending(self._deadline, silence)
        with self._deadline.within(self._clock() + silence), extending:
            return await self._next()

    async def _next(self) -> Pieces | None:
        with (
            public_addresses_only(self._request.public_only),
            tracking(self._life),
        ):  # some ask only now
            return await anext(self._arriving, None)

    @property
    def _silence(self) -> float:
        silence = self._request.limits.silence
        return min(silence, AFTER_FINISH_LIMIT) if self._ending.is_final else silence

    async def _arrives(self, step: asyncio.Future[Pieces | None]) -> bool:
        """Wait for a step. True when it is done; False once, when `Working` is to be reported.
        Raises TimeoutError.
        """
        while True:
            until = self._due()
            until = until if self._reported else min(until, self._report_at)
            await asyncio.wait({step}, timeout=max(0.0, until - self._clock()))
            if step.done():
                return True
            if self._clock() >= self._due():
                raise TimeoutError
            if not self._reported and self._clock() >= self._report_at:
                self._report_at += WORKING_SHOWN
                self._reported = self._life.last_seen is not None
                if self._reported:
                    return False

    def _due(self) -> float:
        if self._ending.is_complete:
            return self._last_words_by
        if self._life.last_seen is None:
            return self._first_token_by
        return max(self._first_token_by, self._life.last_seen + self._request.limits.silence)

    async def _leave(self) -> None:
        """Cancel the task that waits for the first text, and ignore its result."""
        if (step := self._step) is None:
            return
        step.cancel()
        await asyncio.wait({step})
        if not step.cancelled():
            step.exception()
