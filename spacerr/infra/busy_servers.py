"""Which model servers are streaming replies to this process just now.

Some of them answer one request at a time: any other request ends the reply.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

import httpx

_streams: Counter[tuple[str, int | None]] = Counter()


@contextmanager
def streaming(base: str | None) -> Generator[None]:
    """Within this, a reply comes from the server at an address."""
    place = _place(base)
    _streams[place] += 1
    try:
        yield
    finally:
        _streams[place] -= 1
        if not _streams[place]:
            del _streams[place]


def is_busy(base: str | None) -> bool:
    return _place(base) in _streams


def _place(base: str | None) -> tuple[str, int | None]:
    try:
        url = httpx.URL(base or "")
    except httpx.InvalidURL:
        return base or "", None
    return url.host, url.port
