"""The promises of `Bridge`: every tab of an audience hears everything once, in order, or that it
missed something.
"""

import asyncio

import pytest
from structlog.testing import capture_logs

from spacerr.domain.bus_events import (
    ChatBranched,
    ChatCreated,
    ChatDeleted,
    ChatSeen,
    ChatUpdated,
    ProjectUpdated,
    ReplyFinished,
    ReplyStarted,
)
from spacerr.domain.chats.lines import ChatLine, ProjectLine
from spacerr.domain.errors.base import NewsMissed
from spacerr.domain.ids import new_id
from spacerr.domain.limits import BRIDGE_ENTRIES
from spacerr.timings import BRIDGE_KEPT
from tests.support.people.replies import PATIENCE
from tests.support.stores.logs import logs_at

pytestmark = pytest.mark.anyio
LINE = ChatLine(id="c", title="T", active_at=1, revision=3)
PROJECT = ProjectLine(id="p", name="N", colour="red", created_at=1)


@pytest.fixture
async def here(valkey_url):
    async with logs_at(valkey_url) as logs:
        yield logs


@pytest.fixture
async def elsewhere(valkey_url):
    async with logs_at(valkey_url) as logs:
        yield logs


@pytest.fixture
def bridge(here):
    return here.bridge


@pytest.fixture
def ada():
    return new_id()


@pytest.fixture
def team():
    return new_id()


def titled(*titles: str) -> list[ChatUpdated]:
    return [ChatUpdated(line=LINE.model_copy(update={"title": title})) for title in titles]


async def hear(reader, count: int) -> list:
    events = []
    async with asyncio.timeout(PATIENCE):
        while len(events) < count:
            events += [news.event for news in await reader.next()]
    return events


async def test_every_kind_of_news_arrives_as_it_was_sent(bridge, ada):
    sent = [
        ChatCreated(source="tab", line=LINE),
        ChatUpdated(line=LINE),
        ChatSeen(line=LINE),
        ReplyStarted(line=LINE, reply_id="r"),
        ReplyFinished(line=LINE, reply_id="r", status="complete"),
        ChatBranched(source="tab", chat_id="c"),
        ChatDeleted(source="tab", chat_id="c", revision=4),
        ProjectUpdated(project=PROJECT),
    ]
    for event in sent:
        await bridge.publish(ada, event)
    async with bridge.subscribe({ada: "0-0"}) as reader:
        assert await hear(reader, len(sent)) == sent


async def test_tabs_in_all_processes_hear_it(bridge, elsewhere, ada):
    after = {ada: await bridge.position(ada)}
    async with bridge.subscribe(after) as one, elsewhere.bridge.subscribe(after) as two:
        await bridge.publish(ada, *titled("a"))
        await elsewhere.bridge.publish(ada, *titled("b"))
        assert await hear(one, 2) == await hear(two, 2) == titled("a", "b")


async def test_a_tab_hears_its_person_and_its_teams(bridge, ada, team):
    async with bridge.subscribe({it: await bridge.position(it) for it in (ada, team)}) as reader:
        await bridge.publish(ada, *titled("mine"))
        assert await hear(reader, 1) == titled("mine")
        await bridge.publish(team, ProjectUpdated(project=PROJECT))
        [news] = await reader.next()
        assert (news.audience, news.event) == (team, ProjectUpdated(project=PROJECT))


async def test_a_tab_hears_only_what_came_after_its_position(bridge, ada):
    assert await bridge.position(ada) == await bridge.position(ada)
    await bridge.publish(ada, *titled("old"))
    position = await bridge.position(ada)
    await bridge.publish(ada, *titled("between"))
    async with bridge.subscribe({ada: position}) as reader:
        await bridge.publish(ada, *titled("new"))
        assert await hear(reader, 2) == titled("between", "new")


async def test_reading_on_from_the_last_news_loses_and_repeats_nothing(bridge, ada):
    for event in titled(*"abcdef"):
        await bridge.publish(ada, event)
    async with bridge.subscribe({ada: "0-0"}) as reader:
        heard = await reader.next()
    for n, news in enumerate(heard[:-1], start=1):
        async with bridge.subscribe({ada: news.id}) as reader:
            assert await hear(reader, 6 - n) == titled(*"abcdef")[n:]


async def test_what_is_published_again_arrives_once(bridge, elsewhere, ada):
    once = new_id()
    for side in (bridge, bridge, elsewhere.bridge):
        await side.publish(ada, *titled("a"), once)
    await bridge.publish(ada, *titled("b"))
    async with bridge.subscribe({ada: "0-0"}) as reader:
        assert await hear(reader, 2) == titled("a", "b")


async def test_nobody_hears_the_news_of_others(bridge, ada):
    eve = new_id()
    async with bridge.subscribe({eve: await bridge.position(eve)}) as reader:
        await bridge.publish(ada, *titled("a"))
        assert await reader.next(timeout=0.2) == []


async def test_news_that_cannot_be_read_are_logged_once_and_hide_nothing(bridge, redis, ada):
    await bridge.publish(ada, *titled("a"))
    first = await bridge.position(ada)
    key = f"spacerr:bridge:{{{ada}}}"
    second = await redis.xadd(key, {"e": '{"type": "from.the.future"}', "p": first})
    await redis.xadd(key, {"what": "is this", "p": second})
    await bridge.publish(ada, *titled("b"))
    with capture_logs() as logged:
        for _ in range(3):
            async with bridge.subscribe({ada: "0-0"}) as reader:
                assert await hear(reader, 4) == [*titled("a"), None, None, *titled("b")]
    assert [it["event"] for it in logged] == ["bridge.unreadable"] * 2


@pytest.mark.parametrize("trimmed", [2, 4, 5])
async def test_who_reads_on_behind_the_end_of_the_stream_is_told(bridge, redis, ada, trimmed):
    cursors = [await bridge.position(ada)]
    for event in titled(*"abcd"):
        await bridge.publish(ada, event)
        cursors.append(await bridge.position(ada))
    await redis.xtrim(f"spacerr:bridge:{{{ada}}}", maxlen=5 - trimmed, approximate=False)
    for at, cursor in enumerate(cursors, start=1):
        async with bridge.subscribe({ada: cursor}) as reader:
            if at < trimmed or trimmed == 5:
                with pytest.raises(NewsMissed):
                    await reader.next(timeout=0.2)
            else:
                assert len(await reader.next(timeout=0.2)) == 5 - at


async def test_who_reads_too_slowly_is_told(bridge, redis, ada):
    async with bridge.subscribe({ada: await bridge.position(ada)}) as reader:
        for n in range(BRIDGE_ENTRIES * 3):
            await bridge.publish(ada, *titled(str(n)))
        with pytest.raises(NewsMissed):
            await hear(reader, BRIDGE_ENTRIES * 3)


async def test_a_position_of_a_stream_that_is_gone_is_noticed(bridge, redis, ada):
    await bridge.publish(ada, *titled("a"))
    position = await bridge.position(ada)
    await redis.delete(f"spacerr:bridge:{{{ada}}}")
    async with bridge.subscribe({ada: position}) as reader:
        with pytest.raises(NewsMissed):
            await reader.next(timeout=0.2)


async def test_news_are_bounded_in_number_and_in_time(bridge, redis, ada):
    key = f"spacerr:bridge:{{{ada}}}"
    async with redis.pipeline() as pipe:
        for n in range(BRIDGE_ENTRIES * 2):
            pipe.xadd(key, {"n": n})
        await pipe.execute()
    await bridge.publish(ada, *titled("last"))
    assert BRIDGE_ENTRIES <= await redis.xlen(key) < BRIDGE_ENTRIES * 1.2
    assert 0 < await redis.ttl(key) <= BRIDGE_KEPT
    told = [it async for it in redis.scan_iter(f"{key}:*")]
    assert told and all([await redis.ttl(it) > 0 for it in told])


@pytest.mark.parametrize("odd", ["999999999999999-0", "1", "$", ""])
async def test_an_id_that_was_never_given_deafens_only_who_named_it(here, ada, odd):
    """Others listen to the same audience through the same reader."""
    before = await here.bridge.position(ada)
    async with (
        here.bridge.subscribe({ada: odd}) as wrong,
        here.bridge.subscribe({ada: before}) as right,
    ):
        for _ in range(2):  # the first may come from the log, the next comes from the reader
            await here.bridge.publish(ada, ChatSeen(line=LINE))
            assert await hear(right, 1) == [ChatSeen(line=LINE)]
        with pytest.raises(NewsMissed):
            await wrong.next(timeout=5)
