"""Replies outlive their log's server: nothing is lost, and everybody is told in the end."""

import asyncio

import pytest
import structlog
from sqlmodel import select

from spacerr import deps
from spacerr.domain.bus_events import ReplyFinished
from spacerr.domain.status import Status
from spacerr.domain.tables import Message
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services import stop_replies
from spacerr.services.accounts import people
from spacerr.services.chats import edit
from tests.support.people.page_list import page_list
from tests.support.people.replies import ADA, PATIENCE, Tab, ask, ended, idle, row, said
from tests.support.people.tabs import a_browser
from tests.support.stores.news import news, position
from tests.support.stores.private_valkey import server
from tests.support.stores.processes import a_process

__all__ = ["server"]
pytestmark = pytest.mark.anyio
WORDS = tuple(f"{n}😀 " for n in range(12))
HALF = "".join(WORDS[:5])
CHATS, ROUNDS = 20, 50
LONGER_THAN_RETRIES = 1.5  # seconds; the client gives up after about 0.7


@pytest.fixture
async def d(settings, model, catalog, server):
    own = settings.model_copy(update={"redis_url": server.url})
    async with a_process(own, model, catalog) as d:
        await people.ensure_local_user(d)
        yield d


async def half_said(d, model):
    """A reply that has said HALF, and a tab that shows it."""
    model.says(*WORDS, gated=True)
    turn = await ask(d)
    tab = Tab(d, turn.reply.id)
    model.let(5)
    await tab.shows(HALF)
    return turn, tab


async def test_a_reply_goes_on_when_the_server_is_back(d, model, server):
    turn, tab = await half_said(d, model)
    server.kill()
    model.let(3)
    server.start()
    model.let_all()
    assert (await tab.end()).status is Status.COMPLETE
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "".join(WORDS))
    assert tab.text == (await ended(d, turn.reply.id)).text == stored.content


async def test_a_reply_goes_on_when_the_server_forgot_everything(d, model, server):
    turn, tab = await half_said(d, model)
    server.lose_everything()
    model.let_all()
    assert (await tab.end()).status is Status.COMPLETE
    stored = await row(d, turn.reply.id)
    assert stored.content == "".join(WORDS)
    assert tab.text == (await ended(d, turn.reply.id)).text == stored.content


async def test_a_stop_while_the_server_is_away_is_told_when_it_is_back(d, model, server):
    turn, tab = await half_said(d, model)
    after = await position(d)
    server.kill()
    await stop_replies.stop_reply(d, ADA, turn.reply.id, 3)
    async with asyncio.timeout(PATIENCE):
        while (await row(d, turn.reply.id)).status != Status.STOPPED:
            await asyncio.sleep(0.01)
    await asyncio.wait(set(d.background_tasks), timeout=LONGER_THAN_RETRIES)
    server.start()
    assert (await ended(d, turn.reply.id)).status is Status.STOPPED
    assert (await tab.end()).status is Status.STOPPED
    await idle(d)
    finished = [it for it in await news(d, after=after) if isinstance(it, ReplyFinished)]
    assert [it.reply_id for it in finished] == [turn.reply.id]


async def test_a_stop_while_the_server_is_silent_ends_the_model_and_the_row_at_once(
    d, model, server
):
    turn, tab = await half_said(d, model)
    server.silence()
    with structlog.testing.capture_logs() as told:
        model.let(1)  # which can't be said
        async with asyncio.timeout(PATIENCE):
            while not any(it["event"] == "reply.log_unreachable" for it in told):
                await asyncio.sleep(0.01)
    stop = asyncio.create_task(stop_replies.stop_reply(d, ADA, turn.reply.id))
    async with asyncio.timeout(PATIENCE):
        await model.closed.wait()
    assert not stop.done()  # it still waits for the silent server
    async with asyncio.timeout(PATIENCE):
        while (stored := await row(d, turn.reply.id)).status != Status.STOPPED:
            await asyncio.sleep(0.01)
    await stop
    server.resume()
    assert (await tab.end()).status is Status.STOPPED
    await idle(d)
    assert tab.text == stored.content == (await ended(d, turn.reply.id)).text
    assert stored.content == "".join(WORDS[:6])


async def test_a_stop_from_elsewhere_is_heard_after_an_outage_at_the_beginning(
    d, model, server, catalog
):
    model.says(*WORDS, gated=True)
    turn = await ask(d)
    server.kill()  # before the writer listens
    await asyncio.sleep(LONGER_THAN_RETRIES)
    server.start()
    async with a_process(d.settings, model, catalog) as elsewhere:
        await stop_replies.stop_reply(elsewhere, ADA, turn.reply.id)
        assert (await ended(elsewhere, turn.reply.id)).status is Status.STOPPED
    await idle(d)
    assert model.closed.is_set()


async def test_a_list_shows_what_was_changed_while_the_server_was_away(d, server):
    turn = await ask(d)
    await idle(d)
    deps.install(d)
    async with a_browser() as browser, page_list(browser.tab("one")) as page:
        await page.follow()
        await edit.rename(d, ADA, turn.chat.id, "Renamed before")
        await page.until(lambda it: it.line(turn.chat.id)["title"] == "Renamed before")
        server.kill()
        await edit.rename(d, ADA, turn.chat.id, "Renamed meanwhile")
        server.start()
        await page.until(lambda it: it.line(turn.chat.id)["title"] == "Renamed meanwhile")
    deps.install(None)


async def test_a_tab_opened_while_the_server_is_away_shows_its_list_once_and_then_all(d, server):
    turn = await ask(d)
    await idle(d)
    deps.install(d)
    server.kill()
    async with a_browser() as browser, page_list(browser.tab("one")) as page:
        await page.follow()
        version = page.list["version"]
        assert [chat for _, chat in page.rows] == [turn.chat.id]
        await edit.rename(d, ADA, turn.chat.id, "Renamed meanwhile")
        await page.catch_up()
        assert page.list["version"] == version
        server.start()
        await page.until(lambda it: it.line(turn.chat.id)["title"] == "Renamed meanwhile")
    deps.install(None)


async def test_a_burst_of_changes_arrives_once_however_often_the_server_falls(d, server, catalog):
    chats = [(await ask(d, f"Chat {n}")).chat.id for n in range(CHATS)]
    await idle(d)
    deps.install(d)
    async with (
        a_process(d.settings, d.models[""], catalog) as elsewhere,
        a_browser() as browser,
        page_list(browser.tab("one")) as page,
    ):
        await page.follow()

        async def rename(side, part) -> None:
            for n in range(ROUNDS):
                for chat in part:
                    await edit.rename(side, ADA, chat, f"Title {n}")

        burst = asyncio.gather(rename(d, chats[::2]), rename(elsewhere, chats[1::2]))
        for blow in (server.cut, server.restart, server.cut, server.restart):
            await asyncio.sleep(0.3)
            blow()
        await burst
        await idle(d)
        await idle(elsewhere)
        positions = {audience: await position(d, audience) for audience in page.cursor}
        await page.until(lambda it: it.cursor == positions)
        titles = {page.line(chat)["title"] for chat in chats}
        assert titles == {f"Title {ROUNDS - 1}"}
        heard = {chat: [] for chat in chats}
        for event in page.heard:  # each with the chat's line as it was when that was told
            heard[event["line"]["id"]].append(event["line"]["revision"])
        assert page.heard and all(it == sorted(it) and len(it) <= ROUNDS for it in heard.values())
    deps.install(None)


async def test_nothing_is_stored_that_nobody_could_follow(d, server):
    server.kill()
    with pytest.raises(REDIS_ERRORS):
        await ask(d)
    async with d.db.reading() as session:
        assert (await session.exec(select(Message))).all() == []
    server.start()
    turn = await ask(d)
    await said(d, turn.reply.id, "One two three.")
    await idle(d)
