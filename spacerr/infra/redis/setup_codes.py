"""The codes that make the first owner, kept as digests in Redis while they count.

spacerr:setup:<digest>        a code that was printed
spacerr:setup:start:<start>   set once one worker of a start has printed its code
"""

from typing import Protocol

from redis.asyncio import Redis

from spacerr.domain.accounts.tokens import digest


class SetupCodes(Protocol):
    async def add(self, start: str, code: str, seconds: int) -> bool:
        """Make a code valid, unless this start has one. Returns whether it is valid."""
        ...

    async def is_valid(self, code: str) -> bool: ...


class RedisSetupCodes:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def add(self, start: str, code: str, seconds: int) -> bool:
        if not await self._redis.set(f"spacerr:setup:start:{start}", "", nx=True, ex=seconds):
            return False
        await self._redis.set(_key(code), "", ex=seconds)
        return True

    async def is_valid(self, code: str) -> bool:
        return bool(await self._redis.exists(_key(code)))


def _key(code: str) -> str:
    return f"spacerr:setup:{digest(code)}"
