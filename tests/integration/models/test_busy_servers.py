"""A server that streams to one process is left alone by all others."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from spacerr.infra.redis import busy_servers
from spacerr.infra.redis.client import open_redis
from tests.support.people.replies import PATIENCE
from tests.support.stores.private_valkey import server

__all__ = ["server"]
pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[3]
SERVER, EVERY = "http://127.0.0.1:8080/v1", 0.1
STREAMING = f"""
import asyncio, sys
from spacerr.infra.redis import busy_servers
from spacerr.infra.redis.client import open_redis

async def main():
    with busy_servers.streaming({SERVER!r}):
        await busy_servers.run(open_redis(sys.argv[1]), "there", {EVERY})

asyncio.run(main())
"""


@pytest.fixture
async def sharing(server):
    redis = open_redis(server.url)
    task = asyncio.create_task(busy_servers.run(redis, "here", EVERY))
    yield
    task.cancel()
    await asyncio.wait({task})
    await redis.aclose()


async def busy(on: bool) -> None:
    async with asyncio.timeout(4 * PATIENCE):
        while busy_servers.is_busy(SERVER) is not on:
            await asyncio.sleep(0.01)


async def test_what_streams_to_another_process_is_busy_until_that_is_gone(server, sharing):
    elsewhere = subprocess.Popen(
        [sys.executable, "-c", STREAMING, server.url], cwd=ROOT, env={**os.environ}
    )
    try:
        await busy(True)
        assert not busy_servers.is_busy("http://127.0.0.1:8081/v1")
    finally:
        elsewhere.kill()
        elsewhere.wait()
    await busy(False)


async def test_without_redis_nothing_elsewhere_is_believed_to_stream(server, sharing):
    elsewhere = subprocess.Popen(
        [sys.executable, "-c", STREAMING, server.url], cwd=ROOT, env={**os.environ}
    )
    try:
        await busy(True)
        server.kill()
        await busy(False)
        with busy_servers.streaming(SERVER):
            assert busy_servers.is_busy(SERVER), "this process's own are known without it"
    finally:
        elsewhere.kill()
        elsewhere.wait()
