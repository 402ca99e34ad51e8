"""What a model has said and the log has not: bounded, joined, ready to be taken in one go."""

import asyncio

from spacerr.domain.limits import BUFFER_CHARS
from spacerr.domain.replies.events import Delta, Reasoning, ReplyEvent, merged

TURN = 16
"""Events after which others get their turn: a model that has everything ready never waits by
itself, and what it said would be shown only when it is done."""


class Inbox:
    def __init__(self) -> None:
        self._events: list[ReplyEvent] = []
        self._chars = 0
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    async def put(self, event: ReplyEvent) -> None:
        """Add an event; waits, and so makes the model wait, while the log can't keep up."""
        await self._room.wait()
        self._events.append(event)
        if isinstance(event, Delta | Reasoning):
            self._chars += len(event.text)
        if self._chars >= BUFFER_CHARS:
            self._room.clear()
        self._filled.set()
        if len(self._events) % TURN == 0:
            await asyncio.sleep(0)

    def take(self) -> list[ReplyEvent]:
        """Everything so far, neighbouring text joined."""
        events, self._events, self._chars = merged(self._events), [], 0
        self._filled.clear()
        self._room.set()
        return events

    async def filled(self) -> None:
        """Wait until there is something to take."""
        await self._filled.wait()
