"""Processes too busy to do their work for seconds, again and again, while others go on."""

import asyncio
import time

import pytest

from spacerr.domain.status import Status
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.redis.client import open_redis
from spacerr.services.accounts import people
from spacerr.services.replies import recovery
from spacerr.timings import LEASE, SWEEP
from tests.chaos import aftermath
from tests.chaos.aftermath import Expected
from tests.chaos.dice import FULL
from tests.chaos.reader import Reader
from tests.chaos.words import question_of, script
from tests.chaos.writing_processes import WritingProcess
from tests.support.people.replies import ask
from tests.support.stores.databases import on_both_engines
from tests.support.stores.processes import a_process

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900), on_both_engines]
BUSY = 120.0 if FULL else 6.0  # seconds
LONGEST = 5.0  # seconds without a moment for anything else
TAKEN_OVER = LEASE + SWEEP * 2.5 + 2  # seconds after which another process writes, in two sweeps
WORDS = {"elsewhere": 400, "often": 280, "long": 200, "meanwhile": 80}  # that outlast the blows
GOES_ON = 2.0  # seconds between two words of others, at most, on a slow machine
ENGINES = ["sqlite", "postgresql"] if FULL else ["sqlite"]


def said(question):
    """What the provider answers."""
    name, _, _ = question.partition("-")
    return script(question, WORDS[name])


@pytest.fixture
async def idle(settings, catalog, provider):
    """A process with time for everything."""
    provider.answer = lambda body: said(question_of(body))
    await load_litellm()
    async with a_process(settings, LiteLLMModel(), catalog) as d:
        await people.ensure_local_user(d)
        sweeping = asyncio.create_task(recovery.run(d))
        yield d
        sweeping.cancel()
        await asyncio.wait([sweeping])


@pytest.fixture
async def busy(settings, idle):
    """Two processes for which the machine has too little time."""
    async with WritingProcess(settings) as one, WritingProcess(settings) as other:
        await asyncio.gather(one.begun(), other.begun())
        yield one, other


class Blows:
    def __init__(self, chance, process):
        self._chance, self._process, self.struck = chance, process, []

    async def strike_until(self, due):
        while time.monotonic() < due:
            blow = self._chance.choice([self.held, self.frozen, self.starved])
            seconds = self._chance.uniform(1.0, LONGEST)
            self.struck.append(f"{blow.__name__} {seconds:.1f}")
            await blow(seconds)
            await asyncio.sleep(self._chance.uniform(0.0, 0.5))

    async def held(self, seconds):
        """Its event loop computes; its threads go on."""
        await self._process.hold(seconds)

    async def frozen(self, seconds):
        """It isn't run at all."""
        async with self._process.frozen():
            await asyncio.sleep(seconds)

    async def starved(self, seconds):
        """It is run for a tenth of the time."""
        due = time.monotonic() + seconds
        while time.monotonic() < due:
            async with self._process.frozen():
                await asyncio.sleep(0.09)
            await asyncio.sleep(0.01)


class Pace:
    """How long a reader had to wait for its next word, at most."""

    def __init__(self, reader):
        self.longest, self._reader = 0.0, reader
        self.task = asyncio.create_task(self._measure())

    async def _measure(self):
        length, since = 0, None
        while not self._reader.task.done():
            if len(self._reader.text) != length:
                now, length = time.monotonic(), len(self._reader.text)
                self.longest, since = max(self.longest, now - (since or now)), now
            await asyncio.sleep(0.01)


async def asked(process, question):
    return Expected(question, await process.ask(question), said(question).text)


async def sent(d, question):
    turn = await ask(d, question)
    return Expected(question, turn.reply.id, said(question).text)


async def now_and_then(ask_for, due):
    """What people go on asking meanwhile."""
    replies = []
    while time.monotonic() < due or not replies:
        replies.append(await ask_for(len(replies)))
        await asyncio.sleep(5)
    return replies


@pytest.mark.parametrize("database_url", ENGINES, indirect=True)
async def test_busy_processes_lose_and_double_nothing_and_hold_nobody_up(
    busy, idle, settings, provider, chance
):
    often, long = busy
    elsewhere = [await sent(idle, f"elsewhere-{n}") for n in range(2)]
    replies = [await asked(often, f"often-{n}") for n in range(3)]
    replies += [await asked(long, f"long-{n}") for n in range(3)]
    for it in (*replies, *elsewhere):
        often.follow(it.reply_id)
    paces = [Pace(Reader(idle, it.reply_id, it.whole)) for it in elsewhere]
    due, blows = time.monotonic() + BUSY, Blows(chance, often)
    more, others, *_ = await asyncio.gather(
        now_and_then(lambda n: asked(often, f"often-{3 + n}"), due),
        now_and_then(lambda n: sent(idle, f"meanwhile-{n}"), due),
        blows.strike_until(due),
        long.hold(TAKEN_OVER),
    )
    print("struck:", *blows.struck)
    replies += elsewhere + more + others
    await aftermath.all_noticed(idle, replies)
    rows = await aftermath.all_ended(idle, replies)
    await aftermath.assert_whole(idle, replies, provider)
    found = {it.question: stored for it, stored in zip(replies, rows, strict=True)}
    taken_over = {it for it, stored in found.items() if stored.meta.get("adopted")}
    # Held for longer than a lease. Where that process held the database's lock, too, others wait
    # for it with the first of its replies, and it goes on with the rest itself.
    assert taken_over & {f"long-{n}" for n in range(3)}
    assert not any(it.startswith(("elsewhere", "meanwhile")) for it in taken_over)
    lost_twice = {it for it, stored in found.items() if stored.status == Status.INTERRUPTED}
    assert lost_twice <= taken_over  # by a busy process, which lost it in its turn
    for it in (*replies[:6], *elsewhere):
        assert await often.followed(it.reply_id) == found[it.question].content
    await asyncio.gather(*(it.task for it in paces))
    assert max(it.longest for it in paces) < GOES_ON
    await aftermath.all_counted(idle, replies, provider)
    redis = open_redis(settings.redis_url)
    await aftermath.assert_nothing_left([idle], redis)
    await redis.aclose()
