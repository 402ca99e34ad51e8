"""Editing, continuing and moving between versions: nothing said is ever lost."""

import asyncio

import pytest

from spacerr.domain.bus_events import ChatBranched
from spacerr.domain.errors.models import ModelTimedOut
from spacerr.domain.errors.replies import NothingToContinue, NothingToEdit, TurnRunning
from spacerr.domain.ids import new_id
from spacerr.domain.status import Status
from spacerr.infra.llm.interface import ChatMessage
from spacerr.services import stop_replies
from spacerr.services.chats import branches, threads
from tests.support.people.replies import (
    ADA,
    Tab,
    again,
    answered,
    ask,
    edit,
    ended,
    go_on,
    idle,
    row,
    said,
)
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]


async def shown(d, chat_id):
    return [it.content for it in (await threads.get_thread(d, ADA, chat_id)).messages]


async def stopped(d, model, text="Once upon a time there was"):
    """A reply stopped after this."""
    model.says(text, " more", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, text)
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    return turn


async def test_an_edited_question_stands_beside_the_first_and_is_answered(d, model):
    first = await answered(d, "Why?")
    model.says("Because.")
    second = await edit(d, first.question.id, "Why not?")
    await idle(d)
    assert await shown(d, first.chat.id) == ["Why not?", "Because."]
    assert (await row(d, first.question.id)).content == "Why?"
    assert model.asked[-1].messages[-1].text == "Why not?"
    thread = await threads.get_thread(d, ADA, first.chat.id)
    assert thread.versions == {second.question.id: [first.question.id, second.question.id]}


async def test_editing_an_earlier_question_tells_the_model_only_what_came_before(d, model):
    first = await answered(d, "One?")
    second = await answered(d, "Two?", chat=first.chat.id)
    await answered(d, "Three?", chat=first.chat.id)
    await edit(d, second.question.id, "Zwei?")
    await idle(d)
    assert [it.text for it in model.asked[-1].messages] == ["One?", "One two three.", "Zwei?"]
    assert await shown(d, first.chat.id) == ["One?", "One two three.", "Zwei?", "One two three."]


async def test_a_reply_cannot_be_edited(d):
    first = await answered(d)
    with pytest.raises(NothingToEdit):
        await edit(d, first.reply.id, "You said something else")


async def test_an_edit_pressed_twice_is_one_turn(d, elsewhere, model):
    first, request = await answered(d), new_id()
    made = await asyncio.gather(
        *(edit(side, first.question.id, "Again", request=request) for side in (d, elsewhere, d))
    )
    assert len({turn.reply.id for turn in made}) == 1
    await ended(d, made[0].reply.id)
    assert len(model.asked) == 2


async def test_a_stopped_reply_continues_where_it_stopped_and_stays_as_it_was(d, model):
    first = await stopped(d, model)
    model.says(" a king.")
    second = await go_on(d, first.reply.id)
    tab = Tab(d, second.reply.id)
    await tab.end()
    await idle(d)
    stored = await row(d, second.reply.id)
    assert stored.content == tab.text == "Once upon a time there was a king."
    assert stored.status == Status.COMPLETE
    assert stored.meta["continues"] == first.reply.id
    before = await row(d, first.reply.id)
    assert (before.status, before.content) == (Status.STOPPED, "Once upon a time there was")
    assert model.asked[-1].partial == "Once upon a time there was"
    assert model.asked[-1].messages == (ChatMessage("user", "Hi"),)


async def test_a_reply_that_failed_after_some_words_can_be_continued(d, model):
    model.says("Half a", error=ModelTimedOut())
    first = await answered(d)
    model.says(" word.")
    second = await go_on(d, first.reply.id)
    await idle(d)
    assert (await row(d, second.reply.id)).content == "Half a word."


async def test_a_reply_cut_at_the_models_length_limit_can_be_continued(d, model):
    first = await answered(d)
    async with d.db.writing() as session:
        reply = await row(d, first.reply.id)
        reply.meta = {**reply.meta, "finish_reason": "length"}
        session.add(reply)
    model.says(" And four.")
    second = await go_on(d, first.reply.id)
    await idle(d)
    assert (await row(d, second.reply.id)).content == "One two three. And four."


async def test_only_what_was_cut_short_can_be_continued(d, model):
    whole = await answered(d)
    model.says("", error=ModelTimedOut())
    empty = await answered(d)
    for message in (whole.reply.id, whole.question.id, empty.reply.id):
        with pytest.raises(NothingToContinue):
            await go_on(d, message)


async def test_a_continuation_that_fails_keeps_all_the_text(d, model):
    first = await stopped(d, model)
    model.says(error=ModelTimedOut())
    second = await go_on(d, first.reply.id)
    await idle(d)
    stored = await row(d, second.reply.id)
    assert (stored.status, stored.content) == (Status.FAILED, "Once upon a time there was")


async def test_a_continue_pressed_twice_is_one_reply(d, elsewhere, model):
    first, request = await stopped(d, model), new_id()
    model.says(" a king.")
    made = await asyncio.gather(
        *(go_on(side, first.reply.id, request=request) for side in (d, elsewhere, d))
    )
    assert len({turn.reply.id for turn in made}) == 1
    await ended(d, made[0].reply.id)
    assert len(model.asked) == 2


async def test_choosing_a_version_shows_what_followed_it_and_is_remembered(d, elsewhere):
    first = await answered(d, "One?")
    later = await answered(d, "Two?", chat=first.chat.id)
    second = await again(d, first.reply.id)
    await idle(d)
    assert await branches.choose(d, ADA, first.reply.id) == first.chat.id
    thread = await threads.get_thread(elsewhere, ADA, first.chat.id)
    assert thread.messages[-1].id == later.reply.id
    assert thread.versions == {first.reply.id: [first.reply.id, second.reply.id]}
    await branches.choose(d, ADA, second.reply.id)
    assert (await threads.get_thread(d, ADA, first.chat.id)).messages[-1].id == second.reply.id


async def test_a_fork_below_a_fork_comes_back_as_it_was_left(d):
    first = await answered(d, "One?")
    inner = await answered(d, "Two?", chat=first.chat.id)
    other = await again(d, inner.reply.id)
    await idle(d)
    await branches.choose(d, ADA, inner.reply.id)
    outer = await again(d, first.reply.id)
    await idle(d)
    await branches.choose(d, ADA, first.reply.id)
    assert (await threads.get_thread(d, ADA, first.chat.id)).messages[-1].id == inner.reply.id
    assert other.reply.id != outer.reply.id


async def test_a_message_sent_on_an_older_branch_continues_that_branch(d):
    first = await answered(d, "One?")
    await again(d, first.reply.id)
    await idle(d)
    await branches.choose(d, ADA, first.reply.id)
    second = await answered(d, "Two?", chat=first.chat.id)
    assert (await row(d, second.question.id)).parent_id == first.reply.id


async def test_every_tab_is_told_of_a_choice(d):
    first = await answered(d)
    await again(d, first.reply.id)
    await idle(d)
    after = await position(d)
    await branches.choose(d, ADA, first.reply.id, "tab-1")
    assert await news(d, after=after) == [ChatBranched(source="tab-1", chat_id=first.chat.id)]


async def test_a_failed_reply_that_said_nothing_is_no_version(d, model):
    model.says(error=ModelTimedOut())
    first = await answered(d)
    model.says("Whole.")
    await again(d, first.reply.id)
    await idle(d)
    assert (await threads.get_thread(d, ADA, first.chat.id)).versions == {}


async def test_while_a_reply_runs_on_another_branch_the_chat_is_running(d, model):
    first = await answered(d)
    model.says("Slow", gated=True)
    second = await again(d, first.reply.id)
    await branches.choose(d, ADA, first.reply.id)
    thread = await threads.get_thread(d, ADA, first.chat.id)
    assert thread.running == second.reply.id
    with pytest.raises(TurnRunning):
        await ask(d, chat=first.chat.id)


async def test_a_message_sent_right_after_a_stop_follows_the_stopped_reply(d, elsewhere, model):
    model.says("One", " two", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "One")
    await stop_replies.stop_reply(elsewhere, ADA, turn.reply.id)
    model.says("Next.")
    second = await ask(elsewhere, "Go on", chat=turn.chat.id)
    await idle(elsewhere)
    assert (await row(d, second.question.id)).parent_id == turn.reply.id
    assert (await row(d, turn.reply.id)).status == Status.STOPPED
