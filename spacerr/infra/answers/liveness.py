"""Signs of life of a model's server: bytes that came, whether they say anything or not."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar


class Life:
    """When the server of one answer was last heard of, in the loop's time; None: not yet."""

    def __init__(self) -> None:
        self.last: float | None = None
        self._limit: tuple[asyncio.Timeout, float] | None = None

    def sign(self) -> None:
        """Bytes came."""
        self.last = asyncio.get_running_loop().time()
        limit, seconds = self._limit or (None, 0.0)
        if limit and not limit.expired():
            limit.reschedule(self.last + seconds)

    @contextmanager
    def moves(self, limit: asyncio.Timeout, seconds: float) -> Generator[None]:
        """Within this, a limit that was entered ends so many seconds after the last sign."""
        self._limit = limit, seconds
        try:
            yield
        finally:
            self._limit = None


_watched: ContextVar[Life | None] = ContextVar("watched", default=None)


def watched() -> Life | None:
    """Who is told of what is read of a response that begins here."""
    return _watched.get()


@contextmanager
def watching(life: Life) -> Generator[Life]:
    """Within this, `life` hears of all bytes that come of a server's answer."""
    before = _watched.set(life)
    try:
        yield life
    finally:
        _watched.reset(before)
