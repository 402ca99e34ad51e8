"""The version before this one and this one run side by side, as while servers are updated."""

import asyncio

import pytest

from spacerr.domain.status import Status
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.redis.client import open_redis
from spacerr.services.accounts import people
from tests.chaos import aftermath
from tests.chaos.aftermath import Expected
from tests.chaos.dice import FULL
from tests.chaos.words import question_of, script
from tests.chaos.writing_processes import WritingProcess
from tests.earlier import NoHistory, checked_out
from tests.support.stores.processes import a_process

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not FULL, reason="SPACERR_CHAOS=full: it needs the earlier version"),
]


@pytest.fixture(scope="session")
def earlier(tmp_path_factory):
    try:
        return checked_out(tmp_path_factory.mktemp("versions") / "earlier")
    except NoHistory:
        pytest.skip("the earlier version isn't in this clone")


@pytest.fixture
async def beside(settings, catalog, provider):
    """This version, which looks on: it neither writes nor sweeps."""
    provider.answer = lambda body: script(question_of(body))
    async with a_process(settings, LiteLLMModel(), catalog) as d:
        await people.ensure_local_user(d)
        yield d


@pytest.fixture
async def versions(settings, beside, earlier):
    """A process of each version."""
    async with (
        WritingProcess(settings, earlier) as old,
        WritingProcess(settings) as new,
    ):
        await asyncio.gather(old.begun(), new.begun())
        yield {"old": old, "new": new}


async def asked(process, question):
    return Expected(question, await process.ask(question), script(question).text)


async def said(d, reply_id, words):
    """Wait until a reply has said so many words."""
    async with asyncio.timeout(aftermath.FINISHED):
        while len(await d.streams.replay(reply_id)) < words:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("writes", "other"), [("old", "new"), ("new", "old")])
async def test_what_one_version_writes_the_other_reads_stops_and_takes_over(
    versions, beside, provider, settings, writes, other
):
    writer, reader = versions[writes], versions[other]
    replies = [
        *await it_is_read(writer, reader, beside),
        await it_is_stopped(writer, reader, beside),
        *await it_is_taken_over(writer, reader, beside),
    ]
    await aftermath.assert_whole(beside, replies, provider)
    await aftermath.all_counted(beside, replies, provider)
    redis = open_redis(settings.redis_url)
    await aftermath.assert_nothing_left([beside], redis)
    await redis.aclose()


async def it_is_read(writer, reader, d):
    """Every word of it, and the news of it."""
    await reader.hear("news")
    replies = [await asked(writer, f"read-{n}") for n in range(4)]
    for it in replies:
        reader.follow(it.reply_id)
    rows = await aftermath.all_ended(d, replies)
    assert {it.status for it in rows} == {Status.COMPLETE}
    for it in replies:
        assert await reader.followed(it.reply_id) == it.whole
    kinds = await reader.heard("news")
    assert {"chat.created", "reply.finished"} <= set(kinds)
    assert "unreadable" not in kinds
    return replies


async def it_is_stopped(writer, reader, d):
    """At once, and both show the same."""
    reply = await asked(writer, "stopped")
    for it in (writer, reader):
        it.follow(reply.reply_id)
    await said(d, reply.reply_id, 10)
    await reader.stop(reply.reply_id)
    [stored] = await aftermath.all_ended(d, [reply])
    assert stored.status == Status.STOPPED
    assert 0 < len(stored.content) < len(reply.whole)
    for it in (writer, reader):
        assert (await it.followed(reply.reply_id)).startswith(stored.content)
    return reply


async def it_is_taken_over(writer, reader, d):
    """Once its process is killed, and who follows it misses nothing; the replies."""
    replies = [await asked(writer, f"lost-{n}") for n in range(4)]
    for it in replies:
        reader.follow(it.reply_id)
        await said(d, it.reply_id, 10)
    await writer.kill()
    await aftermath.all_noticed(d, replies)
    rows = await aftermath.all_ended(d, replies)
    assert {it.status for it in rows} == {Status.COMPLETE}
    assert all(it.meta["adopted"] for it in rows)
    for it in replies:
        assert await reader.followed(it.reply_id) == it.whole
    return replies
