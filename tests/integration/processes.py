"""A process of Spacerr without what runs by itself: tests sweep when they want to."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.domain.ids import new_id
from spacerr.infra.bridge import RedisBridge
from spacerr.infra.catalog import Catalog
from spacerr.infra.database import Database
from spacerr.infra.model import ChatModel
from spacerr.infra.presence import RedisPresence
from spacerr.infra.redis import open_redis
from spacerr.infra.streams import RedisReplyStreams
from spacerr.infra.tail import Tail


@asynccontextmanager
async def a_process(settings: Settings, model: ChatModel, catalog: Catalog) -> AsyncGenerator[Deps]:
    """Several of them on the same settings are several processes on the same servers."""
    async with AsyncExitStack() as stack:
        redis = open_redis(settings.redis_url)
        stack.push_async_callback(redis.aclose)
        process = new_id()
        tail = Tail(redis, process)
        tail.start()
        stack.push_async_callback(tail.close)
        db = Database(settings.database)
        stack.push_async_callback(db.close)
        d = Deps(
            settings=settings,
            db=db,
            streams=RedisReplyStreams(redis, tail),
            bridge=RedisBridge(redis, tail),
            presence=RedisPresence(redis),
            catalog=catalog,
            models={"": model},
            process=process,
        )
        stack.push_async_callback(_end_tasks, d)
        yield d


async def _end_tasks(d: Deps) -> None:
    for task in set(d.chores):
        task.cancel()
    if d.chores:
        await asyncio.wait(set(d.chores))
