"""The promises of `Bridge`: every tab of a person hears everything once, in order."""

import asyncio

import pytest

from spacerr.domain.bridge import ChatCreated, ChatDeleted, ChatUpdated, ReplyFinished, ReplyStarted
from spacerr.domain.ids import new_id
from spacerr.domain.limits import BRIDGE_ENTRIES
from spacerr.timings import BRIDGE_KEPT
from tests.integration.logs import logs_at

pytestmark = pytest.mark.anyio


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


def titled(*titles: str) -> list[ChatUpdated]:
    return [ChatUpdated(chat_id="c", title=title) for title in titles]


async def hear(reader, count: int) -> list:
    events = []
    async with asyncio.timeout(5):
        while len(events) < count:
            events += [news.event for news in await reader.next()]
    return events


async def test_every_kind_of_news_arrives_as_it_was_sent(bridge, ada):
    sent = [
        ChatCreated(source="tab", chat_id="c", title="T", active_at=1),
        ReplyStarted(chat_id="c", reply_id="r", active_at=2),
        ReplyFinished(chat_id="c", reply_id="r", status="complete"),
        ChatUpdated(chat_id="c", title="U"),
        ChatDeleted(source="tab", chat_id="c"),
    ]
    for event in sent:
        await bridge.publish(ada, event)
    async with bridge.subscribe(ada, "0-0") as reader:
        assert await hear(reader, len(sent)) == sent


async def test_tabs_in_all_processes_hear_it(bridge, elsewhere, ada):
    async with bridge.subscribe(ada, "0-0") as one, elsewhere.bridge.subscribe(ada, "0-0") as two:
        await bridge.publish(ada, *titled("a"))
        await elsewhere.bridge.publish(ada, *titled("b"))
        assert await hear(one, 2) == await hear(two, 2) == titled("a", "b")


async def test_a_tab_hears_only_what_came_after_its_position(bridge, ada):
    assert await bridge.position(ada) == "0-0"
    await bridge.publish(ada, *titled("old"))
    position = await bridge.position(ada)
    await bridge.publish(ada, *titled("between"))
    async with bridge.subscribe(ada, position) as reader:
        await bridge.publish(ada, *titled("new"))
        assert await hear(reader, 2) == titled("between", "new")


async def test_reading_on_from_the_last_news_loses_and_repeats_nothing(bridge, ada):
    for event in titled(*"abcdef"):
        await bridge.publish(ada, event)
    async with bridge.subscribe(ada, "0-0") as reader:
        heard = await reader.next()
    for n, news in enumerate(heard[:-1], start=1):
        async with bridge.subscribe(ada, news.id) as reader:
            assert await hear(reader, 6 - n) == titled(*"abcdef")[n:]


async def test_nobody_hears_the_news_of_others(bridge, ada):
    async with bridge.subscribe(new_id(), "0-0") as reader:
        await bridge.publish(ada, *titled("a"))
        assert await reader.next(timeout=0.2) == []


async def test_news_that_cannot_be_read_leaves_a_mark_and_no_silence(bridge, redis, ada):
    await redis.xadd(f"spacerr:bridge:{{{ada}}}", {"e": '{"type": "from.the.future"}'})
    await redis.xadd(f"spacerr:bridge:{{{ada}}}", {"what": "is this"})
    await bridge.publish(ada, *titled("a"))
    async with bridge.subscribe(ada, "0-0") as reader:
        assert await hear(reader, 3) == [None, None, *titled("a")]


async def test_news_are_bounded_in_number_and_in_time(bridge, redis, ada):
    key = f"spacerr:bridge:{{{ada}}}"
    async with redis.pipeline() as pipe:
        for n in range(BRIDGE_ENTRIES * 2):
            pipe.xadd(key, {"n": n})
        await pipe.execute()
    await bridge.publish(ada, *titled("last"))
    assert BRIDGE_ENTRIES <= await redis.xlen(key) < BRIDGE_ENTRIES * 1.2
    assert 0 < await redis.ttl(key) <= BRIDGE_KEPT
