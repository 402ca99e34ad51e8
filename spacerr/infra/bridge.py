"""The bridge on Redis streams: one bounded stream of events per person.

spacerr:bridge:{user}   what changed around this person's chats, kept for a day
"""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple, Protocol

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis

from spacerr.domain.bridge import BridgeEvent, bridge_event
from spacerr.domain.errors import NewsMissed
from spacerr.domain.limits import BRIDGE_ENTRIES
from spacerr.infra.tail import Feed, Tail
from spacerr.timings import BRIDGE_KEPT

log = structlog.get_logger(__name__)


class News(NamedTuple):
    """One event, None when it could not be read, and its id in the person's stream."""

    id: str
    event: BridgeEvent | None


class NewsReader(Protocol):
    async def next(self, timeout: float | None = None) -> list[News]:
        """All new events, waiting for some; empty after `timeout` seconds.

        Raises NewsMissed after an outage, in which events could not be published: fetch anew.
        """
        ...


class Bridge(Protocol):
    """Tells every tab of a person that something changed."""

    async def publish(self, user_id: str, event: BridgeEvent) -> None:
        """Send an event to all tabs of a person, in all processes."""
        ...

    async def position(self, user_id: str) -> str:
        """The id of the person's last event; read on from it after fetching."""
        ...

    def subscribe(self, user_id: str, after: str) -> AbstractAsyncContextManager[NewsReader]:
        """Events strictly after an id, those to come included."""
        ...


class RedisBridge:
    def __init__(self, redis: Redis, tail: Tail) -> None:
        self._redis, self._tail = redis, tail

    async def publish(self, user_id: str, event: BridgeEvent) -> None:
        async with self._redis.pipeline() as pipe:
            pipe.xadd(_key(user_id), {"e": event.model_dump_json()}, maxlen=BRIDGE_ENTRIES)
            pipe.pexpire(_key(user_id), BRIDGE_KEPT * 1000)
            await pipe.execute()

    async def position(self, user_id: str) -> str:
        last = await self._redis.xrevrange(_key(user_id), count=1)
        return last[0][0] if last else "0-0"

    @asynccontextmanager
    async def subscribe(self, user_id: str, after: str) -> AsyncGenerator["_NewsReader"]:
        async with self._tail.subscribe(_key(user_id), after) as feed:
            yield _NewsReader(feed, self._tail)


class _NewsReader:
    def __init__(self, feed: Feed, tail: Tail) -> None:
        self._feed, self._tail, self._outages = feed, tail, tail.outages

    async def next(self, timeout: float | None = None) -> list[News]:
        found = await self._feed.next(timeout)
        if self._tail.outages != self._outages:
            raise NewsMissed
        return [_news(*entry) for entry in found]


def _news(entry_id: str, fields: object) -> News:
    try:
        return News(entry_id, bridge_event.validate_json(fields["e"]))  # pyright: ignore
    except (ValidationError, KeyError, TypeError):
        log.warning("bridge.unreadable", entry=entry_id)
        return News(entry_id, None)


def _key(user_id: str) -> str:
    return f"spacerr:bridge:{{{user_id}}}"
