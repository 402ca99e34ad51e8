"""Backoff between attempts to reach a server that is away: growing pauses with jitter."""

import asyncio
import random

from sqlalchemy.exc import SQLAlchemyError

from spacerr.timings import DATABASE_PAUSE_LONGEST, REDIS_PAUSE_LONGEST, RESTART_PAUSE


class Backoff:
    """For one task that retries, and calls `reset` after a success."""

    def __init__(self) -> None:
        self._next = RESTART_PAUSE

    def reset(self) -> None:
        """Start with the shortest pause again."""
        self._next = RESTART_PAUSE

    async def pause(self, error: BaseException) -> None:
        """Wait before the next attempt. The longest pause depends on the error: new connections to
        Redis are cheap and few, but those to a database that starts keep it busy.
        """
        database = isinstance(error, SQLAlchemyError)
        longest = DATABASE_PAUSE_LONGEST if database else REDIS_PAUSE_LONGEST
        await asyncio.sleep(min(self._next, longest) * random.uniform(0.5, 1.5))
        self._next = min(self._next * 2, longest)
