"""Many tabs that ask at once, and what is seen of their replies."""

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from spacerr.infra import valkey
from spacerr.infra.redis.client import open_redis
from tests.bench.browser.bare_tab import BareTab
from tests.bench.measuring.reply_logs import ReplyLogs
from tests.server import AppServer

LOOK = 0.01  # seconds


@dataclass(frozen=True)
class Crowd:
    """`tabs` by what each asked; `late` is how late the measuring process woke, in milliseconds."""

    tabs: dict[str, BareTab]
    logs: ReplyLogs
    late: list[float] = field(default_factory=list[float])


async def asked_at_once(
    server: AppServer, questions: list[str], patience: float, begin: Callable[[], object]
) -> Crowd:
    """One tab for each question; until all replies have ended, or `patience` seconds have passed.

    `begin` is called when all tabs are open and nothing was asked.
    """
    redis = open_redis(valkey.server_url(server.data))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(redis.aclose)
        tabs = {it: await stack.enter_async_context(BareTab().open(server.url)) for it in questions}
        crowd = Crowd(tabs, ReplyLogs(redis))
        begin()
        watching = [asyncio.create_task(work) for work in (crowd.logs.watch(), _own(crowd.late))]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience), asyncio.TaskGroup() as following:
                for question, tab in tabs.items():
                    tab.send(question)
                    following.create_task(_followed(tab, crowd.logs))
        for task in watching:
            task.cancel()
        await crowd.logs.look()
    return crowd


async def _followed(tab: BareTab, logs: ReplyLogs) -> None:
    await tab.asked.wait()
    logs.add(tab.reply_id)
    await tab.ended.wait()


async def _own(late: list[float]) -> None:
    """Note how late this process wakes: what it measures cannot be known any better."""
    clock = asyncio.get_running_loop().time
    while True:
        due = clock() + LOOK
        await asyncio.sleep(LOOK)
        late.append((clock() - due) * 1000)
