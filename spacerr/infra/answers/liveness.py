"""Activity of a model's server: any bytes received, with or without text."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from spacerr.infra.deadline import Deadline


class ServerActivity:
    """When bytes of one answer last arrived, in the loop's time; None before the first."""

    def __init__(self) -> None:
        self.last_seen: float | None = None
        self._limit: tuple[Deadline, float] | None = None

    def touch(self) -> None:
        """Record that bytes arrived, and extend the current timeout."""
        self.last_seen = asyncio.get_running_loop().time()
        if self._limit is not None:
            limit, seconds = self._limit
            limit.extend(self.last_seen + seconds)

    @contextmanager
    def extending(self, limit: Deadline, seconds: float) -> Generator[None]:
        """Within this, each arrival moves a timeout to so many seconds later."""
        self._limit = limit, seconds
        try:
            yield
        finally:
            self._limit = None


_watched: ContextVar[ServerActivity | None] = ContextVar("watched", default=None)


def current_activity() -> ServerActivity | None:
    """The tracker for a response that begins here."""
    return _watched.get()


@contextmanager
def tracking(life: ServerActivity) -> Generator[ServerActivity]:
    """Within this, responses report their bytes to an activity."""
    before = _watched.set(life)
    try:
        yield life
    finally:
        _watched.reset(before)
