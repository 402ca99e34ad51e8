"""A process of Spacerr without what runs by itself: tests sweep when they want to."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.domain.ids import new_id
from spacerr.infra.database.database import Database
from spacerr.infra.llm.interface import ChatModel
from spacerr.infra.providers.environment_models import EnvironmentModels
from spacerr.infra.redis.client import open_redis
from spacerr.infra.redis.stream_hub import StreamHub
from spacerr.infra.supervision import Supervision
from spacerr.process import build_deps

SECRET = "a secret of tests, which are given it so that they write none"


@asynccontextmanager
async def a_process(
    settings: Settings, model: ChatModel, catalog: EnvironmentModels
) -> AsyncGenerator[Deps]:
    """Several of them on the same settings are several processes on the same servers."""
    async with AsyncExitStack() as stack:
        redis = open_redis(settings.redis_url)
        stack.push_async_callback(redis.aclose)
        tail = StreamHub(redis, new_id())
        stack.push_async_callback(tail.close)
        await Supervision().start(stack, "tail", tail.run)
        db = Database(settings.database)
        stack.push_async_callback(db.close)
        d = build_deps(settings, db, redis, tail, catalog=catalog, models={"": model})
        stack.callback(d.passwords.close)
        stack.push_async_callback(_end_tasks, d)
        yield d


async def _end_tasks(d: Deps) -> None:
    await d.mcp.close_all()
    for task in set(d.background_tasks):
        task.cancel()
    if d.background_tasks:
        await asyncio.wait(set(d.background_tasks))
