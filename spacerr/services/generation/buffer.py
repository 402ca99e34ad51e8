"""A bounded buffer of events between the model and the log."""

import asyncio

from spacerr.domain.limits import BUFFER_CHARS, BUFFER_EVENTS
from spacerr.domain.replies.draft import merged
from spacerr.domain.replies.events import Delta, Reasoning, ReplyEvent

TURN = 16
"""Yield to the event loop every 16 events, so that a fast stream can't starve it."""


class EventBuffer:
    """Filled by one task and emptied by another one, the writer, which alone may wait for it."""

    def __init__(self) -> None:
        self._events: list[ReplyEvent] = []
        self._chars = 0
        self._room = asyncio.Event()
        self._room.set()
        self._waiter: asyncio.Future[None] | None = None
        self._written: asyncio.Future[None] | None = None
        self._taken: asyncio.Future[None] | None = None
        self._pauses = self._awake = False

    async def put(self, event: ReplyEvent) -> None:
        """Add an event; waits, and so slows the model down, while the log can't keep up."""
        await self._room.wait()
        self._events.append(event)
        if isinstance(event, Delta | Reasoning):
            self._chars += len(event.text)
        if self._chars >= BUFFER_CHARS or len(self._events) >= BUFFER_EVENTS:
            self._room.clear()
        if not self._pauses:
            self._release()
        if len(self._events) % TURN == 0:
            await asyncio.sleep(0)

    def take(self) -> list[ReplyEvent]:
        """Remove and return all events, with neighbouring text joined."""
        events, self._events, self._chars = merged(self._events), [], 0
        if self._taken is None:
            self._taken, self._written = self._written, None
        self._room.set()
        return events

    async def written(self) -> None:
        """Wait until all events put so far are in the log."""
        if self._written is None:
            self._written = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._written)

    def confirm(self) -> None:
        """The events taken last are in the log."""
        if self._taken is not None and not self._taken.done():
            self._taken.set_result(None)
        self._taken = None

    async def filled(self, seconds: float) -> None:
        """Wait until there is something to take, at most so long."""
        if not self._events:
            await self._wait(seconds)

    async def pause(self, seconds: float) -> None:
        """Wait so long, also when events are put in meanwhile."""
        if seconds > 0:
            self._pauses = True
            await self._wait(seconds)
            self._pauses = False

    def wake(self) -> None:
        """From now on, don't let the writer wait any more."""
        self._awake = True
        self._release()

    async def _wait(self, seconds: float) -> None:
        if self._awake:
            return
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = loop.call_later(seconds, self._release)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _release(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
