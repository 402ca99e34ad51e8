"""Readers in the process that writes a reply get its entries without asking the server."""

import asyncio

import pytest

from spacerr.domain.errors.replies import LeaseLost
from spacerr.domain.ids import new_id
from spacerr.infra.redis.stream_hub import StreamHub
from spacerr.infra.redis.streams import RedisReplyStreams
from spacerr.timings import READ_BLOCK_MS
from tests.integration.replies.test_reply_streams import (
    END,
    WRITER,
    collect,
    deltas,
    elsewhere,
    here,
    listening,
    reply,
    streams,
)
from tests.support.people.replies import PATIENCE

__all__ = ["elsewhere", "here", "reply", "streams"]
pytestmark = pytest.mark.anyio
SOON = READ_BLOCK_MS / 1000 * 0.8  # seconds; a read that had begun before lasts longer


@pytest.fixture
def unread(redis):
    """Reply logs of a process that never reads from the server by itself."""
    return RedisReplyStreams(redis, StreamHub(redis, new_id()))


async def test_what_this_process_writes_is_handed_over_and_not_read_again(unread, reply):
    async with unread.writing(reply), unread.subscribe(reply) as log:
        for seq in range(1, 24):
            await unread.append(reply, WRITER, seq, deltas("x"))
            assert [it.seq for it in await log.next(PATIENCE)] == [seq]


async def test_what_others_wrote_before_is_read_first(unread, reply, elsewhere):
    async with unread.subscribe(reply) as log:
        await elsewhere.streams.append(reply, WRITER, 1, deltas("ab"))
        async with unread.writing(reply):
            await unread.append(reply, WRITER, 3, deltas("c"))
            assert [it.seq for it in await log.next(PATIENCE)] == [1, 2, 3]


async def test_readers_miss_and_repeat_nothing_when_writers_change_processes(
    streams, reply, elsewhere
):
    """Another process begins, this one goes on, and the other one ends it; each reads both."""
    sides = (elsewhere.streams, streams, elsewhere.streams)
    readers = [asyncio.create_task(collect(side, reply)) for side in (streams, elsewhere.streams)]
    seq = 0
    for side in sides:
        async with side.writing(reply):
            late = asyncio.create_task(collect(streams, reply, after=seq))
            for letter in deltas("abcde"):
                seq += 1
                await side.append(reply, WRITER, seq, [letter])
            readers.append(late)
    await elsewhere.streams.append(reply, WRITER, seq + 1, [END])
    for reader, after in zip(readers, (0, 0, 0, 5, 10), strict=True):
        assert [it.seq for it in await reader] == list(range(after + 1, seq + 2))


async def test_a_writer_that_lost_its_lease_hides_the_next_ones_entries_from_no_reader(
    streams, reply, elsewhere, redis
):
    reader = await listening(streams, reply)
    async with streams.writing(reply):
        await streams.append(reply, WRITER, 1, deltas("a"))
        await redis.set(f"spacerr:{{{reply}}}:lease", "another")
        await elsewhere.streams.append(reply, "another", 2, deltas("b"))
        with pytest.raises(LeaseLost):
            await streams.append(reply, WRITER, 2, deltas("c"))
    await elsewhere.streams.append(reply, "another", 3, [END])
    async with asyncio.timeout(SOON):
        assert [it.seq for it in await reader] == [1, 2, 3]
