"""How long an answer is waited for: its first word, the next one, and its last words."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, nullcontext

from spacerr.domain.replies.events import Working
from spacerr.infra.answers.answer import Answer, Pieces
from spacerr.infra.answers.liveness import ServerActivity, tracking
from spacerr.infra.llm.interface import ModelRequest
from spacerr.infra.net.ssrf_guard import public_addresses_only
from spacerr.timings import WORKING_TOLD

AFTER_FINISH_LIMIT = 5.0
"""Longest wait, in seconds, for what follows a finish reason: the reply is whole without it."""


async def with_timeouts(
    answer: Answer, request: ModelRequest, first_token_by: float, life: ServerActivity
) -> AsyncGenerator[Pieces | Working]:
    """The pieces of an answer as they come. Bytes that say nothing extend both limits: a server
    that sends them is at work. Raises TimeoutError and what reading raises.
    """
    wait = _TimedReader(answer, request, first_token_by, life)
    async with aclosing(answer.pieces()) as arriving:
        try:
            async with aclosing(wait.for_the_first(arriving)) as first:
                async for pieces in first:
                    yield pieces
            async with aclosing(wait.for_the_rest(arriving)) as rest:
                async for pieces in rest:
                    yield pieces
        except TimeoutError:
            if not answer.finish.is_complete:
                raise


class _TimedReader:
    def __init__(
        self, answer: Answer, request: ModelRequest, first_token_by: float, life: ServerActivity
    ) -> None:
        self._ending, self._request, self._life = answer.finish, request, life
        self._first_token_by = first_token_by
        self._clock = asyncio.get_running_loop().time
        self._tell_at = self._clock() + WORKING_TOLD
        self._told = self._over = False

    async def for_the_first(
        self, arriving: AsyncGenerator[Pieces]
    ) -> AsyncGenerator[Pieces | Working]:
        """Up to the first word. That is waited for in a task, so that something can be told
        meanwhile.
        """
        spoke = False
        while not spoke:
            step = asyncio.ensure_future(self._next(arriving))
            last_words_by = self._clock() + self._silence
            try:
                while not await self._arrives(step, last_words_by):
                    yield Working()
                pieces = step.result()
            finally:
                await _leave(step)
            if pieces is None:
                self._over = True
                return
            spoke = bool(pieces)
            yield pieces

    async def for_the_rest(self, arriving: AsyncGenerator[Pieces]) -> AsyncGenerator[Pieces]:
        while not self._over:
            silence, believed = self._silence, self._ending.is_complete
            async with asyncio.timeout(silence) as limit:
                with nullcontext() if believed else self._life.extending(limit, silence):
                    pieces = await self._next(arriving)
            if pieces is None:
                return
            yield pieces

    async def _next(self, arriving: AsyncGenerator[Pieces]) -> Pieces | None:
        with (
            public_addresses_only(self._request.public_only),
            tracking(self._life),
        ):  # some ask only now
            return await anext(arriving, None)

    @property
    def _silence(self) -> float:
        silence = self._request.limits.silence
        return min(silence, AFTER_FINISH_LIMIT) if self._ending.is_final else silence

    async def _arrives(self, step: asyncio.Future[Pieces | None], last_words_by: float) -> bool:
        """Whether a step is done; False once, where it is to be told that the server is at work.
        Raises TimeoutError.
        """
        while True:
            until = self._due(last_words_by)
            until = until if self._told else min(until, self._tell_at)
            await asyncio.wait({step}, timeout=max(0.0, until - self._clock()))
            if step.done():
                return True
            if self._clock() >= self._due(last_words_by):
                raise TimeoutError
            if not self._told and self._clock() >= self._tell_at:
                self._tell_at += WORKING_TOLD
                self._told = self._life.last_seen is not None
                if self._told:
                    return False

    def _due(self, last_words_by: float) -> float:
        if self._ending.is_complete:
            return last_words_by
        if self._life.last_seen is None:
            return self._first_token_by
        return max(self._first_token_by, self._life.last_seen + self._request.limits.silence)


async def _leave(step: asyncio.Future[Pieces | None]) -> None:
    """Cancel a step and wait for its end; how it ends plays no part."""
    step.cancel()
    await asyncio.wait({step})
    if not step.cancelled():
        step.exception()
