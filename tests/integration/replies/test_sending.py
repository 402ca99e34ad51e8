"""Sending: a question and its reply are stored together, once, and answered once."""

import asyncio

import pytest
from redis import Redis
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import func, select

from spacerr.domain.bus_events import ChatCreated, ReplyStarted
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.replies import EmptyMessage, MessageTooLong, TurnRunning
from spacerr.domain.ids import new_id
from spacerr.domain.limits import ID_CHARS, MESSAGE_CHARS
from spacerr.domain.status import ACTIVE, Role, Status
from spacerr.domain.tables import Chat, Message
from spacerr.infra.llm.interface import ChatMessage
from spacerr.services.replies import turns
from tests.support.people.replies import (
    ADA,
    again,
    answered,
    ask,
    chat_row,
    ended,
    idle,
    person,
    row,
)
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]


async def count(d, table) -> int:
    async with d.db.reading() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def test_the_first_message_begins_a_chat(d):
    turn = await ask(d, "What is a  quark\nplease?")
    chat = await chat_row(d, turn.chat.id)
    question, reply = await row(d, turn.question.id), await row(d, turn.reply.id)
    assert turn.fresh
    assert (chat.title, chat.leaf_id) == ("What is a quark please?", reply.id)
    assert (question.role, question.content) == (Role.USER, "What is a  quark\nplease?")
    assert (question.parent_id, reply.parent_id) == (None, question.id)
    assert reply.role == Role.ASSISTANT
    assert question.id < reply.id


async def test_a_reply_has_its_writer_before_anybody_can_see_it(d, model, valkey_url):
    model.says("Hi", gated=True)
    leases: list[set[str]] = []

    def look(_connection):
        with Redis.from_url(valkey_url, decode_responses=True) as client:
            leases.append(set(client.keys("spacerr:{*}:lease")))

    event.listen(Engine, "commit", look)
    try:
        turn = await ask(d)
    finally:
        event.remove(Engine, "commit", look)
    assert f"spacerr:{{{turn.reply.id}}}:lease" in leases[0]
    assert (await row(d, turn.reply.id)).status in ACTIVE
    assert await d.streams.with_writer([turn.reply.id]) == {turn.reply.id}


async def test_all_tabs_hear_of_a_new_chat_and_its_reply(d):
    after = await position(d)
    turn = await turns.send(d, turns.Request(ADA, new_id(), source="tab-1"), "", "Hi")
    await idle(d)
    told = await news(d, after=after)
    [created] = [it for it in told if isinstance(it, ChatCreated)]
    [started] = [it for it in told if isinstance(it, ReplyStarted)]
    assert (created.source, created.chat_id) == ("tab-1", turn.chat.id)
    assert (started.source, started.reply_id) == ("tab-1", turn.reply.id)


async def test_the_next_message_goes_on_where_the_chat_ended(d, model):
    first = await answered(d, "One?")
    second = await answered(d, "Two?", chat=first.chat.id)
    assert (await row(d, second.question.id)).parent_id == first.reply.id
    assert model.asked[-1].messages == (
        ChatMessage(Role.USER, "One?"),
        ChatMessage(Role.ASSISTANT, "One two three."),
        ChatMessage(Role.USER, "Two?"),
    )


@pytest.mark.parametrize("place", ["new chat", "old chat"])
async def test_one_request_sent_five_times_at_once_is_one_turn_and_one_call(
    d, elsewhere, model, place
):
    chat = (await answered(d)).chat.id if place == "old chat" else ""
    chats_before, messages_before = await count(d, Chat), await count(d, Message)
    model.asked.clear()
    request, sides = new_id(), [d, elsewhere, d, elsewhere, d]
    sent = await asyncio.gather(*(ask(it, "Hi", chat=chat, request=request) for it in sides))
    assert len({(turn.chat.id, turn.question.id, turn.reply.id) for turn in sent}) == 1
    assert [turn.fresh for turn in sent].count(True) == 1
    await ended(d, sent[0].reply.id)
    assert len(model.asked) == 1
    assert await count(d, Chat) - chats_before == (0 if chat else 1)
    assert await count(d, Message) - messages_before == 2


async def test_a_request_repeated_after_the_end_gives_the_turn_it_made(d, model):
    turn = await ask(d, request="again")
    await idle(d)
    repeated = await ask(d, request="again")
    assert (repeated.chat.id, repeated.reply.id) == (turn.chat.id, turn.reply.id)
    assert not repeated.fresh and repeated.reply.status == Status.COMPLETE
    assert len(model.asked) == 1


async def test_a_request_repeated_after_a_retry_gives_the_turn_it_made(d, model):
    turn = await ask(d, request="again")
    await idle(d)
    await again(d, turn.reply.id)
    await idle(d)
    repeated = await ask(d, request="again")
    assert (repeated.question.id, repeated.fresh) == (turn.question.id, False)
    assert len(model.asked) == 2


async def test_requests_of_two_people_never_meet(d):
    eve = await person(d, "Eve")
    first = await ask(d, request="same")
    second = await ask(d, request="same", user=eve)
    assert second.fresh and second.chat.id != first.chat.id


async def test_a_second_message_waits_for_the_running_reply(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d)
    before = await count(d, Message)
    with pytest.raises(TurnRunning):
        await ask(d, "Hurry!", chat=turn.chat.id)
    assert await count(d, Message) == before
    model.let_all()
    await idle(d)
    assert (await ask(d, "Now?", chat=turn.chat.id)).fresh


async def test_of_two_messages_sent_at_once_into_a_chat_one_is_answered(d, elsewhere, model):
    chat = (await answered(d)).chat.id
    model.says("Hi", gated=True)
    both = await asyncio.gather(
        ask(d, "A", chat=chat), ask(elsewhere, "B", chat=chat), return_exceptions=True
    )
    assert sorted(type(it).__name__ for it in both) == ["Turn", "TurnRunning"]


async def test_a_refused_message_leaves_no_lease_behind(d, model, redis):
    model.says("Hi", gated=True)
    turn = await ask(d)
    before = set(await redis.keys("spacerr:{*}:lease"))
    with pytest.raises(TurnRunning):
        await ask(d, "Hurry!", chat=turn.chat.id)
    assert set(await redis.keys("spacerr:{*}:lease")) <= before


@pytest.mark.parametrize("text", ["", "  \n\t ", "\0", "\0 \0"])
async def test_nothing_is_not_a_message(d, text):
    with pytest.raises(EmptyMessage):
        await ask(d, text)


async def test_a_message_has_a_longest_length(d):
    assert (await ask(d, "x" * MESSAGE_CHARS)).fresh
    with pytest.raises(MessageTooLong):
        await ask(d, "x" * (MESSAGE_CHARS + 1))


async def test_what_was_typed_is_stored_as_typed_except_what_cannot_be(d):
    turn = await ask(d, "\n  def f():\n\treturn '😀\0\ud83d'\n\n")
    assert (await row(d, turn.question.id)).content == "  def f():\n\treturn '😀\ufffd'"


@pytest.mark.parametrize("request_id", ["", "x" * (ID_CHARS + 1), "\0", "a\nb", "\ud83d"])
async def test_a_request_needs_a_sensible_id(request_id):
    with pytest.raises(BadRequest):
        turns.Request(ADA, request_id)


async def meanwhile(d, monkeypatch, doing):
    """Have something done between what the next question is read with and its transaction."""
    claim = d.streams.claim

    async def later(*of):
        monkeypatch.setattr(d.streams, "claim", claim)
        await doing()
        return await claim(*of)

    monkeypatch.setattr(d.streams, "claim", later)


async def test_what_is_said_while_a_question_is_on_its_way_is_told_too(d, model, monkeypatch):
    chat = (await answered(d, "One?")).chat.id
    await meanwhile(d, monkeypatch, lambda: answered(d, "Two?", chat=chat))
    turn = await answered(d, "Three?", chat=chat)
    told = [it.text for it in model.asked[-1].messages]
    assert told == ["One?", model.text, "Two?", model.text, "Three?"]
    assert (await chat_row(d, chat)).leaf_id == turn.reply.id


async def test_a_reply_that_ends_while_a_question_is_on_its_way_is_told_whole(
    d, model, monkeypatch
):
    model.says("One", " two", gated=True)
    first = await ask(d, "One?")

    async def end():
        model.let_all()
        await idle(d)

    await meanwhile(d, monkeypatch, end)
    await answered(d, "Two?", chat=first.chat.id)
    assert [it.text for it in model.asked[-1].messages] == ["One?", "One two", "Two?"]
