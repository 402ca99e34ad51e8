"""Many replies while what they stand on breaks again and again: all of them end as they should."""

import asyncio
import contextlib

import pytest
from sqlalchemy.exc import SQLAlchemyError

from spacerr.domain.ids import new_id
from spacerr.domain.text import utf16_length
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.redis.client import REDIS_ERRORS, open_redis
from spacerr.services import stop_replies
from spacerr.services.accounts import people
from spacerr.services.replies import recovery
from tests.chaos import aftermath
from tests.chaos.aftermath import Expected
from tests.chaos.blows import Blows
from tests.chaos.dice import FULL, dice
from tests.chaos.reader import Reader
from tests.chaos.words import question_of, script
from tests.support.people.replies import ADA, ask
from tests.support.stores.processes import a_process

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(1500)]
REPLIES = 120 if FULL else 16
STORM = 120.0 if FULL else 10.0  # seconds
STOPS = 0.2  # of the replies are stopped


@pytest.fixture
async def processes(settings, catalog):
    await load_litellm()
    async with contextlib.AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(a_process(settings, LiteLLMModel(), catalog))
            for _ in range(3)
        ]
        await people.ensure_local_user(opened[0])
        sweeping = [asyncio.create_task(recovery.run(d)) for d in opened]
        yield opened
        for task in sweeping:
            task.cancel()
        await asyncio.wait(sweeping)


async def sent(d, question: str) -> Expected:
    """Send as a page does: the same request again until it is accepted."""
    request = new_id()
    while True:
        try:
            turn = await ask(d, question, request=request)
            return Expected(question, turn.reply.id, script(question).text)
        except (*REDIS_ERRORS, SQLAlchemyError):
            await asyncio.sleep(0.2)


async def live(processes, number: int) -> tuple[Expected, Reader]:
    """One reply's life: sent from one process, followed in another, stopped from a third."""
    chance = dice(f"reply {number}")
    await asyncio.sleep(STORM * number / REPLIES)
    reply = await sent(chance.choice(processes), f"storm-{number}")
    reader = Reader(chance.choice(processes), reply.reply_id, reply.whole)
    if chance.random() < STOPS:
        await asyncio.sleep(chance.uniform(0.0, 2.0))
        with contextlib.suppress(*REDIS_ERRORS, SQLAlchemyError):
            seen = utf16_length(reader.text)
            await stop_replies.stop_reply(chance.choice(processes), ADA, reply.reply_id, seen)
    return reply, reader


async def strike_until(blows: Blows, chance, due: float) -> None:
    while asyncio.get_running_loop().time() < due:
        await asyncio.sleep(chance.uniform(0.1, 1.0))
        await blows.strike()


async def test_replies_outlive_every_storm(processes, server, settings, provider, chance):
    provider.answer = lambda body: script(question_of(body))
    blows = Blows(chance, server, settings)
    storm = strike_until(blows, chance, asyncio.get_running_loop().time() + STORM)
    *lives, _ = await asyncio.gather(*(live(processes, number) for number in range(REPLIES)), storm)
    print("struck:", *blows.struck)
    replies, readers = zip(*lives, strict=True)
    await aftermath.all_noticed(processes[0], replies)
    rows = await aftermath.all_ended(processes[0], replies)
    await asyncio.wait_for(asyncio.gather(*(reader.task for reader in readers)), 10)
    redis = open_redis(settings.redis_url)
    await aftermath.assert_nothing_left(processes, redis)
    await redis.aclose()
    forgotten = "forget_everything" in blows.struck
    await aftermath.assert_whole(processes[0], replies, provider, forgotten=forgotten)
    assert [reader.problem for reader in readers] == [""] * REPLIES
    for reader, stored in zip(readers, rows, strict=True):
        assert reader.text.startswith(stored.content)
