"""Many replies and long ones: nothing grows but the text, and nobody waits for the slowest."""

import asyncio
import gc
import json
import os
from collections.abc import AsyncGenerator
from typing import Any

import psutil
import pytest

from spacerr.domain.limits import BRIDGE_ENTRIES
from spacerr.domain.replies.events import Completed, Delta, ModelEvent
from spacerr.domain.status import Status
from spacerr.infra.llm.interface import ModelRequest, Purpose
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.redis import stream_hub
from spacerr.infra.redis.client import open_redis
from spacerr.services import stop_replies
from spacerr.services.accounts import people
from spacerr.services.replies import writer
from spacerr.timings import LOG_KEPT_AFTER_END
from tests.provider import Script, ScriptedProvider
from tests.provider.texts import prose
from tests.support.people.replies import ADA, PATIENCE, Tab, ask, ended, idle, row
from tests.support.stores.private_valkey import server
from tests.support.stores.processes import a_process
from tests.support.stores.statements import statements

__all__ = ["server"]
pytestmark = [pytest.mark.anyio, pytest.mark.timeout(1500)]
FULL = os.environ.get("SPACERR_CHAOS") == "full"
REPLIES = 1_000 if FULL else 100
AT_ONCE = 20
MORE_MEMORY = 25.0  # megabytes that caches may still take after warming up
LENGTHS = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000)
RATE = 8_000  # tokens per second: a long reply in seconds
FASTER = RATE / 60  # than a lively model


class SteadyModel:
    """Says the first so many tokens of a text, at a rate, then completes."""

    def __init__(self) -> None:
        self.tokens: tuple[str, ...] = prose(20)

    async def params_sent(self, request: ModelRequest) -> dict[str, Any]:
        return {}

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        tokens = ("Title",) if request.purpose is Purpose.TITLE else self.tokens
        begun = asyncio.get_running_loop().time()
        for number, token in enumerate(tokens):
            ahead = begun + number / RATE - asyncio.get_running_loop().time()
            if ahead > 0.005:
                await asyncio.sleep(ahead)
            yield Delta(text=token)
        yield Completed(finish_reason="stop", model="steady")


@pytest.fixture
async def redis(server):
    client = open_redis(server.url)
    yield client
    await client.aclose()


@pytest.fixture
def steady():
    return SteadyModel()


@pytest.fixture
async def d(settings, catalog, server, steady):
    own = settings.model_copy(update={"redis_url": server.url})
    async with a_process(own, steady, catalog) as d:
        await people.ensure_local_user(d)
        yield d


async def footprint(redis) -> dict[str, float]:
    """What this process and its connections take just now."""
    gc.collect()
    process = psutil.Process()
    return {
        "megabytes": process.memory_info().rss / 1e6,
        "tasks": len(asyncio.all_tasks()),
        "files": process.num_fds(),
        "connections": (await redis.info("clients"))["connected_clients"],
    }


async def answer_many(d, count: int) -> None:
    for _ in range(count // AT_ONCE):
        turns = await asyncio.gather(*(ask(d) for _ in range(AT_ONCE)))
        tabs = [Tab(d, turn.reply.id) for turn in turns]
        assert {(await tab.end()).status for tab in tabs} == {Status.COMPLETE}
        await idle(d)


async def assert_steady(d, redis, *, pooled: int = 0) -> None:
    """`pooled`: tasks of what is kept open for later."""
    await answer_many(d, 2 * AT_ONCE)
    before = await footprint(redis)
    await answer_many(d, REPLIES)
    after = await footprint(redis)
    print(before, after)
    assert after["megabytes"] - before["megabytes"] < MORE_MEMORY
    assert after["tasks"] <= before["tasks"] + 5 + pooled
    # Pools keep what the busiest moment needed; REPLIES leaked ones would be more than that.
    for name in ("files", "connections"):
        assert after[name] - before[name] < 4 * AT_ONCE, name
    assert not d.running and not d.background_tasks


async def test_many_replies_leave_nothing_in_the_process(d, redis):
    await assert_steady(d, redis)


async def test_many_replies_of_a_real_provider_leave_no_connection_open(
    settings, server, redis, catalog
):
    await load_litellm()
    own = settings.model_copy(update={"redis_url": server.url})
    async with ScriptedProvider(Script(prose(20))) as provider:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OPENAI_BASE_URL", provider.url)
            patch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
            async with a_process(own, LiteLLMModel(), catalog) as d:
                d.settings.default_model = "openai/scripted-1"
                await people.ensure_local_user(d)
                provider.requests = Forgetful()
                provider.titles = Forgetful()
                await assert_steady(d, redis, pooled=2 * AT_ONCE)  # the provider has 2 for each


class Forgetful(list):
    """A record that keeps nothing, so that only what is tested can grow."""

    def append(self, _) -> None:
        pass


async def written(d, redis, steady, length: int) -> dict[str, float]:
    """What one reply of so many tokens costs its servers."""
    steady.tokens = prose(length)
    await redis.config_resetstat()
    with statements() as run:
        turn = await ask(d)
        await asyncio.wait(set(d.background_tasks))
        await idle(d)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "".join(steady.tokens))
    stats = await redis.info("commandstats")
    calls = {name: stat["calls"] for name, stat in stats.items()}
    return {
        "tokens": length,
        "text": len(stored.content.encode()),
        "appends": calls.get("cmdstat_evalsha", 0) + calls.get("cmdstat_eval", 0),
        "redis": (await redis.info("stats"))["total_net_input_bytes"],
        "database": run.written,
        "statements": sum(it.startswith(("update", "insert", "delete")) for it in run),
    }


async def test_writes_grow_with_the_text_and_not_faster(d, redis, steady, monkeypatch):
    monkeypatch.setattr(writer, "SNAPSHOT", writer.SNAPSHOT / FASTER)
    await written(d, redis, steady, 100)
    costs = [await written(d, redis, steady, length) for length in LENGTHS]
    print(json.dumps(costs))
    *shorter, longest = costs
    tokens = sum(it["tokens"] for it in shorter)
    for what in ("appends", "statements"):
        before = sum(it[what] for it in shorter)
        assert longest[what] / longest["tokens"] <= 1.5 * before / tokens, (what, costs)
    for cost in costs:
        assert cost["statements"] <= cost["tokens"] / 150 + 25, costs
        assert cost["redis"] <= 4 * cost["text"] + 20_000, costs
        assert cost["database"] <= 10 * cost["text"] + 20_000, costs


async def test_a_slow_reader_slows_neither_the_writer_nor_other_readers(d, steady, monkeypatch):
    monkeypatch.setattr(stream_hub, "FEED_ENTRIES", 10)
    steady.tokens = prose(8_000)
    turn = await ask(d)
    async with d.streams.subscribe(turn.reply.id) as slow:
        first = await slow.next()
        tab = Tab(d, turn.reply.id)
        assert (await ended(d, turn.reply.id)).text == "".join(steady.tokens)
        assert (await tab.end()).status is Status.COMPLETE
        assert tab.text == "".join(steady.tokens)
        rest = []
        while not rest or rest[-1].event.type != "finalized":
            rest += await slow.next()
    assert [entry.seq for entry in [*first, *rest]] == list(range(1, rest[-1].seq + 1))


async def test_what_replies_leave_in_redis_is_bounded_and_expires(d, redis, steady):
    await answer_many(d, 40)
    steady.tokens = prose(8_000)
    turn = await ask(d)
    await said_something(d, turn.reply.id)
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    keys = [key async for key in redis.scan_iter("*")]
    lifetimes = {key: await redis.ttl(key) for key in keys}
    assert [key for key, seconds in lifetimes.items() if seconds < 0] == []
    logs = [seconds for key, seconds in lifetimes.items() if key.endswith(":log")]
    assert len(logs) == 41 and max(logs) <= LOG_KEPT_AFTER_END
    assert [key for key in keys if key.endswith((":lease", ":stops"))] == []
    streams = [key for key in keys if await redis.type(key) == "stream"]
    others = [await redis.xlen(key) for key in streams if not key.endswith(":log")]
    assert max(others) <= BRIDGE_ENTRIES * 1.2


async def said_something(d, reply_id: str) -> None:
    async with asyncio.timeout(PATIENCE), d.streams.subscribe(reply_id) as log:
        await log.next()
