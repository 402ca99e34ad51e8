"""Slots of concurrent replies, counted in Redis for all processes together.

spacerr:{slots}:<holder>   sorted set: reply ids, by when each slot was taken (Redis's clock, in ms)

A slot is freed by the process that took it. One that a lost process has left behind is found by its
reply having no lease any more, when its slot is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis

from spacerr.timings import LOG_KEPT_WHILE_OPEN, SLOT_CLAIMED

_NOW = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
"""
# Returns 0 with the slot taken everywhere, or the place of the first holder that has none left.
_TAKE = (
    _NOW
    + """
for i, key in ipairs(KEYS) do
  if redis.call('ZCARD', key) >= tonumber(ARGV[i + 2]) then return i end
end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
return 0
"""
)
_TAKEN_BEFORE = _NOW + "return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])"


@dataclass(frozen=True, slots=True)
class Holder:
    """A user or team that may have `limit` replies at once. Its name identifies neither."""

    name: str
    limit: int


class Slots(Protocol):
    async def take(self, reply_id: str, holders: Sequence[Holder]) -> Holder | None:
        """Take a slot of every holder. Returns None, or a holder that has none left: then no slot
        was taken.
        """
        ...

    async def past_grace(self, holder: Holder) -> list[str]:
        """Replies in the holder's slots that were taken long enough ago to have a writer."""
        ...

    async def free(self, reply_ids: Sequence[str], holders: Sequence[Holder]) -> None: ...

    async def release(self, reply_id: str) -> None:
        """Free the slots that this process took for a reply, if it took any."""
        ...


class RedisSlots:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take = redis.register_script(_TAKE)
        self._taken_before = redis.register_script(_TAKEN_BEFORE)
        self._held: dict[str, Sequence[Holder]] = {}

    async def take(self, reply_id: str, holders: Sequence[Holder]) -> Holder | None:
        if not holders:
            return None
        kept, limits = LOG_KEPT_WHILE_OPEN * 1000, [it.limit for it in holders]
        keys = [_key(it) for it in holders]
        full = int(await self._take(keys=keys, args=[reply_id, kept, *limits]))
        if full:
            return holders[full - 1]
        self._held[reply_id] = holders
        return None

    async def past_grace(self, holder: Holder) -> list[str]:
        found = await self._taken_before(keys=[_key(holder)], args=[int(SLOT_CLAIMED * 1000)])
        return [str(it) for it in found]

    async def free(self, reply_ids: Sequence[str], holders: Sequence[Holder]) -> None:
        for holder in holders if reply_ids else ():
            await self._redis.zrem(_key(holder), *reply_ids)

    async def release(self, reply_id: str) -> None:
        await self.free([reply_id], self._held.pop(reply_id, ()))


def _key(holder: Holder) -> str:
    return f"spacerr:{{slots}}:{holder.name}"
