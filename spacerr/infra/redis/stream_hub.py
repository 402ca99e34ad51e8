"""The process's one reader of Redis streams, fanned out to its subscribers.

One blocked XREAD serves any number of streams and subscribers. A subscriber names its cursor and
gets every later entry exactly once and in order. A slow subscriber is not buffered without end: it
reads on from the stream itself. What this process writes itself is handed over once the server has
accepted it, and not read again.
"""

import asyncio
import re
from collections import Counter, deque
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

import structlog
from redis.exceptions import RedisError, ResponseError

from spacerr.domain.limits import FEED_ENTRIES
from spacerr.infra.redis.client import REDIS_ERRORS, BoundedRedis
from spacerr.timings import READ_BLOCK_MS, REDIS_PAUSE_LONGEST, RESTART_PAUSE

log = structlog.get_logger(__name__)

START = "0-0"
PAGE = 1_000  # entries read at once

_ENTRY_ID = re.compile(r"[0-9]{1,18}-[0-9]{1,18}")


class StreamEntry(NamedTuple):
    """One stream entry: its Redis id and its fields; `parsed` where it was written here."""

    id: str
    fields: Mapping[str, str]
    parsed: Any = None


def is_entry_id(text: str) -> bool:
    """Whether a text is an id as streams have them: two numbers that Redis can hold."""
    return _ENTRY_ID.fullmatch(text) is not None


def entry_order(entry_id: str) -> tuple[int, int]:
    """Redis ids compare as two numbers, not as text."""
    high, _, low = entry_id.partition("-")
    return int(high), int(low or 0)


class StreamFeed:
    """One subscriber's cursor in one stream."""

    def __init__(
        self,
        tail: "StreamHub",
        key: str,
        after: str,
        *,
        caught_up: bool,
        ready: asyncio.Event | None,
    ) -> None:
        self._tail, self._key, self._cursor = tail, key, after
        self._behind = not caught_up
        self._pending: deque[StreamEntry] = deque()
        self._ready = ready or asyncio.Event()
        self._roused = False
        self._failure: RedisError | None = None

    async def next(self, timeout: float | None = None) -> list[StreamEntry]:
        """All new entries, waiting for some if there are none.

        Empty after `timeout` seconds, and when the server is back after an outage. Raises
        RedisError where the server can't be reached, or can't read this stream.
        """
        while True:
            self._ready.clear()
            found = await self.take()
            if found or self._roused:
                self._roused = False
                return found
            try:
                async with asyncio.timeout(timeout):
                    await self._ready.wait()
            except TimeoutError:
                return []

    async def take(self) -> list[StreamEntry]:
        """New entries, without waiting."""
        while True:
            if self._failure is not None:
                raise self._failure
            found = await self._missed() if self._behind else self._arrived()
            self._cursor = found[-1].id if found else self._cursor
            if found or not self._behind:
                return found

    def push(self, entries: list[StreamEntry]) -> None:
        """Called by the reader. Never waits: a full feed drops its entries and reads the stream."""
        if len(self._pending) + len(entries) > FEED_ENTRIES:
            self.fall_behind()
        if not self._behind:
            self._pending.extend(entries)
        self._ready.set()

    def fall_behind(self) -> None:
        """Read the stream itself before what is pushed from now on."""
        self._pending.clear()
        self._behind = True

    def notify_recovery(self) -> None:
        """Called by the reader after an outage, so that `next` returns."""
        self._roused = True
        self._ready.set()

    def fail(self, error: RedisError) -> None:
        """Called by the reader when this stream can't be read: `next` raises from now on."""
        self._failure = error
        self._ready.set()

    async def _missed(self) -> list[StreamEntry]:
        # Entries offered from here on are buffered again, so nothing falls between the two.
        self._behind = False
        try:
            page = await self._tail.page(self._key, self._cursor)
        except BaseException:
            self._behind = True
            raise
        if len(page) == PAGE:
            self._behind = True
            self._pending.clear()
        return page

    def _arrived(self) -> list[StreamEntry]:
        after = entry_order(self._cursor)
        found = [entry for entry in self._pending if entry_order(entry.id) > after]
        self._pending.clear()
        return found


class _WatchedStream:
    """A stream that is read, its position and its feeds."""

    def __init__(self, after: str) -> None:
        self.after = after
        self.feeds: set[StreamFeed] = set()

    def push(self, entries: Iterable[StreamEntry]) -> None:
        """Hand entries to all feeds, except those that they have got already."""
        known = entry_order(self.after)
        new = [entry for entry in entries if entry_order(entry.id) > known]
        if not new:
            return
        self.after = new[-1].id
        for feed in list(self.feeds):
            feed.push(new)


class StreamHub:
    """`outages` counts how often the server could not be reached."""

    def __init__(self, redis: BoundedRedis, process: str) -> None:
        self._redis, self.process = redis, process
        self._blocked = redis.blocking(READ_BLOCK_MS / 1000)
        self._wake = f"spacerr:wake:{process}"
        self._watches: dict[str, _WatchedStream] = {}
        self._writers: Counter[str] = Counter()
        self.outages = 0

    @asynccontextmanager
    async def subscribe(
        self, key: str, after: str = START, ready: asyncio.Event | None = None
    ) -> AsyncGenerator[StreamFeed]:
        """A feed of `key` strictly after an entry id. `ready` is set when it has something: a
        reader of several feeds shares one. Raises ValueError where `after` is no entry id.
        """
        if not is_entry_id(after):
            raise ValueError("no entry id")
        known = self._watches.get(key)
        watch = known or self._watches.setdefault(key, _WatchedStream(after))
        is_read = key not in self._writers
        feed = StreamFeed(self, key, after, caught_up=known is None and is_read, ready=ready)
        watch.feeds.add(feed)
        try:
            if known is None and is_read:
                await self._wake_reader()
            yield feed
        finally:
            watch.feeds.discard(feed)
            if not watch.feeds and self._watches.get(key) is watch:
                del self._watches[key]

    @asynccontextmanager
    async def writing(self, key: str) -> AsyncGenerator[None]:
        """While this process is a stream's only writer, its feeds get what `deliver` is given, and
        the stream isn't read. What others wrote before is read once more by each feed.
        """
        self._writers[key] += 1
        if key in self._watches:
            for feed in self._watches[key].feeds:
                feed.fall_behind()
        try:
            yield
        finally:
            self._writers[key] -= 1
            if not self._writers[key]:
                del self._writers[key]
                if key in self._watches:
                    with suppress(*REDIS_ERRORS):  # then the reader begins anew by itself
                        await self._wake_reader()

    def deliver(self, key: str, entries: Iterable[StreamEntry]) -> None:
        """Hand entries to the feeds of a stream that this process is `writing`, once the server has
        accepted them. Does nothing for any other stream.
        """
        if key in self._writers and (watch := self._watches.get(key)):
            watch.push(entries)

    async def page(self, key: str, after: str) -> list[StreamEntry]:
        """Up to PAGE entries strictly after an id, without waiting for more."""
        found = await self._redis.xrange(key, min=f"({after}", count=PAGE)
        return [StreamEntry(entry_id, fields) for entry_id, fields in found]

    async def close(self) -> None:
        """Delete this reader's wake stream, once `run` has ended."""
        try:
            await self._redis.delete(self._wake)
        except REDIS_ERRORS:
            log.info("stream_hub.wake_left_behind")

    async def _wake_reader(self) -> None:
        """End the blocked XREAD, so that the next one includes a new stream."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.xadd(self._wake, {"w": ""}, maxlen=1)
            pipe.pexpire(self._wake, READ_BLOCK_MS * 12)
            await pipe.execute()

    async def run(self) -> None:
        """Read for as long as the process lives, through outages of the server."""
        wake, pause, away = START, RESTART_PAUSE, False
        while True:
            try:
                if away:
                    await self._redis.ping()  # pyright: ignore[reportGeneralTypeIssues]
                    self._rouse_all()
                    pause, away = RESTART_PAUSE, False
                asked = {key: it for key, it in self._watches.items() if key not in self._writers}
                cursors = {key: watch.after for key, watch in asked.items()}
                wake = await self._read(asked, {**cursors, self._wake: wake})
            except REDIS_ERRORS as error:
                away = True
                log.warning("stream_hub.reconnecting", reason=str(error))
                self.outages += 1
                await asyncio.sleep(pause)
                pause = min(pause * 2, REDIS_PAUSE_LONGEST)

    def _rouse_all(self) -> None:
        for watch in self._watches.values():
            for feed in watch.feeds:
                feed.notify_recovery()

    async def _drop_unreadable(self, asked: Mapping[str, _WatchedStream]) -> bool:
        """End the watches whose streams the server refuses to read; whether there were any. All
        others are read on.
        """
        dropped = False
        for key, watch in asked.items():
            try:
                await self._redis.xread({key: watch.after}, count=1)
            except ResponseError as error:
                dropped = True
                log.warning("stream_hub.unreadable", stream=key, reason=str(error))
                if self._watches.get(key) is watch:
                    del self._watches[key]
                for feed in watch.feeds:
                    feed.fail(error)
        return dropped

    async def _read(self, asked: dict[str, _WatchedStream], cursors: dict[str, str]) -> str:
        wake = cursors[self._wake]
        try:
            found = await self._blocked.xread(cursors, count=PAGE, block=READ_BLOCK_MS)  # pyright: ignore[reportArgumentType]
        except ResponseError:
            if await self._drop_unreadable(asked):
                return wake
            raise
        for key, entries in found:
            if key == self._wake:
                wake = entries[-1][0]
                continue
            asked[key].push(StreamEntry(entry_id, fields) for entry_id, fields in entries)
        return wake
