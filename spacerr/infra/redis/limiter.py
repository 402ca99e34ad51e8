"""Rate limits, counted in Redis for all processes together.

spacerr:{tries}:<bucket>   tries so far; gone when its time is over

Redis measures the time, so that no process's clock matters, and never more than the bucket's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis

_TAKE = """
local wait = 0
for i, key in ipairs(KEYS) do
  local limit, time = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local left = redis.call('PTTL', key)
  if left > time or left == -1 then redis.call('PEXPIRE', key, time); left = time end
  if tonumber(redis.call('GET', key) or 0) >= limit and left > wait then wait = left end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[2 * i]) end
end
return 0
"""

_GIVE_BACK = """
for _, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) > 0 then redis.call('DECR', key) end
end
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A limit of tries within a number of seconds. Its name identifies no user."""

    name: str
    tries: int
    seconds: int


class Limiter(Protocol):
    """Counts tries in several buckets at once: in all of them or, where one is full, in none."""

    async def take(self, buckets: Sequence[Bucket]) -> float:
        """Count one try. Returns 0, or for how many seconds no more may be made."""
        ...

    async def refund(self, buckets: Sequence[Bucket]) -> None:
        """Take back one counted try."""
        ...


class RedisLimiter:
    def __init__(self, redis: Redis) -> None:
        self._take = redis.register_script(_TAKE)
        self._give_back = redis.register_script(_GIVE_BACK)

    async def take(self, buckets: Sequence[Bucket]) -> float:
        bounds = [bound for it in buckets for bound in (it.tries, it.seconds * 1000)]
        wait = await self._take(keys=_keys(buckets), args=bounds)
        return int(wait) / 1000

    async def refund(self, buckets: Sequence[Bucket]) -> None:
        await self._give_back(keys=_keys(buckets))


def _keys(buckets: Sequence[Bucket]) -> list[str]:
    return [f"spacerr:{{tries}}:{it.name}" for it in buckets]
