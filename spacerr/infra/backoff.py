"""Pauses between tries to reach a server that is away: each longer than the last, none in step."""

import asyncio
import random

from sqlalchemy.exc import SQLAlchemyError

from spacerr.timings import DATABASE_PAUSE_LONGEST, REDIS_PAUSE_LONGEST, RESTART_PAUSE


class Backoff:
    """For one task that tries again and again, and calls `reset` when it got through."""

    def __init__(self) -> None:
        self._next = RESTART_PAUSE

    def reset(self) -> None:
        """Begin with the shortest pause again."""
        self._next = RESTART_PAUSE

    async def pause(self, error: BaseException) -> None:
        """Wait before the next try. How long at most depends on what failed: new connections to
        Redis are cheap and few, those to a database that comes up are what keeps it busy.
        """
        database = isinstance(error, SQLAlchemyError)
        longest = DATABASE_PAUSE_LONGEST if database else REDIS_PAUSE_LONGEST
        await asyncio.sleep(min(self._next, longest) * random.uniform(0.5, 1.5))
        self._next = min(self._next * 2, longest)
