"""Which model servers are streaming replies, to this process or another one.

Some servers answer one request at a time: a second request ends the reply.

spacerr:{busy}   sorted set: "<process> <host>:<port>", by when it ends unless it is said again
                 (Redis's clock, in ms)
"""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

import httpx
from redis.asyncio import Redis

from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.timings import HEARTBEAT

_KEY = "spacerr:{busy}"
_SAY_AND_LOOK = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
"""
_BEATS = 3
"""Missed reports after which a process's streams no longer count."""

_streams: Counter[str] = Counter()
_elsewhere: frozenset[str] = frozenset()


@contextmanager
def streaming(base: str | None) -> Generator[None]:
    """Within this, the server at an address counts as streaming."""
    place = _place(base)
    _streams[place] += 1
    try:
        yield
    finally:
        _streams[place] -= 1
        if not _streams[place]:
            del _streams[place]


def is_busy(base: str | None) -> bool:
    """Whether a server streams to a process; of other processes known after `every` seconds."""
    place = _place(base)
    return place in _streams or place in _elsewhere


async def run(redis: Redis, process: str, every: float = HEARTBEAT) -> None:
    """Exchange with other processes, for ever, which servers stream to them. While Redis is away,
    only this process's own streams are known: a request for a list may then end another's reply.
    """
    global _elsewhere
    script, kept, own = redis.register_script(_SAY_AND_LOOK), int(_BEATS * every * 1000), process
    while True:
        said = [f"{own} {place}" for place in _streams]
        try:
            found = [str(it).split(" ", 1) for it in await script(keys=[_KEY], args=[kept, *said])]
        except REDIS_ERRORS:
            found = []
        _elsewhere = frozenset(place for by, place in found if by != own)
        await asyncio.sleep(every)


def _place(base: str | None) -> str:
    try:
        url = httpx.URL(base or "")
    except httpx.InvalidURL:
        return base or ""
    return f"{url.host}:{url.port or ''}"
