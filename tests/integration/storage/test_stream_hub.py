"""The process's one reader outlives broken connections and restarts, and forgets who left."""

import asyncio

import pytest
from redis.exceptions import ResponseError

from spacerr.domain.ids import new_id
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Delta, Finalized
from spacerr.domain.status import TERMINAL, Status
from spacerr.infra.redis.client import REDIS_ERRORS
from tests.support.people.replies import PATIENCE
from tests.support.stores.logs import logs_at
from tests.support.stores.private_valkey import PrivateValkey

pytestmark = pytest.mark.anyio
WRITER = "writer"


@pytest.fixture
def server(tmp_path):
    server = PrivateValkey(tmp_path)
    yield server
    server.end()


@pytest.fixture
async def logs(server):
    async with logs_at(server.url) as logs:
        yield logs


class Reading:
    """A reader of a reply, and what it has seen."""

    def __init__(self, streams, reply):
        self.draft, self.seqs = Draft(), []
        self._changed = asyncio.Event()
        self._streams, self._reply = streams, reply
        self.task = asyncio.create_task(self._read())

    async def _read(self):
        async with self._streams.subscribe(self._reply) as log:
            while self.draft.status not in TERMINAL:
                entries = await log.next()
                self.seqs += [entry.seq for entry in entries]
                self.draft = self.draft.extend(entry.event for entry in entries)
                self._changed.set()

    async def until(self, length):
        async with asyncio.timeout(10):
            while len(self.draft.text) < length:
                self._changed.clear()
                await self._changed.wait()


async def append(streams, reply, seq, *events):
    """As the writer does it: again, until the server is back."""
    while True:
        try:
            return await streams.append(reply, WRITER, seq, events)
        except REDIS_ERRORS:
            await asyncio.sleep(0.02)


async def test_killed_connections_lose_and_repeat_nothing(logs):
    reply, text = new_id(), "abcdefghij" * 6
    reading = Reading(logs.streams, reply)
    for seq, letter in enumerate(text, start=1):
        await append(logs.streams, reply, seq, Delta(text=letter))
        if seq % 10 == 5:
            await reading.until(seq - 2)
            await logs.redis.execute_command("CLIENT KILL TYPE normal")
    await append(logs.streams, reply, len(text) + 1, Finalized(status=Status.COMPLETE))
    async with asyncio.timeout(10):
        await reading.task
    assert reading.draft.text == text
    assert reading.seqs == list(range(1, len(text) + 2))


async def test_a_restarted_server_loses_and_repeats_nothing(logs, server):
    reply, text = new_id(), "abcdefghij"
    reading = Reading(logs.streams, reply)
    for seq, letter in enumerate(text[:5], start=1):
        await append(logs.streams, reply, seq, Delta(text=letter))
    await reading.until(5)
    server.kill()
    server.start()
    for seq, letter in enumerate(text[5:], start=6):
        assert await append(logs.streams, reply, seq, Delta(text=letter))
    await append(logs.streams, reply, len(text) + 1, Finalized(status=Status.COMPLETE))
    async with asyncio.timeout(10):
        await reading.task
    assert reading.draft.text == text
    assert reading.seqs == list(range(1, len(text) + 2))


async def test_whoever_comes_while_the_server_is_away_is_told_and_leaves_nothing_behind(
    logs, server
):
    reply = new_id()
    server.kill()
    with pytest.raises(REDIS_ERRORS):
        async with logs.streams.subscribe(reply):
            pass
    server.start()
    await append(logs.streams, reply, 1, Finalized(status=Status.COMPLETE))
    reading = Reading(logs.streams, reply)
    async with asyncio.timeout(10):
        await reading.task
    assert reading.seqs == [1]
    assert not logs.tail._watches


async def test_streams_that_nobody_reads_any_more_are_not_asked_for(logs):
    for _ in range(20):
        async with logs.streams.subscribe(new_id()):
            pass
    assert not logs.tail._watches


async def test_a_stream_that_cannot_be_read_ends_only_its_own_watch(logs):
    text = "abcdefghij"
    reply = new_id()
    reading = Reading(logs.streams, reply)
    await append(logs.streams, reply, 1, Delta(text=text[0]))
    await reading.until(1)
    outages = logs.tail.outages
    await logs.redis.set("spacerr:odd", "no stream")
    async with logs.tail.subscribe("spacerr:odd", "5-0") as odd:
        with pytest.raises(ResponseError):
            await odd.next(timeout=5)
    for seq, letter in enumerate(text[1:], start=2):
        await append(logs.streams, reply, seq, Delta(text=letter))
    await append(logs.streams, reply, len(text) + 1, Finalized(status=Status.COMPLETE))
    async with asyncio.timeout(PATIENCE):
        await reading.task
    assert reading.draft.text == text
    assert logs.tail.outages == outages


@pytest.mark.parametrize("odd", ["", "1", "$", "+", "1-0 ", "-1-0", f"{2**64}-0", "\u0661-0"])
async def test_what_is_no_entry_id_is_never_watched(logs, odd):
    with pytest.raises(ValueError, match="no entry id"):
        async with logs.tail.subscribe("spacerr:any", odd):
            pass
