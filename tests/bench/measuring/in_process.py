"""Services called in this process, on the database and the bridge of a running Spacerr."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.infra import valkey
from spacerr.infra.database.database import Database
from spacerr.infra.llm.interface import ChatModel
from spacerr.infra.redis.client import open_redis
from spacerr.infra.redis.stream_hub import StreamHub
from spacerr.process import build_deps

T = TypeVar("T")


def run(
    data: Path,
    work: Callable[[Deps], Awaitable[T]],
    speakers: Mapping[str, ChatModel] | None = None,
    **chosen: str,
) -> T:
    """What something returns that works with the database and the bridge, and with models where
    `speakers` are given for them. `chosen` are settings.
    """
    with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs on this thread
        return apart.submit(asyncio.run, _run(data, work, speakers or {}, chosen)).result()


async def _run(
    data: Path,
    work: Callable[[Deps], Awaitable[T]],
    speakers: Mapping[str, ChatModel],
    chosen: Mapping[str, str],
) -> T:
    settings = Settings(data_dir=data).model_copy(update=dict(chosen))
    db = Database(f"sqlite+aiosqlite:///{data}/spacerr.db")
    redis = open_redis(valkey.server_url(data))
    try:
        return await work(
            build_deps(settings, db, redis, StreamHub(redis, "bench"), models=speakers)
        )
    finally:
        await redis.aclose()
        await db.close()
