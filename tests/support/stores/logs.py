"""Reply logs and bridges as one process holds them, several on the same server."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple

from redis.asyncio import Redis

from spacerr.domain.ids import new_id
from spacerr.infra.redis.bridge import RedisBridge
from spacerr.infra.redis.client import open_redis
from spacerr.infra.redis.stream_hub import StreamHub
from spacerr.infra.redis.streams import RedisReplyStreams
from spacerr.infra.supervision import Supervision


class Logs(NamedTuple):
    redis: Redis
    tail: StreamHub
    streams: RedisReplyStreams
    bridge: RedisBridge


@asynccontextmanager
async def logs_at(url: str) -> AsyncGenerator[Logs]:
    redis = open_redis(url)
    tail = StreamHub(redis, new_id())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(redis.aclose)
        stack.push_async_callback(tail.close)
        await Supervision().start(stack, "tail", tail.run)
        yield Logs(redis, tail, RedisReplyStreams(redis, tail), RedisBridge(redis, tail))
