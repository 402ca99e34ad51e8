"""A bounded buffer of events between the model and the log."""

import asyncio

from spacerr.domain.limits import BUFFER_CHARS, BUFFER_EVENTS
from spacerr.domain.replies.events import Delta, Reasoning, ReplyEvent, merged

TURN = 16
"""Yield to the event loop every 16 events, so that a fast stream can't starve it."""


class EventBuffer:
    def __init__(self) -> None:
        self._events: list[ReplyEvent] = []
        self._chars = 0
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    async def put(self, event: ReplyEvent) -> None:
        """Add an event; waits, and so slows the model down, while the log can't keep up."""
        await self._room.wait()
        self._events.append(event)
        if isinstance(event, Delta | Reasoning):
            self._chars += len(event.text)
        if self._chars >= BUFFER_CHARS or len(self._events) >= BUFFER_EVENTS:
            self._room.clear()
        self._filled.set()
        if len(self._events) % TURN == 0:
            await asyncio.sleep(0)

    def take(self) -> list[ReplyEvent]:
        """Remove and return all events, with neighbouring text joined."""
        events, self._events, self._chars = merged(self._events), [], 0
        self._filled.clear()
        self._room.set()
        return events

    async def filled(self) -> None:
        """Wait until there is something to take."""
        await self._filled.wait()
