"""Fifty tabs of one person on one worker: what they hold and cost, idle and when a chat changes."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any

import psutil
from redis.asyncio import Redis

from spacerr.infra import valkey
from spacerr.infra.redis.client import open_redis
from tests.bench.browser.listening_tab import ListeningTab
from tests.bench.browser.subjects import MODEL
from tests.bench.measuring import machine, processes
from tests.bench.measuring.figures import Figures, Outcome, percentile
from tests.bench.scenarios import seed
from tests.bench.stage import Stage
from tests.server import AppServer

TABS = 50
EVENTS = 100
PAUSE = 0.05  # seconds between two changes: each is told by itself
IDLE = 30.0  # seconds


def crowded(stage: Stage, raw: dict[str, Any]) -> Outcome:
    with stage.another(1) as server:
        chat_id = seed.chat(server.data, 1, MODEL)
        processes.wait_until_idle(server.processes())
        with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs on this thread
            outcome = apart.submit(asyncio.run, _measured(server, chat_id)).result()
    raw["spacerr"] = outcome
    each = (outcome["fifty_cpu"] - outcome["one_cpu"]) / (TABS - 1)
    return {"spacerr": {**outcome, "cpu_each": each}}


async def _measured(server: AppServer, chat_id: str) -> Figures:
    """Without a tab, with one, with all of them."""
    redis, running = open_redis(valkey.server_url(server.data)), server.processes()
    busy, begun = machine.busy(), time.monotonic()
    outcome: Figures = {
        "no_connections": await _connections(redis),
        "no_idle": await asyncio.to_thread(processes.idle_cpu, running, IDLE),
    }
    tabs: list[ListeningTab] = []
    async with AsyncExitStack() as stack:
        stack.push_async_callback(redis.aclose)
        for name, count in (("one", 1), ("fifty", TABS)):
            while len(tabs) < count:
                tabs.append(await stack.enter_async_context(ListeningTab().open(server.url)))
            await asyncio.to_thread(processes.wait_until_idle, running)
            idle = await asyncio.to_thread(processes.idle_cpu, running, IDLE)
            delays, cpu = await _changed(tabs, running, chat_id, name)
            outcome |= {
                f"{name}_idle": idle,
                f"{name}_connections": await _connections(redis),
                f"{name}_cpu": 1000 * cpu["server"] / EVENTS,
                f"{name}_cpu_log": 1000 * cpu["log"] / EVENTS,
                f"{name}_p50": percentile(delays, 50),
                f"{name}_p95": percentile(delays, 95),
            }
    elsewhere = machine.elsewhere(busy, machine.busy(), time.monotonic() - begun)
    return outcome | {"elsewhere": elsewhere}


async def _changed(
    tabs: list[ListeningTab], running: list[psutil.Process], chat_id: str, name: str
) -> tuple[list[float], Figures]:
    """Rename a chat many times: milliseconds until each tab heard of each, and the CPU seconds."""
    before = processes.cpu(running)
    delays: list[float] = []
    for n in range(EVENTS):
        title, at = f"Title {n} for {name}", time.time() * 1000
        tabs[0].rename(chat_id, title)
        delays += [heard - at for heard in await _all_heard(tabs, title)]
        await asyncio.sleep(PAUSE)
    after = processes.cpu(running)
    return delays, {kind: after[kind] - before[kind] for kind in after}


async def _all_heard(tabs: list[ListeningTab], title: str) -> list[float]:
    return await asyncio.gather(*(tab.until_heard(title) for tab in tabs))


async def _connections(redis: Redis) -> int:
    """All but the one that asks."""
    return len(await redis.client_list()) - 1
