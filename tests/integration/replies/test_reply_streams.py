"""The promises of `ReplyStreams`, on a real server and across processes."""

import asyncio

import pytest

from spacerr.domain.errors.replies import LeaseLost, LogUnreadable
from spacerr.domain.ids import new_id
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Delta, Finalized, Restated
from spacerr.domain.status import TERMINAL, Status
from spacerr.infra.redis import stream_hub
from spacerr.timings import LOG_KEPT_AFTER_END
from tests.support.people.replies import PATIENCE
from tests.support.stores.logs import logs_at

pytestmark = pytest.mark.anyio
END = Finalized(status=Status.COMPLETE)
WRITER = "writer"


@pytest.fixture
async def here(valkey_url):
    async with logs_at(valkey_url) as logs:
        yield logs


@pytest.fixture
async def elsewhere(valkey_url):
    async with logs_at(valkey_url) as logs:
        yield logs


@pytest.fixture
def streams(here):
    return here.streams


@pytest.fixture
async def reply(streams):
    """The id of a reply that WRITER has claimed."""
    reply = new_id()
    assert await streams.claim(reply, WRITER)
    return reply


def deltas(text: str) -> list[Delta]:
    return [Delta(text=letter) for letter in text]


async def collect(streams, reply, after=0) -> list:
    """Everything after a cursor, up to the end of the log."""
    entries = []
    async with asyncio.timeout(PATIENCE), streams.subscribe(reply, after) as log:
        while not (entries and entries[-1].event == END):
            entries += await log.next()
    return entries


async def listening(streams, reply, after=0) -> asyncio.Task:
    """A reader that surely waits inside the log already."""
    ready = asyncio.Event()

    async def read():
        entries = []
        async with streams.subscribe(reply, after) as log:
            ready.set()
            while not (entries and entries[-1].event == END):
                entries += await log.next()
        return entries

    task = asyncio.create_task(read())
    await ready.wait()
    return task


async def test_a_late_reader_sees_everything(streams, reply, elsewhere):
    await streams.append(reply, WRITER, 1, [*deltas("ab"), END])
    for reader in (streams, elsewhere.streams):
        entries = await collect(reader, reply)
        assert [entry.event for entry in entries] == [*deltas("ab"), END]
        assert [entry.seq for entry in entries] == [1, 2, 3]


async def test_resuming_at_any_point_loses_and_repeats_nothing(streams, reply):
    await streams.append(reply, WRITER, 1, [*deltas("abcdefgh"), END])
    whole = await collect(streams, reply)
    for n in range(len(whole)):
        assert await collect(streams, reply, after=n) == whole[n:]


async def test_resuming_while_it_is_written_loses_and_repeats_nothing(streams, reply, elsewhere):
    text, readers = "abcdefghijklmnopqrstuvwxyz", []
    for n, event in enumerate(deltas(text), start=1):
        await streams.append(reply, WRITER, n, [event])
        side = streams if n % 2 else elsewhere.streams
        readers.append((n // 2, asyncio.create_task(collect(side, reply, after=n // 2))))
    await streams.append(reply, WRITER, len(text) + 1, [END])
    for after, reader in readers:
        assert [entry.seq for entry in await reader] == list(range(after + 1, len(text) + 2))


async def test_a_waiting_reader_is_woken(streams, reply, elsewhere):
    readers = [await listening(side, reply) for side in (streams, elsewhere.streams)]
    await streams.append(reply, WRITER, 1, [END])
    for reader in readers:
        async with asyncio.timeout(PATIENCE):
            assert [entry.event for entry in await reader] == [END]


async def test_a_reader_of_a_silent_log_gets_an_empty_answer_in_time(streams, reply):
    async with streams.subscribe(reply) as log:
        assert await log.next(timeout=0.01) == []
        await streams.append(reply, WRITER, 1, [END])
        assert await log.next(timeout=2) != []


async def test_two_readers_see_the_same(streams, reply):
    early = await listening(streams, reply)
    await streams.append(reply, WRITER, 1, deltas("abc"))
    late = await listening(streams, reply)
    await streams.append(reply, WRITER, 4, [*deltas("def"), END])
    assert await early == await late


async def test_a_reader_that_leaves_disturbs_nobody(streams, reply):
    leaving, staying = [await listening(streams, reply) for _ in range(2)]
    await streams.append(reply, WRITER, 1, deltas("abc"))
    leaving.cancel()
    await streams.append(reply, WRITER, 4, [END])
    assert len(await staying) == 4


async def test_only_one_may_write(streams, reply, elsewhere):
    assert not await streams.claim(reply, "another")
    assert not await elsewhere.streams.claim(reply, WRITER)
    with pytest.raises(LeaseLost):
        await elsewhere.streams.append(reply, "another", 1, deltas("x"))
    assert await streams.replay(reply) == []


async def test_of_many_who_claim_at_once_one_succeeds(streams, elsewhere):
    reply = new_id()
    sides = [streams, elsewhere.streams] * 5
    claims = [side.claim(reply, f"writer {n}") for n, side in enumerate(sides)]
    assert sorted(await asyncio.gather(*claims)) == [False] * 9 + [True]


async def test_a_replaced_writer_is_told_and_changes_nothing(streams, reply, redis):
    await streams.append(reply, WRITER, 1, deltas("ab"))
    await redis.delete(f"spacerr:{{{reply}}}:lease")
    assert await streams.claim(reply, "second")
    for events in (deltas("x"), []):
        with pytest.raises(LeaseLost):
            await streams.append(reply, WRITER, 3, events)
    await streams.append(reply, "second", 3, [END])
    await streams.release(reply, "second")
    with pytest.raises(LeaseLost):
        await streams.append(reply, WRITER, 3, deltas("x"))
    assert [entry.event for entry in await streams.replay(reply)] == [*deltas("ab"), END]


async def test_a_retried_append_is_not_doubled(streams, reply):
    for _ in range(3):
        assert await streams.append(reply, WRITER, 1, deltas("ab"))
    assert await streams.append(reply, WRITER, 3, [END])
    assert [entry.seq for entry in await streams.replay(reply)] == [1, 2, 3]


async def test_an_append_that_arrived_in_part_is_completed(streams, reply):
    await streams.append(reply, WRITER, 1, deltas("ab"))
    assert await streams.append(reply, WRITER, 1, deltas("abcd"))
    assert [entry.event for entry in await streams.replay(reply)] == deltas("abcd")


async def test_a_log_that_lost_its_beginning_says_so(streams, reply, redis):
    assert await streams.append(reply, WRITER, 1, deltas("abc"))
    await redis.delete(f"spacerr:{{{reply}}}:log")
    assert await streams.append(reply, WRITER, 4, [])
    assert not await streams.append(reply, WRITER, 4, deltas("d"))
    assert await streams.replay(reply) == []
    restated = Restated(text="abcd")
    assert await streams.append(reply, WRITER, 4, [restated])
    assert await streams.append(reply, WRITER, 5, deltas("e"))
    assert [entry.event for entry in await streams.replay(reply)] == [restated, *deltas("e")]


async def test_whoever_reads_a_restated_log_sees_the_whole_reply(streams, reply, redis):
    await streams.append(reply, WRITER, 1, deltas("abc"))
    await redis.delete(f"spacerr:{{{reply}}}:log")
    for _ in range(2):
        assert await streams.append(reply, WRITER, 4, [Restated(text="abcd")])
    await streams.append(reply, WRITER, 5, [*deltas("e"), END])
    entries = await collect(streams, reply)
    assert entries == await collect(streams, reply, after=3)
    assert Draft().extend(entry.event for entry in entries).text == "abcde"


@pytest.mark.parametrize("events", [[], deltas("c"), [END]])
async def test_a_writer_that_wakes_up_after_the_end_takes_no_lease(streams, reply, redis, events):
    await streams.append(reply, WRITER, 1, deltas("ab"))
    await redis.delete(f"spacerr:{{{reply}}}:lease")  # it slept for too long
    await streams.claim(reply, "another")
    await streams.append(reply, "another", 3, [*deltas("d"), END])
    await streams.release(reply, "another")
    with pytest.raises(LeaseLost):
        await streams.append(reply, WRITER, 3, events)
    assert await streams.with_writer([reply]) == set()
    assert [it.event for it in await streams.replay(reply)] == [*deltas("abd"), END]


async def test_a_writer_that_wakes_up_before_anybody_missed_it_goes_on(streams, reply, redis):
    await streams.append(reply, WRITER, 1, deltas("ab"))
    for seq, events in ((3, []), (3, deltas("c"))):
        await redis.delete(f"spacerr:{{{reply}}}:lease")
        assert await streams.append(reply, WRITER, seq, events)
        assert await streams.with_writer([reply]) == {reply}
    assert [it.event for it in await streams.replay(reply)] == deltas("abc")


async def test_an_entry_that_cannot_be_read_is_called_so(streams, reply, redis):
    await redis.xadd(f"spacerr:{{{reply}}}:log", {"e": '{"type": "delta"}'}, id="1-0")
    with pytest.raises(LogUnreadable):
        await streams.replay(reply)
    with pytest.raises(LogUnreadable):
        await collect(streams, reply)


async def test_a_renewal_alone_keeps_the_lease_and_writes_nothing(streams, reply, redis):
    lease = f"spacerr:{{{reply}}}:lease"
    await redis.pexpire(lease, 500)
    assert await streams.append(reply, WRITER, 1, [])
    assert await redis.pttl(lease) > 5_000
    assert await streams.replay(reply) == []


async def test_who_has_a_living_writer_is_known(streams, reply):
    abandoned = new_id()
    assert await streams.with_writer([reply, abandoned]) == {reply}
    assert await streams.with_writer([]) == set()


@pytest.mark.parametrize("units", [None, 0, 17])
@pytest.mark.parametrize("first", ["stop", "listen"])
async def test_a_stop_reaches_the_writer(streams, reply, elsewhere, units, first):
    if first == "stop":
        await elsewhere.streams.stop(reply, units)
    async with asyncio.timeout(PATIENCE), streams.stop_requests(reply) as stops:
        waiting = asyncio.create_task(stops.next())
        if first == "listen":
            await elsewhere.streams.stop(reply, units)
        assert await waiting == units


async def test_the_first_stop_counts(streams, reply):
    for units in (3, 9, None):
        await streams.stop(reply, units)
    async with asyncio.timeout(PATIENCE), streams.stop_requests(reply) as stops:
        assert await stops.next() == 3


async def test_after_its_release_a_reply_has_no_writer_and_its_log_expires(streams, reply, redis):
    await streams.append(reply, WRITER, 1, [END])
    await streams.stop(reply, None)
    await streams.release(reply, WRITER)
    assert await streams.with_writer([reply]) == set()
    log = f"spacerr:{{{reply}}}:log"
    assert 0 < await redis.pttl(log) <= LOG_KEPT_AFTER_END * 1000
    assert await redis.keys(f"spacerr:{{{reply}}}:*") == [log]
    assert len(await collect(streams, reply)) == 1


async def test_an_open_log_expires_too_but_later(streams, reply, redis):
    await streams.append(reply, WRITER, 1, deltas("a"))
    assert await redis.pttl(f"spacerr:{{{reply}}}:log") > LOG_KEPT_AFTER_END * 1000


async def test_nobody_else_can_release_a_lease(streams, reply):
    await streams.release(reply, "another")
    assert await streams.with_writer([reply]) == {reply}


@pytest.mark.parametrize("page", [4, 1_000])
async def test_a_slow_reader_still_gets_everything(streams, reply, elsewhere, monkeypatch, page):
    monkeypatch.setattr(stream_hub, "FEED_ENTRIES", 5)
    monkeypatch.setattr(stream_hub, "PAGE", page)
    text = "abcdefghijklmnopqrstuvwxyz" * 4
    draft, seqs, written = Draft(), [], 0
    async with asyncio.timeout(10), elsewhere.streams.subscribe(reply) as log:
        while draft.status not in TERMINAL:
            for _ in range(9):
                if written < len(text):
                    written += 1
                    await streams.append(reply, WRITER, written, [Delta(text=text[written - 1])])
            if written == len(text):
                await streams.append(reply, WRITER, written + 1, [END])
            entries = await log.next()
            seqs += [entry.seq for entry in entries]
            draft = draft.extend(entry.event for entry in entries)
    assert draft.text == text
    assert seqs == list(range(1, len(text) + 2))
