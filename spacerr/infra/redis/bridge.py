"""The bridge on Redis streams: one bounded stream of events per audience, a person or a team.

spacerr:bridge:{audience}          what changed around their chats, kept for a day; each entry names
                                   the one before it, so that a reader notices what was trimmed
spacerr:bridge:{audience}:<once>   that a publication has arrived, for a minute
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple, Protocol

import structlog
from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis

from spacerr.domain.bus_events import BridgeEvent, bridge_event
from spacerr.domain.errors.base import NewsMissed
from spacerr.domain.ids import new_id
from spacerr.domain.limits import BRIDGE_ENTRIES
from spacerr.infra.redis.stream_hub import StreamEntry, StreamFeed, StreamHub, is_entry_id
from spacerr.timings import BRIDGE_KEPT

log = structlog.get_logger(__name__)

DEDUPLICATION_KEPT = 120
"""Seconds for which a publication is recognised when it is tried again."""

_PUBLISH = """
if not redis.call('SET', KEYS[2], '', 'NX', 'EX', ARGV[4]) then return end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local before = last[1] and last[1][1] or '0-0'
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'e', ARGV[1], 'p', before)
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""


_POSITION = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if last[1] then return last[1][1] end
redis.call('XADD', KEYS[1], '*', 'begun', '')
redis.call('EXPIRE', KEYS[1], ARGV[1])
return redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1]
"""
"""A stream always has an entry to stand on: that there is none means that some have expired."""


class BridgeEntry(NamedTuple):
    """One event, None when it could not be read, and its id in its audience's stream."""

    audience: str
    id: str
    event: BridgeEvent | None


class BridgeReader(Protocol):
    async def next(self, timeout: float | None = None) -> list[BridgeEntry]:
        """All new events, waiting for some; empty after `timeout` seconds.

        Raises NewsMissed where events were trimmed before they were read, and after an outage, in
        which some may not have been published: fetch anew.
        """
        ...


class Bridge(Protocol):
    """Tells every tab of an audience that something changed."""

    async def publish(
        self, audience: str, event: BridgeEvent | Mapping[str, Any], once: str = ""
    ) -> None:
        """Send an event to all tabs of a person or team, in all processes. An event that is sent
        again with the same `once` arrives once. A mapping is sent as it is, whether or not this
        version knows the event.
        """
        ...

    async def position(self, audience: str) -> str:
        """The id of the audience's last event; read on from it after fetching."""
        ...

    async def delete(self, audiences: Sequence[str]) -> None:
        """Delete the events of audiences. A reader that still listens fetches its list again."""
        ...

    def subscribe(self, after: Mapping[str, str]) -> AbstractAsyncContextManager[BridgeReader]:
        """Events of several audiences, each strictly after an id, those to come included.

        Its reader raises NewsMissed at once where what followed an id is no longer there.
        """
        ...


class RedisBridge:
    def __init__(self, redis: Redis, tail: StreamHub) -> None:
        self._redis, self._tail = redis, tail
        self._publish = redis.register_script(_PUBLISH)
        self._position = redis.register_script(_POSITION)
        self._unreadable: deque[str] = deque(maxlen=100)

    async def publish(
        self, audience: str, event: BridgeEvent | Mapping[str, Any], once: str = ""
    ) -> None:
        stream = _key(audience)
        written = event.model_dump_json() if isinstance(event, BaseModel) else json.dumps(event)
        await self._publish(
            keys=[stream, f"{stream}:{once or new_id()}"],
            args=[written, BRIDGE_ENTRIES, BRIDGE_KEPT, DEDUPLICATION_KEPT],
        )

    async def position(self, audience: str) -> str:
        return await self._position(keys=[_key(audience)], args=[BRIDGE_KEPT])

    async def delete(self, audiences: Sequence[str]) -> None:
        if not audiences:
            return
        streams = {_key(audience) for audience in audiences}
        arrived = [
            key
            async for key in self._redis.scan_iter(match=f"{_key('*')}:*", count=1000)
            if key.partition("}")[0] + "}" in streams
        ]
        async with self._redis.pipeline(transaction=False) as pipe:
            for key in (*streams, *arrived):
                pipe.unlink(key)
            await pipe.execute()

    @asynccontextmanager
    async def subscribe(self, after: Mapping[str, str]) -> AsyncGenerator["_RedisBridgeReader"]:
        ready = asyncio.Event()
        # Asked first: the process's reader would wait for all tabs at an id that was never given.
        # A later trim is noticed in `_take`: each entry names the one before it.
        intact = all([await self._intact(*cursor) for cursor in after.items()])
        async with AsyncExitStack() as stack:
            feeds = {
                audience: await stack.enter_async_context(
                    self._tail.subscribe(_key(audience), cursor, ready)
                )
                for audience, cursor in (after.items() if intact else ())
            }
            yield _RedisBridgeReader(self, self._tail, feeds, dict(after), ready, intact)

    def read(self, audience: str, entry: StreamEntry) -> BridgeEntry:
        """An entry's event. One that is malformed or unknown is logged once, for all who read."""
        try:
            return BridgeEntry(audience, entry.id, bridge_event.validate_json(entry.fields["e"]))
        except (ValidationError, KeyError):
            if entry.id not in self._unreadable:
                self._unreadable.append(entry.id)
                log.warning("bridge.unreadable", entry=entry.id)
            return BridgeEntry(audience, entry.id, None)

    async def _intact(self, audience: str, after: str) -> bool:
        """Whether everything after an id is still there. Nothing is after what is no id."""
        if not is_entry_id(after):
            return False
        async with self._redis.pipeline() as pipe:
            pipe.xrange(_key(audience), min=f"({after}", count=1)
            pipe.xrevrange(_key(audience), count=1)
            following, last = await pipe.execute()
        if following:
            return following[0][1].get("p") == after
        return bool(last) and last[0][0] == after


class _RedisBridgeReader:
    def __init__(
        self,
        bridge: RedisBridge,
        tail: StreamHub,
        feeds: dict[str, StreamFeed],
        cursors: dict[str, str],
        ready: asyncio.Event,
        intact: bool,
    ) -> None:
        self._bridge, self._tail, self._feeds = bridge, tail, feeds
        self._cursors, self._ready = cursors, ready
        self._outages, self._intact = tail.outages, intact

    async def next(self, timeout: float | None = None) -> list[BridgeEntry]:
        while True:
            self._ready.clear()
            news = [it for audience in self._feeds for it in await self._take(audience)]
            if not self._intact or self._tail.outages != self._outages:
                raise NewsMissed
            if news:
                return news
            try:
                async with asyncio.timeout(timeout):
                    await self._ready.wait()
            except TimeoutError:
                return []

    async def _take(self, audience: str) -> list[BridgeEntry]:
        entries = await self._feeds[audience].take()
        for entry in entries:
            self._intact &= entry.fields.get("p") == self._cursors[audience]
            self._cursors[audience] = entry.id
        return [self._bridge.read(audience, it) for it in entries if "begun" not in it.fields]


def _key(audience: str) -> str:
    return f"spacerr:bridge:{{{audience}}}"
