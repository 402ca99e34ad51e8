"""Reply logs: append-only, replayable, one writer at a time, closed exactly once.

    spacerr:{reply}:log     Redis stream of events; the n-th entry has the id n-0
    spacerr:{reply}:lease   who is writing; gone when they stopped renewing it
    spacerr:{reply}:stops   Redis stream of requests to stop; the first one counts

The sequence number is the entry's id, so Redis itself refuses an entry written twice by a retry
and an entry by a writer that was replaced. Braces keep a reply's keys in one cluster slot.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple, Protocol

from pydantic import ValidationError

from spacerr.domain.errors.replies import LeaseLost, LogUnreadable
from spacerr.domain.replies.events import ReplyEvent, Restated, read
from spacerr.infra.redis.client import REDIS_ERRORS, BoundedRedis
from spacerr.infra.redis.stream_hub import START, StreamEntry, StreamFeed, StreamHub
from spacerr.timings import LEASE, LOG_KEPT_AFTER_END, LOG_KEPT_WHILE_OPEN

DELETE_BATCH = 500
_LEASE_MS = int(LEASE * 1000)

# Appends only for the owner of the lease, or when it has no owner and no other writer wrote since:
# a writer that slept must not take the lease of a reply that another one has ended. An entry that
# is already there with the same content is our own retry. Returns 1; 0 when entries before the
# first are missing and it isn't one that restates them; -1 when another writer writes, or wrote.
_APPEND = """
local owner = redis.call('GET', KEYS[2])
if owner and owner ~= ARGV[1] then return -1 end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local top = 0
if last[1] then top = tonumber(string.match(last[1][1], '^%d+')) end
local first, count, answer = tonumber(ARGV[5]), #ARGV - 5, 1
if count == 0 and not owner and top >= first then return -1 end
if count > 0 and ARGV[4] == '0' and top < first - 1 then count, answer = 0, 0 end
for i = 1, count do
  local id, event = (first + i - 1) .. '-0', ARGV[5 + i]
  if first + i - 1 > top then
    redis.call('XADD', KEYS[1], id, 'e', event)
  else
    local there = redis.call('XRANGE', KEYS[1], id, id)
    if not there[1] or there[1][2][2] ~= event then return -1 end
  end
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
if count > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return answer
"""

# A lease that ran out or was released stays so: only an append takes it again.
_RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""

# A writer that was replaced must not end what another one goes on writing.
_RELEASE = """
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[3])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
"""

_HAND_OVER = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class LogEntry(NamedTuple):
    """One event and its place in the log, counted from 1."""

    seq: int
    event: ReplyEvent


class LogReader(Protocol):
    """A subscription that never skips an entry."""

    async def next(self, timeout: float | None = None) -> list[LogEntry]:
        """All new entries, waiting for some; empty after `timeout` seconds."""
        ...


class ReplyStreams(Protocol):
    """The log of every reply that is being written or was written lately."""

    async def claim(self, reply_id: str, owner: str) -> bool:
        """Take the lease. False where another writer has it."""
        ...

    async def renew(self, reply_id: str, owner: str) -> None:
        """Renew the lease, if the owner has it."""
        ...

    def writing(self, reply_id: str) -> AbstractAsyncContextManager[None]:
        """While a writer of this process has the lease, its own readers get its entries without
        asking the server.
        """
        ...

    async def append(
        self, reply_id: str, owner: str, seq: int, events: Sequence[ReplyEvent]
    ) -> bool:
        """Add events numbered from `seq` and renew the lease; without events, only renew it.

        False when the log has lost entries before `seq`: nothing was added; say it again with a
        `Restated` in front. Raises LeaseLost.
        """
        ...

    async def replay(self, reply_id: str) -> list[LogEntry]:
        """Everything written so far. Raises LogUnreadable."""
        ...

    def subscribe(self, reply_id: str, after: int = 0) -> AbstractAsyncContextManager[LogReader]:
        """Entries strictly after a sequence number, those to come included."""
        ...

    async def stop(self, reply_id: str, units: int | None) -> None:
        """Ask the writer, wherever it runs, to end the reply at a length in UTF-16 units."""
        ...

    async def stop_requested(self, reply_ids: Sequence[str]) -> set[str]:
        """The replies that were requested to stop, and have not ended yet."""
        ...

    def stop_requests(self, reply_id: str) -> AbstractAsyncContextManager["StopReader"]:
        """Requests to stop this reply, made before or after this call."""
        ...

    async def with_writer(self, reply_ids: Sequence[str]) -> set[str]:
        """The replies whose lease is held by a writer."""
        ...

    async def release(self, reply_id: str, owner: str) -> None:
        """Give the lease up after the last event, and let the log expire."""
        ...

    async def hand_over(self, reply_id: str, owner: str) -> None:
        """Give the lease up in mid-reply: the log stays open for the next writer."""
        ...

    async def delete(self, reply_ids: Sequence[str]) -> None:
        """Delete all keys of these replies."""
        ...


class StopReader(Protocol):
    async def next(self) -> int | None:
        """Wait for the request; its length in UTF-16 units, None for all that was written."""
        ...


class RedisReplyStreams:
    """Reply logs on Redis or Valkey streams."""

    def __init__(self, redis: BoundedRedis, tail: StreamHub) -> None:
        self._redis, self._tail = redis, tail
        self._append = redis.register_script(_APPEND)
        self._renew = redis.register_script(_RENEW)
        self._release = redis.register_script(_RELEASE)
        self._hand_over = redis.register_script(_HAND_OVER)

    async def claim(self, reply_id: str, owner: str) -> bool:
        return bool(await self._redis.set(_lease(reply_id), owner, nx=True, px=_LEASE_MS))

    async def renew(self, reply_id: str, owner: str) -> None:
        await self._renew(keys=[_lease(reply_id)], args=[owner, _LEASE_MS])

    async def append(
        self, reply_id: str, owner: str, seq: int, events: Sequence[ReplyEvent]
    ) -> bool:
        restates = bool(events) and isinstance(events[0], Restated)
        kept = LOG_KEPT_WHILE_OPEN * 1000
        arguments: list[str | int] = [owner, _LEASE_MS, kept, int(restates), seq]
        arguments += [event.model_dump_json() for event in events]
        key = _log(reply_id)
        answer = await self._run_append([key, _lease(reply_id)], arguments)
        if answer == -1:
            raise LeaseLost
        if answer == 1:
            written = (StreamEntry(f"{seq + n}-0", {}, event) for n, event in enumerate(events))
            self._tail.deliver(key, written)
        return answer == 1

    async def _run_append(self, keys: list[str], arguments: list[str | int]) -> int:
        """The script's answer. It may be sent again: it knows an entry that is there already."""
        due = asyncio.get_running_loop().time() + self._redis.deadline
        try:
            sent = self._append.sha, len(keys), *keys, *arguments
            return int(await self._redis.execute_once("EVALSHA", *sent))
        except TimeoutError:
            raise
        except REDIS_ERRORS:  # a new server doesn't know the script, or the connection broke
            async with asyncio.timeout_at(due):  # both tries together
                return int(await self._append(keys=keys, args=arguments))

    def writing(self, reply_id: str) -> AbstractAsyncContextManager[None]:
        return self._tail.writing(_log(reply_id))

    async def replay(self, reply_id: str) -> list[LogEntry]:
        return [_entry(StreamEntry(*found)) for found in await self._redis.xrange(_log(reply_id))]

    @asynccontextmanager
    async def subscribe(self, reply_id: str, after: int = 0) -> AsyncGenerator["_LogReader"]:
        async with self._tail.subscribe(_log(reply_id), f"{after}-0") as feed:
            yield _LogReader(feed)

    async def stop(self, reply_id: str, units: int | None) -> None:
        async with self._redis.pipeline() as pipe:
            pipe.xadd(_stops(reply_id), {"units": "" if units is None else str(units)}, maxlen=8)
            pipe.pexpire(_stops(reply_id), LOG_KEPT_AFTER_END * 1000)
            await pipe.execute()

    async def stop_requested(self, reply_ids: Sequence[str]) -> set[str]:
        if not reply_ids:
            return set()
        async with self._redis.pipeline(transaction=False) as pipe:
            for reply_id in reply_ids:
                pipe.exists(_stops(reply_id))
            asked = await pipe.execute()
        return {reply_id for reply_id, it in zip(reply_ids, asked, strict=True) if it}

    @asynccontextmanager
    async def stop_requests(self, reply_id: str) -> AsyncGenerator["_StopReader"]:
        async with self._tail.subscribe(_stops(reply_id), START) as feed:
            yield _StopReader(feed)

    async def with_writer(self, reply_ids: Sequence[str]) -> set[str]:
        if not reply_ids:
            return set()
        owners = await self._redis.mget([_lease(reply_id) for reply_id in reply_ids])
        return {reply_id for reply_id, owner in zip(reply_ids, owners, strict=True) if owner}

    async def release(self, reply_id: str, owner: str) -> None:
        keys = [_lease(reply_id), _log(reply_id), _stops(reply_id)]
        await self._release(keys=keys, args=[owner, LOG_KEPT_AFTER_END * 1000])

    async def hand_over(self, reply_id: str, owner: str) -> None:
        await self._hand_over(keys=[_lease(reply_id)], args=[owner])

    async def delete(self, reply_ids: Sequence[str]) -> None:
        for start in range(0, len(reply_ids), DELETE_BATCH):
            async with self._redis.pipeline(transaction=False) as pipe:
                for reply_id in reply_ids[start : start + DELETE_BATCH]:
                    pipe.unlink(_log(reply_id), _lease(reply_id), _stops(reply_id))
                await pipe.execute()


class _LogReader:
    def __init__(self, feed: StreamFeed) -> None:
        self._feed = feed

    async def next(self, timeout: float | None = None) -> list[LogEntry]:
        return [_entry(found) for found in await self._feed.next(timeout)]


class _StopReader:
    def __init__(self, feed: StreamFeed) -> None:
        self._feed = feed

    async def next(self) -> int | None:
        while not (found := await self._feed.next()):
            pass
        units = found[0].fields.get("units", "")
        return int(units) if units.isdecimal() else None


def _entry(found: StreamEntry) -> LogEntry:
    try:
        event = found.parsed or read(found.fields["e"])
    except (ValidationError, KeyError) as error:
        raise LogUnreadable from error
    return LogEntry(int(found.id.partition("-")[0]), event)


def _log(reply_id: str) -> str:
    return f"spacerr:{{{reply_id}}}:log"


def _lease(reply_id: str) -> str:
    return f"spacerr:{{{reply_id}}}:lease"


def _stops(reply_id: str) -> str:
    return f"spacerr:{{{reply_id}}}:stops"
