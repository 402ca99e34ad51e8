"""One process of Spacerr: what it opens, in which order, and how it closes it again."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.domain.ids import new_id
from spacerr.infra import litellm_model, migrations, valkey
from spacerr.infra.bridge import RedisBridge
from spacerr.infra.catalog import DEMO, Catalog
from spacerr.infra.database import Database
from spacerr.infra.demo_model import DemoModel
from spacerr.infra.model import ChatModel
from spacerr.infra.presence import RedisPresence
from spacerr.infra.redis import open_redis
from spacerr.infra.streams import RedisReplyStreams
from spacerr.infra.tail import Tail
from spacerr.services import people, runner, sweeper

log = structlog.get_logger(__name__)


@asynccontextmanager
async def opened(
    settings: Settings, models: Mapping[str, ChatModel] | None = None
) -> AsyncGenerator[Deps]:
    """Everything the services need, from migrated database to running sweeper.

    `models` replaces who speaks for the models (see Deps). Raises NoValkey with a sentence when
    there is no server to keep logs on.
    """
    async with AsyncExitStack() as stack:
        if settings.embedded_database:
            lock = settings.data_dir / "migrate.lock"
            await asyncio.to_thread(migrations.upgrade, settings.database, lock)
        db = Database(settings.database)
        stack.push_async_callback(db.close)

        folder = settings.data_dir.resolve()
        if not settings.redis_url:
            stack.callback(valkey.end, folder)
        redis = open_redis(settings.redis_url or valkey.serve(folder))
        stack.push_async_callback(redis.aclose)
        if not settings.redis_url:
            await _task(stack, valkey.supervise(folder))
        process = new_id()
        tail = Tail(redis, process)
        tail.start()
        stack.push_async_callback(tail.close)

        d = Deps(
            settings=settings,
            db=db,
            streams=RedisReplyStreams(redis, tail),
            bridge=RedisBridge(redis, tail),
            presence=RedisPresence(redis),
            catalog=Catalog(settings),
            models=models or {DEMO: DemoModel(), "": litellm_model.LiteLLMModel()},
            process=process,
        )
        await people.ensure_local(d)
        stack.push_async_callback(runner.drain, d)
        await _task(stack, sweeper.run(d))
        await _task(stack, d.catalog.keep_fresh())
        await _task(stack, _warm(d))
        log.info("process.ready", process=process)
        yield d


async def _warm(d: Deps) -> None:
    """LiteLLM takes seconds to load: before the first reply needs it, not when."""
    if any(model.id != DEMO for model in await d.catalog.models()):
        await litellm_model.litellm()


async def _task(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.wait({task})

    stack.push_async_callback(end)
