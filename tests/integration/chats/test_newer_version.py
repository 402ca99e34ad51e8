"""What a newer version writes, while both run side by side: this one reads on and hides nothing."""

import json

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from spacerr.domain.bus_events import ChatUpdated, TeamsChanged
from spacerr.domain.ids import new_id
from spacerr.domain.replies.events import Finalized
from spacerr.domain.status import Category, Status
from spacerr.domain.tables import Chat, Message, OutboxRow
from spacerr.infra.redis.slots import Holder
from spacerr.services import outbox
from spacerr.services.chats import lists, threads
from spacerr.services.data import exports, markdown
from spacerr.services.events import publish
from spacerr.services.replies import recovery
from spacerr.state.chat.views import message_views
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    Tab,
    again,
    answered,
    ask,
    die,
    idle,
    row,
    said,
)
from tests.support.stores.news import position, published

pytestmark = pytest.mark.anyio
NEWER = ("from-the-future", {"depth": 1})


async def half_said(d, model):
    model.says("Half a", " word", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half a")
    return turn


async def append(redis, reply_id, *events):
    """Events as another process writes them, behind those that are there."""
    log = f"spacerr:{{{reply_id}}}:log"
    for event in events:
        last = await redis.xrevrange(log, count=1)
        number = int(last[0][0].partition("-")[0]) + 1 if last else 1
        await redis.xadd(log, {"e": json.dumps(event)}, id=f"{number}-0")


OF_NEWER = [
    {"type": "from-the-future", "text": "not said"},
    {"type": "status", "status": "from-the-future"},
    {"type": "delta", "text": " word", "from_the_future": {"depth": 1}},
    {"type": "error", "category": "from-the-future", "sentence": "It broke.", "more": [1]},
]


@pytest.mark.parametrize("ends", ["failed", "from-the-future"])
async def test_a_reply_is_followed_past_what_only_newer_versions_say(d, model, redis, ends):
    turn = await half_said(d, model)
    await die(d, redis, turn.reply.id)
    tab = Tab(d, turn.reply.id)
    await tab.shows("Half a")
    await append(redis, turn.reply.id, *OF_NEWER)
    await tab.shows("Half a word")
    end = {"type": "finalized", "status": ends, "why": "from-the-future"}
    await append(redis, turn.reply.id, end)
    assert (await tab.end()).status in (Status.FAILED, Status.INTERRUPTED)
    *_, error, last = [it.event for it in await d.streams.replay(turn.reply.id)]
    assert (error.category, error.sentence) == (Category.PROVIDER, "It broke.")
    assert isinstance(last, Finalized)


async def test_a_reply_is_taken_over_from_all_that_its_newer_writer_said(
    d, elsewhere, model, redis
):
    turn = await half_said(d, model)
    await die(d, redis, turn.reply.id)
    await append(redis, turn.reply.id, *OF_NEWER[:3])
    async with d.db.writing() as session:
        kept = {**turn.reply.meta, "from_the_future": "kept"}
        theirs = update(Message).where(col(Message.id) == turn.reply.id)
        await session.exec(theirs.values(meta=kept))
    model.says(" and more")
    assert await recovery.sweep(elsewhere) == 1
    await idle(elsewhere)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "Half a word and more")
    assert stored.meta["from_the_future"] == "kept"


async def test_a_stop_is_a_stop_whatever_else_it_says(d, model, redis):
    turn = await half_said(d, model)
    await redis.xadd(f"spacerr:{{{turn.reply.id}}}:stops", {"from_the_future": "1"})
    await idle(d)
    assert (await row(d, turn.reply.id)).status == Status.STOPPED


async def test_a_lease_and_a_slot_count_whatever_they_say(d, redis):
    reply, holder = new_id(), Holder(new_id(), 2)
    await redis.set(f"spacerr:{{{reply}}}:lease", json.dumps(NEWER), px=5000)
    assert await d.streams.with_writer([reply]) == {reply}
    assert not await d.streams.claim(reply, "me")
    await redis.zadd(f"spacerr:{{slots}}:{holder.name}", {json.dumps(NEWER): 1})
    assert await d.slots.take("mine", [holder]) is None
    assert await d.slots.take("another", [holder]) == holder
    assert await d.slots.past_grace(holder) == [json.dumps(NEWER)]


async def sent(d, redis, audience, after):
    """The entries of an audience as they are, without ids."""
    await published(d)
    found = await redis.xrange(f"spacerr:bridge:{{{audience}}}", min=f"({after}")
    return [json.loads(fields["e"]) for _, fields in found if "e" in fields]


async def test_news_that_only_newer_versions_know_are_handed_on_as_they_are(
    d, elsewhere, redis, monkeypatch
):
    monkeypatch.setattr(outbox, "OUTBOX_DUE", 0)
    chat = (await answered(d)).chat.id
    await published(d)
    await outbox.publish_overdue(d)
    after = await position(d)
    unknown = {"type": "from.the.future", "depth": {"of": 1}}
    known = TeamsChanged().model_dump() | {"from_the_future": 1}
    of_a_chat = {"type": "chat.from-the-future", "mood": "good"}
    async with d.db.writing() as session:
        for it in (unknown, known):
            outbox.store(d, session, OutboxRow(audience=ADA, event=it), held=True)
        theirs = OutboxRow(audience=ADA, chat_id=chat, event=of_a_chat)
        outbox.store(d, session, theirs, held=True)
    async with d.db.writing() as session:
        publish(d, session, ADA, TeamsChanged())
    await outbox.publish_overdue(elsewhere)
    entries = await sent(d, redis, ADA, after)
    assert [it for it in entries if it in (unknown, known)] == [unknown, known]
    [about] = [it for it in entries if it["type"] == of_a_chat["type"]]
    assert about["mood"] == "good" and about["line"]["id"] == chat
    async with d.db.reading() as session:
        assert list(await session.exec(select(OutboxRow))) == []


async def test_news_with_more_than_this_version_knows_are_heard(d, redis):
    chat = (await answered(d)).chat.id
    line = await lists.find_line(d, ADA, chat)
    after = await position(d)
    event = ChatUpdated(line=line).model_dump(mode="json") | {"from_the_future": NEWER}
    event["line"] |= {"from_the_future": NEWER}
    key = f"spacerr:bridge:{{{ADA}}}"
    await redis.xadd(key, {"e": json.dumps(event), "p": after, "from_the_future": "1"})
    async with d.bridge.subscribe({ADA: after}) as reader:
        assert [it.event for it in await reader.next(timeout=PATIENCE)] == [ChatUpdated(line=line)]


async def test_rows_with_words_that_only_newer_versions_know_are_shown_and_exported(d, model):
    model.says("An answer")
    turn = await answered(d)
    unknown = "from-the-future"
    async with d.db.writing() as session:
        of_chat = {"shared": unknown, "title_source": unknown}
        await session.exec(update(Chat).where(col(Chat.id) == turn.chat.id).values(**of_chat))
        error = {"category": unknown, "sentence": "It broke.", "more": NEWER}
        of_reply = {"status": unknown, "kind": unknown, "error": error}
        of_reply["meta"] = {**turn.reply.meta, "from_the_future": NEWER}
        theirs = update(Message).where(col(Message.id) == turn.reply.id)
        await session.exec(theirs.values(**of_reply))
    assert [it.id for it in (await lists.get_first_page(d, ADA, lists.Scope())).lines] == [
        turn.chat.id
    ]
    shown = message_views(await threads.get_thread(d, ADA, turn.chat.id))
    assert shown[-1].text == "An answer" and shown[-1].error == "It broke."
    assert "An answer" in (await markdown.chat_markdown(d, ADA, turn.chat.id))[1]
    _, pieces = await exports.export_chat(d, ADA, turn.chat.id)
    exported = json.loads("".join([it async for it in pieces]))
    assert exported["chats"][0]["messages"][-1]["text"] == "An answer"
    tab = Tab(d, turn.reply.id)
    assert (await tab.end()).text == "An answer"
    model.says("Another one")
    anew = await again(d, turn.reply.id)
    await idle(d)
    assert (await row(d, anew.reply.id)).content == "Another one"
