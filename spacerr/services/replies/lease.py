"""The lease of a reply: held before the reply is stored, and while the database is waited for."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from spacerr.deps import Deps
from spacerr.domain.ids import new_id
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.timings import HEARTBEAT


@asynccontextmanager
async def claimed(d: Deps, reply_id: str) -> AsyncGenerator[str]:
    """The owner of a new reply's lease, which stays with the writer that is started afterwards.
    Released where the block fails.
    """
    owner = new_id()
    await d.streams.claim(reply_id, owner)
    try:
        async with renewing(d, reply_id, owner):
            yield owner
    except BaseException:
        with suppress(*REDIS_ERRORS):  # the lease expires by itself
            await d.streams.release(reply_id, owner)
        raise


@asynccontextmanager
async def renewing(d: Deps, reply_id: str, owner: str) -> AsyncGenerator[None]:
    """Renew a lease until the block ends. Another process may lock the database for longer than a
    lease, and a third one would then take the reply over.
    """
    task = asyncio.create_task(_renew(d, reply_id, owner))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _renew(d: Deps, reply_id: str, owner: str) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT)
        with suppress(*REDIS_ERRORS):
            await d.streams.renew(reply_id, owner)
