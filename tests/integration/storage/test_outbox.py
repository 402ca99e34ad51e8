"""What is stored is told: the outbox belongs to the transaction of the change."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from spacerr.domain.bus_events import ChatUpdated, ReplyFinished, SettingsChanged, TeamsChanged
from spacerr.domain.errors.chats import EmptyTitle
from spacerr.domain.ids import now_ms
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.status import Status
from spacerr.domain.tables import OutboxRow
from spacerr.services import outbox
from spacerr.services.chats import edit
from spacerr.services.events import publish, publish_chat_event
from spacerr.services.replies import finalize, recovery
from spacerr.timings import BRIDGE_KEPT
from tests.support.people.lists import line
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    answered,
    ask,
    chat_row,
    die,
    idle,
    row,
    said,
)
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def soon(monkeypatch):
    """All that waits in the outbox is due."""
    monkeypatch.setattr(outbox, "OUTBOX_DUE", 0)


async def waiting(d) -> list[OutboxRow]:
    async with d.db.reading() as session:
        return list(await session.exec(select(OutboxRow)))


@pytest.mark.usefixtures("soon")
async def test_what_a_killed_process_could_not_tell_another_one_does(d, monkeypatch):
    monkeypatch.setattr(recovery, "SWEEP", 0.05)
    chat = (await answered(d)).chat.id
    after = await position(d)
    renaming = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.support.people.renaming_process",
         d.settings.database, d.settings.redis_url, chat, "Renamed"],
        cwd=ROOT,
    )  # fmt: skip
    assert renaming.returncode == -9
    assert (await chat_row(d, chat)).title == "Renamed"
    assert await news(d, after=after) == []
    sweeping = asyncio.create_task(recovery.run(d))
    async with asyncio.timeout(PATIENCE):
        while not (told := await news(d, after=after)):
            await asyncio.sleep(0.05)
    sweeping.cancel()
    assert [it.line.title for it in told] == ["Renamed"]


async def test_what_is_rolled_back_is_told_nobody(d):
    chat = (await answered(d)).chat.id
    await outbox.delete_published(d)
    after = await position(d)

    async def given_up() -> None:
        async with d.db.writing() as session:
            publish_chat_event(d, session, chat, ChatUpdated)
            await session.flush()
            raise EmptyTitle

    with pytest.raises(EmptyTitle):
        await given_up()
    assert await waiting(d) == []
    assert await news(d, after=after) == []


async def test_what_one_process_commits_is_told_once_in_that_order_and_then_gone(d, elsewhere):
    chat = (await answered(d)).chat.id
    after = await position(d)
    for n in range(20):
        await edit.rename(d, ADA, chat, f"Title {n}")
    revisions = [it.line.revision for it in await news(d, after=after)]
    assert revisions == sorted(revisions) and len(revisions) == 20
    assert len(await waiting(d)) >= 20
    await outbox.delete_published(d)
    assert await waiting(d) == []
    await outbox.publish_overdue(elsewhere)
    assert len(await news(d, after=after)) == 20


@pytest.mark.usefixtures("soon")
async def test_a_sweep_tells_no_second_time_what_was_published_and_not_yet_deleted(d, elsewhere):
    chat = (await answered(d)).chat.id
    await outbox.delete_published(d)
    after = await position(d)
    await edit.rename(d, ADA, chat, "Renamed")
    assert len(await news(d, after=after)) == 1
    await outbox.publish_overdue(elsewhere)
    assert len(await news(d, after=after)) == 1
    assert await waiting(d) == []


@pytest.mark.usefixtures("soon")
async def test_the_end_of_a_reply_is_told_although_its_process_died_before(
    d, elsewhere, model, redis
):
    model.says("Half a", " word", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half a")
    after = await position(d)
    await die(d, redis, turn.reply.id)
    reply = await row(d, turn.reply.id)
    draft, _ = finalize.ended(finalize.Draft(text="Half a"), Status.STOPPED)
    assert await finalize.settle(d, reply, draft, reply.seq, ReplyMeta.read(reply.meta))
    assert await news(d, after=after) == []  # not before its log has ended
    await outbox.publish_overdue(elsewhere)
    shown = await line(d, turn.chat.id)
    finished = ReplyFinished(line=shown, reply_id=turn.reply.id, status=Status.STOPPED)
    assert await news(d, after=after) == [finished]
    await finalize.announce_end(d, reply)
    assert await news(d, after=after) == [finished]


@pytest.mark.usefixtures("soon")
async def test_a_row_that_cannot_be_read_keeps_no_other_waiting(d, elsewhere):
    chat = (await answered(d)).chat.id
    await outbox.delete_published(d)
    after = await position(d)
    async with d.db.writing() as session:
        outbox.store(d, session, OutboxRow(audience=ADA, chat_id=chat, event=["nonsense"]))
        publish(d, session, ADA, TeamsChanged())
        held = OutboxRow(audience=ADA, chat_id=chat, event=["more nonsense"])
        outbox.store(d, session, held, held=True)
        again = OutboxRow(audience=ADA, event=SettingsChanged(team_id="").model_dump())
        outbox.store(d, session, again, held=True)
    assert await news(d, after=after) == [TeamsChanged()]
    await outbox.publish_overdue(elsewhere)
    assert await news(d, after=after) == [TeamsChanged(), SettingsChanged(team_id="")]
    assert await waiting(d) == []


async def test_what_no_tab_reads_on_from_any_more_is_dropped(d):
    after = await position(d)
    async with d.db.writing() as session:
        old = OutboxRow(audience=ADA, event=TeamsChanged().model_dump())
        old.created_at = now_ms() - BRIDGE_KEPT * 1000 - 1
        outbox.store(d, session, old, held=True)
    await idle(d)
    await outbox.publish_overdue(d)
    assert (await waiting(d), await news(d, after=after)) == ([], [])
