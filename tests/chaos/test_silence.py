"""Redis falls silent under replies: nothing is lost, doubled or asked for twice at a time."""

import asyncio
import contextlib
import time

import pytest

from spacerr import deps
from spacerr.api import health
from spacerr.domain.replies.draft import Draft
from spacerr.domain.status import Status
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.redis.client import REDIS_ERRORS, open_redis
from spacerr.services.accounts import people
from spacerr.services.replies import recovery
from spacerr.timings import LEASE
from tests.chaos import aftermath
from tests.chaos.aftermath import Expected
from tests.chaos.dice import FULL
from tests.chaos.reader import Reader
from tests.chaos.words import question_of, script
from tests.support.people.replies import ask
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.stores.processes import a_process
from tests.support.stores.silences import that_can_fall_silent

pytestmark = [pytest.mark.anyio, on_both_engines]
SILENCE = 20.0 if FULL else LEASE + 1  # seconds
WORDS = 360  # as many as outlast a lease
TOLD = 5.0  # seconds until everybody who waits is told
CURRENT = 3.0  # seconds after the silence until everybody sees what is said
ENGINES = [(1, "sqlite"), (2, "postgresql"), *([(2, "sqlite"), (1, "postgresql")] if FULL else [])]


@contextlib.asynccontextmanager
async def processes(catalog, *settings):
    """One process for each of the settings, which look for replies that lost their writer."""
    await load_litellm()
    async with contextlib.AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(a_process(it, LiteLLMModel(), catalog))
            for it in settings
        ]
        await people.ensure_local_user(opened[0])
        sweeping = [asyncio.create_task(recovery.run(d)) for d in opened]
        deps.install(opened[0])
        yield opened
        deps.install(None)
        for task in sweeping:
            task.cancel()
        await asyncio.wait(sweeping)


async def asked(d, question):
    turn = await ask(d, question)
    return Expected(question, turn.reply.id, script(question, WORDS).text)


async def begun(*readers):
    async with asyncio.timeout(TOLD):
        while not all(reader.text for reader in readers):
            await asyncio.sleep(0.05)


async def within(seconds, reached):
    """Wait until something is so, and no longer."""
    async with asyncio.timeout(seconds):
        while not await reached():
            await asyncio.sleep(0.05)


def never_asked_twice_at_a_time(provider):
    """No answer is paid for while another one to the same question still comes."""
    before = {}
    for seen in provider.requests:
        earlier = before.get(question_of(seen.body))
        if earlier is not None:
            assert earlier.over and (earlier.closed_by_client_at or 0) <= seen.started_at
        before[question_of(seen.body)] = seen


@pytest.mark.parametrize(("count", "database_url"), ENGINES, indirect=["database_url"])
async def test_a_silence_under_replies_and_a_send(count, settings, server, catalog, provider):
    provider.answer = lambda body: script(question_of(body), WORDS)

    async def ready():
        return (await health.readyz(None)).status_code == 200

    async with processes(catalog, *[settings] * count) as opened:
        first, last = opened[0], opened[-1]
        replies = [await asked(d, f"silent-{n}") for n, d in enumerate((first, last, first))]
        readers = [Reader(last, it.reply_id, it.whole) for it in replies]
        await begun(*readers)

        server.silence()
        began = time.monotonic()
        async with asyncio.timeout(TOLD):
            with pytest.raises(REDIS_ERRORS):
                await ask(last, "refused")
        async with asyncio.timeout(TOLD):
            assert not await ready()
        await asyncio.sleep(SILENCE - (time.monotonic() - began))
        server.resume()

        async def current():
            for reply, reader in zip(replies, readers, strict=True):
                log = await last.streams.replay(reply.reply_id)
                if Draft().extend(it.event for it in log).text != reader.text:
                    return False
            return True

        async with asyncio.timeout(CURRENT):
            accepted = await asked(last, "accepted")
            await within(CURRENT, ready)
            await within(CURRENT, current)
        replies.append(accepted)
        readers.append(Reader(first, accepted.reply_id, accepted.whole))
        await it_ended_well(opened, replies, readers, provider, settings)


@on_sqlite
async def test_a_process_that_is_cut_off_leaves_its_models_to_the_other(
    settings, short_folder, catalog, provider
):
    provider.answer = lambda body: script(question_of(body), WORDS)
    with that_can_fall_silent("swallowed", short_folder / "cut-off") as server:
        one = settings.model_copy(update={"redis_url": server.url})
        other = settings.model_copy(update={"redis_url": server.direct})
        async with processes(catalog, one, other) as opened:
            replies = [await asked(opened[0], f"cut-off-{n}") for n in range(3)]
            readers = [Reader(opened[1], it.reply_id, it.whole) for it in replies]
            await begun(*readers)
            server.silence()
            await asyncio.sleep(SILENCE)
            server.resume()
            rows = await it_ended_well(opened, replies, readers, provider, other)
            assert all(stored.meta["adopted"] for stored in rows)


async def it_ended_well(opened, replies, readers, provider, settings):
    """Every reply is whole, in its row, in its log and on screen; the rows."""
    await aftermath.all_noticed(opened[-1], replies)
    rows = await aftermath.all_ended(opened[-1], replies)
    assert {stored.status for stored in rows} == {Status.COMPLETE}
    await asyncio.wait_for(asyncio.gather(*(reader.task for reader in readers)), 10)
    assert [(it.problem, it.text) for it in readers] == [("", it.whole) for it in replies]
    await aftermath.assert_whole(opened[-1], replies, provider)
    never_asked_twice_at_a_time(provider)
    redis = open_redis(settings.redis_url)
    await aftermath.assert_nothing_left(opened, redis)
    await redis.aclose()
    return rows
