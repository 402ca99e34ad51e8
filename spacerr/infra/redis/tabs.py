"""The Redis keys of each user's tabs, so that they can be deleted with the user.

spacerr:{person}:tabs   the keys of their tabs, which are Reflex's, by the time each has run out, in
                        seconds of Redis' own clock
"""

from collections.abc import Sequence
from typing import Protocol

from redis.asyncio import Redis

from spacerr.timings import TAB_KEPT, TAB_RECORDED

_NOTE = """
local now = tonumber(redis.call('TIME')[1])
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('EXPIRE', KEYS[1], ARGV[1])
"""


class Tabs(Protocol):
    """The keys of each user's tabs."""

    async def record(self, user_id: str, keys: Sequence[str]) -> None:
        """Record that some keys hold a tab of a user, for as long as they last if they are written
        TAB_RECORDED seconds from now.
        """
        ...

    async def remove(self, user_id: str, keys: Sequence[str]) -> None:
        """Delete the keys of one tab, and their record."""
        ...

    async def clear(self, user_id: str) -> None:
        """Delete the keys of a user's tabs, but keep the list: processes may still write."""
        ...

    async def delete(self, user_id: str) -> None:
        """Delete the keys of a user's tabs, and the list of them."""
        ...


class RedisTabs:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._note = redis.register_script(_NOTE)

    async def record(self, user_id: str, keys: Sequence[str]) -> None:
        await self._note(keys=[_key(user_id)], args=[TAB_KEPT + TAB_RECORDED, *keys])

    async def remove(self, user_id: str, keys: Sequence[str]) -> None:
        await self._unlink(keys)
        await self._redis.zrem(_key(user_id), *keys)

    async def clear(self, user_id: str) -> None:
        await self._unlink(await self._kept(user_id))

    async def delete(self, user_id: str) -> None:
        await self._unlink([*await self._kept(user_id), _key(user_id)])

    async def _unlink(self, keys: Sequence[str]) -> None:
        """One by one: in a cluster they are in different slots."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.unlink(key)
            await pipe.execute()

    async def _kept(self, user_id: str) -> list[str]:
        return await self._redis.zrange(_key(user_id), 0, -1)


def _key(user_id: str) -> str:
    return f"spacerr:{{{user_id}}}:tabs"
