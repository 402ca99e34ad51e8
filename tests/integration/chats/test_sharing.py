"""A shared chat: what each person may do with it, who is told, and who said what."""

import asyncio

import pytest

from spacerr.domain.accounts.names import FORMER_MEMBER
from spacerr.domain.bus_events import ChatDeleted, ChatUpdated
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.chats import ChatNotFound, MessageNotFound, NotYourChat, ReadOnlyChat
from spacerr.domain.errors.replies import TurnRunning
from spacerr.domain.roles import Right, Sharing
from spacerr.domain.tables import User
from spacerr.services import chat_lines, stop_replies
from spacerr.services.chats import branches, read_state, threads
from spacerr.services.replies import followers
from tests.integration.accounts.test_ownership import everything
from tests.support.people.asked import NEEDED, OF_CHATS, OF_MESSAGES
from tests.support.people.lists import line, listed, team_of
from tests.support.people.replies import ADA, Tab, answered, ask, edit, idle, person, said
from tests.support.people.teammates import come_and_go, settings, share, teammate
from tests.support.stores.news import news, position

__all__ = ["settings"]
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]

MAY = {Sharing.READ: Right.READ, Sharing.WRITE: Right.WRITE}


async def refusal(attempt) -> type[SpacerrError] | None:
    """What somebody is told who lacks a right; None where that isn't what is in the way."""
    try:
        await attempt
    except (ReadOnlyChat, NotYourChat, ChatNotFound, MessageNotFound) as error:
        return type(error)
    except SpacerrError:
        return None
    return None


def attempt(d, service, user, turn):
    if service in OF_CHATS:
        return OF_CHATS[service](d, user, turn.chat.id)
    return OF_MESSAGES[service](d, user, turn.reply.id)


@pytest.mark.parametrize("how", MAY)
@pytest.mark.parametrize("service", NEEDED, ids=lambda it: it.__qualname__)
async def test_a_teammate_can_do_what_the_chat_is_shared_for_and_no_more(d, service, how):
    turn, bob = await answered(d), await teammate(d)
    await share(d, turn.chat.id, how)
    before = await everything(d)
    refused = await refusal(attempt(d, service, bob, turn))
    await idle(d)
    if MAY[how] >= NEEDED[service]:
        assert refused is None
    else:
        assert refused is (NotYourChat if NEEDED[service] == Right.OWN else ReadOnlyChat)
        assert await everything(d) == before


async def test_nobody_outside_the_team_finds_a_shared_chat(d):
    turn, eve = await answered(d), await person(d, "Eve")
    await share(d, turn.chat.id)
    before = await everything(d)
    for service in OF_CHATS:
        assert await refusal(attempt(d, service, eve, turn)) is ChatNotFound
    for service in OF_MESSAGES:
        assert await refusal(attempt(d, service, eve, turn)) is MessageNotFound
    assert await everything(d) == before
    assert await listed(d, user=eve) == []


async def test_a_shared_chat_appears_with_its_owners_name_and_what_one_may_do(d):
    turn, bob = await answered(d), await teammate(d)
    after = await position(d, bob)
    await share(d, turn.chat.id, Sharing.READ)
    await share(d, turn.chat.id, Sharing.WRITE)
    told = [it.line for it in await news(d, after=after, user=bob)]
    assert [it.right for it in told] == [Right.READ, Right.WRITE]
    assert told[-1] == await line(d, turn.chat.id, bob)
    assert (told[-1].owner, told[-1].shared) == ("You", Sharing.WRITE)
    assert (await line(d, turn.chat.id)).right == Right.OWN


async def test_a_chat_that_is_taken_back_leaves_the_others_lists_and_only_theirs(d):
    turn, bob = await answered(d), await teammate(d)
    await share(d, turn.chat.id)
    await read_state.mark_seen(d, bob, turn.chat.id, True)
    shown = await line(d, turn.chat.id, bob)
    mine, theirs = await position(d), await position(d, bob)
    await share(d, turn.chat.id, Sharing.PRIVATE)
    [gone] = await news(d, after=theirs, user=bob)
    assert isinstance(gone, ChatDeleted) and gone.revision > shown.revision
    [kept] = await news(d, after=mine)
    assert isinstance(kept, ChatUpdated) and kept.line.shared == Sharing.PRIVATE
    assert await listed(d, user=bob) == []
    await share(d, turn.chat.id, Sharing.READ)
    assert (await line(d, turn.chat.id, bob)).revision > gone.revision


async def test_somebody_who_leaves_the_team_loses_the_chat(d):
    turn, bob = await answered(d), await teammate(d)
    await share(d, turn.chat.id)
    await come_and_go(d, bob, await team_of(d, ADA))
    with pytest.raises(ChatNotFound):
        await threads.get_thread(d, bob, turn.chat.id)
    assert bob not in await chat_lines.get_lines(d, turn.chat.id)


async def test_a_reply_is_not_read_on_by_somebody_who_lost_the_chat(d, model, monkeypatch):
    monkeypatch.setattr(followers, "HEARTBEAT", 0.5)
    bob = await teammate(d)
    model.says(*["word "] * 300, gated=True)
    turn = await ask(d)
    await share(d, turn.chat.id)
    theirs, mine = Tab(d, turn.reply.id, bob), Tab(d, turn.reply.id)
    model.let()
    await theirs.shows("word ")
    await share(d, turn.chat.id, Sharing.PRIVATE)

    async def speak():
        for _ in range(300):
            model.let()
            await asyncio.sleep(0.01)

    speaking = asyncio.create_task(speak())
    with pytest.raises(MessageNotFound):
        await theirs.end()
    await speaking
    await mine.end()
    assert len(theirs.text) < len(mine.text) == len(model.text)


async def test_a_reply_that_somebody_else_started_can_be_stopped_by_who_may_write(d, model):
    bob = await teammate(d)
    model.says("Half", " a word", gated=True)
    turn = await ask(d)
    await share(d, turn.chat.id, Sharing.READ)
    model.let()
    await said(d, turn.reply.id, "Half")
    with pytest.raises(ReadOnlyChat):
        await stop_replies.stop_reply(d, bob, turn.reply.id)
    await share(d, turn.chat.id, Sharing.WRITE)
    await stop_replies.stop_reply(d, bob, turn.reply.id)
    await idle(d)
    [_, reply] = (await threads.get_thread(d, ADA, turn.chat.id)).messages
    assert (reply.status, reply.content) == ("stopped", "Half")


async def test_two_people_who_send_at_once_make_one_turn(d, elsewhere, model):
    turn, bob = await answered(d), await teammate(d)
    await share(d, turn.chat.id)
    model.says("One", gated=True)
    sent = await asyncio.gather(
        ask(d, "Mine", chat=turn.chat.id),
        ask(elsewhere, "Theirs", chat=turn.chat.id, user=bob),
        return_exceptions=True,
    )
    assert sorted(type(it).__name__ for it in sent) == ["Turn", "TurnRunning"]
    [refused] = [it for it in sent if isinstance(it, TurnRunning)]
    assert str(refused) == TurnRunning.__doc__
    model.let_all()
    for side in (d, elsewhere):
        await idle(side)
    assert len((await threads.get_thread(d, ADA, turn.chat.id)).messages) == 4


async def test_everybody_sees_who_else_asked(d):
    turn, bob = await answered(d, "Ada asks"), await teammate(d)
    await share(d, turn.chat.id)
    second = await answered(d, "Bob asks", chat=turn.chat.id, user=bob)
    edited = await edit(d, second.question.id, "Ada asks it otherwise")
    await idle(d)
    shown = await threads.get_thread(d, bob, turn.chat.id)
    assert dict(shown.askers) == {turn.question.id: "You", edited.question.id: "You"}
    assert (shown.owner, shown.right) == ("You", Right.WRITE)
    await branches.choose(d, ADA, second.question.id)
    assert dict((await threads.get_thread(d, ADA, turn.chat.id)).askers) == {
        second.question.id: "Bob"
    }


async def test_the_question_of_a_deleted_account_stays_without_a_name(d):
    turn, bob = await answered(d, "Ada asks"), await teammate(d)
    await share(d, turn.chat.id)
    second = await answered(d, "Bob asks", chat=turn.chat.id, user=bob)
    async with d.db.writing() as session:
        await session.delete(await session.get_one(User, bob))
    shown = await threads.get_thread(d, ADA, turn.chat.id)
    assert dict(shown.askers) == {second.question.id: FORMER_MEMBER}
    assert "Bob asks" in [it.content for it in shown.messages]


async def test_each_person_has_seen_a_shared_chat_for_themselves(d):
    bob = await teammate(d)
    turn = await answered(d)
    await share(d, turn.chat.id)
    await answered(d, "And?", chat=turn.chat.id)
    await read_state.mark_seen(d, bob, turn.chat.id, True)
    assert (await line(d, turn.chat.id)).unseen
    assert not (await line(d, turn.chat.id, bob)).unseen


async def test_marking_a_chat_without_a_reply_marks_it_for_nobody_else(d, model):
    bob = await teammate(d)
    model.says("Half", " a word", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half")
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    await share(d, turn.chat.id)
    after = await position(d)
    await read_state.mark_seen(d, bob, turn.chat.id, False)
    assert (await line(d, turn.chat.id, bob)).unseen
    assert not (await line(d, turn.chat.id)).unseen
    assert await news(d, after=after) == []
