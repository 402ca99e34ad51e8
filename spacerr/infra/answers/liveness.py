"""Signs of life of a model's server: bytes that came, whether they say anything or not."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar


class ServerActivity:
    """When the server of one answer was last heard of, in the loop's time; None: not yet."""

    def __init__(self) -> None:
        self.last_seen: float | None = None
        self._limit: tuple[asyncio.Timeout, float] | None = None

    def touch(self) -> None:
        """Bytes came."""
        self.last_seen = asyncio.get_running_loop().time()
        limit, seconds = self._limit or (None, 0.0)
        if limit and not limit.expired():
            limit.reschedule(self.last_seen + seconds)

    @contextmanager
    def extending(self, limit: asyncio.Timeout, seconds: float) -> Generator[None]:
        """Within this, a limit that was entered ends so many seconds after the last sign."""
        self._limit = limit, seconds
        try:
            yield
        finally:
            self._limit = None


_watched: ContextVar[ServerActivity | None] = ContextVar("watched", default=None)


def current_activity() -> ServerActivity | None:
    """Who is told of what is read of a response that begins here."""
    return _watched.get()


@contextmanager
def tracking(life: ServerActivity) -> Generator[ServerActivity]:
    """Within this, `life` hears of all bytes that come of a server's answer."""
    before = _watched.set(life)
    try:
        yield life
    finally:
        _watched.reset(before)
