"""Processes are killed with -9 while they write: others go on, and no word is lost or doubled."""

import asyncio

import pytest

from spacerr.domain.status import Status
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.redis.client import open_redis
from spacerr.services.accounts import people
from spacerr.services.replies import recovery
from tests.chaos import aftermath
from tests.chaos.aftermath import Expected
from tests.chaos.dice import KILLS
from tests.chaos.reader import Reader
from tests.chaos.words import question_of, script
from tests.chaos.writing_processes import WritingProcess
from tests.support.stores.processes import a_process

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(1500)]
AT_ONCE = 4  # replies that each process writes when it is killed


@pytest.fixture
async def survivors(settings, catalog):
    """Two processes that nobody kills; both look for replies that lost their writer."""
    async with (
        a_process(settings, LiteLLMModel(), catalog) as one,
        a_process(settings, LiteLLMModel(), catalog) as two,
    ):
        await people.ensure_local_user(one)
        sweeping = [asyncio.create_task(recovery.run(d)) for d in (one, two)]
        yield one, two
        for task in sweeping:
            task.cancel()
        await asyncio.wait(sweeping)


async def killed_while_writing(process, survivor, chance, name):
    """Have a process write, kill it at a random moment; its replies, and who reads them."""
    await process.begun()
    questions = [f"{name}-{n}" for n in range(AT_ONCE)]
    replies = [Expected(q, await process.ask(q), script(q).text) for q in questions]
    readers = [Reader(survivor, it.reply_id, it.whole) for it in replies]
    await asyncio.sleep(chance.uniform(0.0, 2.0))
    await process.kill()
    return replies, readers


async def test_replies_of_killed_processes_are_whole_in_the_end(
    survivors, settings, provider, chance
):
    one, two = survivors
    provider.answer = lambda body: script(question_of(body))
    replies: list[Expected] = []
    readers: list[Reader] = []
    following = WritingProcess(settings)
    await following.__aenter__()
    for kill in range(KILLS):
        async with following as process:
            following = WritingProcess(settings)
            if kill + 1 < KILLS:
                await following.__aenter__()
            more = await killed_while_writing(process, chance.choice(survivors), chance, f"k{kill}")
            replies += more[0]
            readers += more[1]
    await aftermath.all_noticed(one, replies)
    rows = await aftermath.all_ended(one, replies)
    assert {stored.status for stored in rows} == {Status.COMPLETE}
    assert any(stored.meta.get("adopted") for stored in rows)
    await aftermath.assert_whole(one, replies, provider)
    await asyncio.wait_for(asyncio.gather(*(reader.task for reader in readers)), 10)
    assert [(reader.problem, reader.text) for reader in readers] == [
        ("", stored.content) for stored in rows
    ]
    redis = open_redis(settings.redis_url)
    await aftermath.assert_nothing_left([one, two], redis)
    await redis.aclose()
