"""Presence in chats, on Redis: entries that expire unless they are renewed.

spacerr:{chat}:here   "<person> <tab>" by the time it runs out, in milliseconds of Redis' own clock
"""

from typing import Protocol

from redis.asyncio import Redis

from spacerr.timings import PRESENCE

_STAY = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)
"""


class Presence(Protocol):
    """Knows who has a chat open in some tab, in any process."""

    async def join(self, chat_id: str, user_id: str, tab: str) -> frozenset[str]:
        """Mark a tab as present for PRESENCE seconds. Returns the ids of the users present."""
        ...

    async def leave(self, chat_id: str, user_id: str, tab: str) -> None:
        """Mark a tab as gone."""
        ...


class RedisPresence:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._stay = redis.register_script(_STAY)

    async def join(self, chat_id: str, user_id: str, tab: str) -> frozenset[str]:
        entries = await self._stay(
            keys=[_key(chat_id)], args=[f"{user_id} {tab}", int(PRESENCE * 1000)]
        )
        return frozenset(entry.split(" ", 1)[0] for entry in entries)

    async def leave(self, chat_id: str, user_id: str, tab: str) -> None:
        await self._redis.zrem(_key(chat_id), f"{user_id} {tab}")


def _key(chat_id: str) -> str:
    return f"spacerr:{{{chat_id}}}:here"
