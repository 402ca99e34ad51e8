"""Keeping messages in mind: whoever may write does so, and every tab shows it."""

import pytest

from spacerr import deps
from spacerr.domain.bus_events import MessagePinned
from spacerr.domain.errors.chats import NothingToPin, TooManyPinned
from spacerr.domain.ids import new_id
from spacerr.domain.tables import Message
from spacerr.services.chats import branches, pins, threads
from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.sidebar import SidebarState
from tests.support.people.exports import brought, taken
from tests.support.people.replies import ADA, again, answered, ask, idle, person, row
from tests.support.people.switches import catalog, switch_in, switched
from tests.support.people.tabs import a_browser
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.stores.news import news, position

__all__ = ["catalog"]
pytestmark = [pytest.mark.anyio, on_both_engines]


async def pinned(d, chat_id, user=ADA):
    return list((await threads.get_thread(d, user, chat_id)).pinned)


async def test_a_message_is_kept_in_mind_until_somebody_lets_go(d):
    turn = await answered(d)
    for message in (turn.question.id, turn.reply.id):
        assert await pins.set_pinned(d, ADA, message, True) == turn.chat.id
    assert await pinned(d, turn.chat.id) == sorted([turn.question.id, turn.reply.id])
    await pins.set_pinned(d, ADA, turn.question.id, False)
    assert await pinned(d, turn.chat.id) == [turn.reply.id]


async def test_what_is_kept_stays_so_on_another_branch_and_while_a_reply_is_written(d):
    turn = await answered(d)
    await pins.set_pinned(d, ADA, turn.reply.id, True)
    other = await again(d, turn.reply.id)
    await idle(d)
    assert await pinned(d, turn.chat.id) == [turn.reply.id]
    await pins.set_pinned(d, ADA, other.reply.id, True)
    await branches.choose(d, ADA, turn.reply.id)
    assert (await row(d, other.reply.id)).content == "One two three."
    assert len(await pinned(d, turn.chat.id)) == 2


async def test_every_tab_is_told_once(d):
    turn = await answered(d)
    after = await position(d)
    for _ in range(2):
        await pins.set_pinned(d, ADA, turn.reply.id, True, "tab-1")
    assert await news(d, after=after) == [MessagePinned(source="tab-1", chat_id=turn.chat.id)]


async def test_a_switch_and_a_reply_without_a_word_are_nothing_to_keep(d, model):
    first, _ = await switched(d)
    [switch] = await switch_in(d, first.chat.id)
    model.says("Hi", gated=True)
    running = await ask(d, "Three?", chat=first.chat.id)
    for message in (switch.id, running.reply.id):
        with pytest.raises(NothingToPin):
            await pins.set_pinned(d, ADA, message, True)


async def test_a_chat_keeps_so_many_messages_and_no_more(d, monkeypatch):
    monkeypatch.setattr(pins, "PINNED", 2)
    turn = await answered(d)
    more = [Message(chat_id=turn.chat.id, content="x", pinned=n < 2) for n in range(3)]
    async with d.db.writing() as session:
        session.add_all(more)
    with pytest.raises(TooManyPinned, match="50"):
        await pins.set_pinned(d, ADA, turn.reply.id, True)
    await pins.set_pinned(d, ADA, more[0].id, False)
    await pins.set_pinned(d, ADA, turn.reply.id, True)


async def test_what_is_kept_travels_with_an_export(d):
    turn, eve = await answered(d), await person(d, "Eve")
    await pins.set_pinned(d, ADA, turn.reply.id, True)
    export = await taken(d, ADA)
    assert [it["pinned"] for it in export["chats"][0]["messages"]] == [False, True]
    await brought(d, eve, export)
    [copy] = (await taken(d, eve))["chats"]
    assert [it["pinned"] for it in copy["messages"]] == [False, True]


@on_sqlite
async def test_another_tab_shows_it_without_being_sent_its_messages_again(d):
    deps.install(d)
    async with a_browser() as browser:
        mine = browser.tab("one")
        await mine.do(ChatState.send, text="Hi", request_id=new_id())
        await idle(d)
        chat = await mine.state(ChatState)
        theirs = browser.tab("two", f"/chat/{chat.chat_id}")
        await theirs.do(ChatState.open)
        await theirs.send(SidebarState.follow, cursor={}, project_id="", archived=False)
        await theirs.until(SidebarState, lambda it: it.opened.version)
        sent = len(theirs.sent(ChatState, "turn"))
        reply = chat.turn[-1].id
        await mine.do(ChatState.pin, message_id=reply, on=True)
        assert (await mine.state(ChatState)).pinned == [reply]
        await theirs.until(ChatState, lambda it: it.pinned == [reply])
        assert len(theirs.sent(ChatState, "turn")) == sent
        await mine.do(ChatState.pin, message_id=reply, on=False)
        await theirs.until(ChatState, lambda it: it.pinned == [])
        await mine.do(ChatState.pin, message_id="nonsense", on=True)
        assert (await mine.state(ChatState)).refusal.sentence == "This message doesn't exist."
    deps.install(None)
