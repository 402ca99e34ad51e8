"""Another model or agent in mid-chat: a line says so, and everything else works as before."""

import pytest

from spacerr.domain.errors.chats import MessageNotFound
from spacerr.domain.errors.replies import NothingToContinue, NothingToEdit, NothingToRegenerate
from spacerr.domain.status import Kind, Role
from spacerr.domain.tables import ModelOption
from spacerr.services import stop_replies
from spacerr.services.chats import attribution, branches, threads
from spacerr.services.replies import recovery
from spacerr.state.chat.views import message_views
from tests.support.people.agents import agent
from tests.support.people.lists import team_of
from tests.support.people.replies import (
    ADA,
    again,
    answered,
    ask,
    die,
    edit,
    ended,
    go_on,
    idle,
    row,
    said,
)
from tests.support.people.switches import ONE, TWO, catalog, shown, switch_in, switched

__all__ = ["catalog"]
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


async def test_another_model_is_announced_between_the_turns(d):
    first, second = await switched(d)
    [switch] = await switch_in(d, first.chat.id)
    assert (switch.parent_id, second.question.parent_id) == (first.reply.id, switch.id)
    assert (switch.role, switch.kind) == (Role.SYSTEM, Kind.MODEL_SWITCH)
    assert switch.content == "Switched to two"
    assert attribution.names_of(switch) == (ONE, TWO)
    assert await shown(d, first.chat.id) == [
        "One?",
        "One two three.",
        "Switched to two",
        "Two?",
        "One two three.",
    ]
    assert [it.id for it in second.shown] == [switch.id, second.question.id, second.reply.id]


async def test_the_same_model_is_not_announced(d):
    first = await answered(d, "One?", model=ONE)
    for model in (ONE, ""):
        await answered(d, "Again?", chat=first.chat.id, model=model)
    assert await switch_in(d, first.chat.id) == []


async def test_a_model_is_announced_by_the_name_its_team_gave_it(d):
    async with d.db.writing() as session:
        nickname = {"team_id": await team_of(d, ADA), "model": TWO, "nickname": "Quick"}
        session.add(ModelOption(**nickname))
    first, _ = await switched(d)
    assert [it.content for it in await switch_in(d, first.chat.id)] == ["Switched to Quick"]


async def test_no_model_is_told_of_models(d, model):
    await switched(d)
    assert [it.text for it in model.asked[-1].messages] == ["One?", "One two three.", "Two?"]


async def test_another_agent_is_announced_and_remembered_by_its_replies(d):
    first = await answered(d, "One?")
    poet = await agent(d)
    second = await answered(d, "Two?", chat=first.chat.id, agent=poet)
    await answered(d, "Three?", chat=first.chat.id, agent=poet)
    await answered(d, "Four?", chat=first.chat.id)
    switches = await switch_in(d, first.chat.id)
    told = [(it.kind, it.content, *attribution.names_of(it)) for it in switches]
    assert sorted(told, key=str) == [
        (Kind.AGENT_SWITCH, "Agent removed", "Poet", ""),
        (Kind.AGENT_SWITCH, "Switched to Poet", "", "Poet"),
    ]
    known = (await row(d, second.reply.id)).meta["agent"]
    assert known == {"id": poet, "name": "Poet", "version": 1, "shared": False}


async def test_agent_and_model_can_change_at_once(d):
    first = await answered(d, "One?", model=ONE)
    poet = await agent(d)
    second = await answered(d, "Two?", chat=first.chat.id, model=TWO, agent=poet)
    words = [it.content for it in second.shown]
    assert words[:3] == ["Switched to Poet", "Switched to two", "Two?"]


async def test_a_request_repeated_announces_nothing_twice(d):
    first = await answered(d, "One?", model=ONE)
    for _ in range(2):
        await ask(d, "Two?", chat=first.chat.id, model=TWO, request="twice")
        await idle(d)
    assert len(await switch_in(d, first.chat.id)) == 1


async def test_a_refused_message_leaves_no_switch(d, model):
    model.says("Hi", gated=True)
    first = await ask(d, model=ONE)
    with pytest.raises(Exception, match="still being written"):
        await ask(d, "Hurry", chat=first.chat.id, model=TWO)
    assert await switch_in(d, first.chat.id) == []


async def test_regenerating_the_first_reply_with_another_model_announces_nothing(d):
    """Nobody has answered before it, and the reply says who wrote it."""
    first = await answered(d, "One?", model=ONE)
    second = await again(d, first.reply.id, model=TWO)
    await idle(d)
    assert await shown(d, first.chat.id) == ["One?", "One two three."]
    thread = await threads.get_thread(d, ADA, first.chat.id)
    assert thread.versions == {second.reply.id: [first.reply.id, second.reply.id]}
    assert [it.model for it in thread.messages if it.role == Role.ASSISTANT] == [TWO]
    await answered(d, "Two?", chat=first.chat.id)
    assert await switch_in(d, first.chat.id) == []


async def test_a_reply_regenerated_with_another_model_is_announced_with_that_version_only(d):
    first = await answered(d, "One?", model=ONE)
    second = await answered(d, "Two?", chat=first.chat.id, model=ONE)
    third = await again(d, second.reply.id, model=TWO)
    await idle(d)
    with_line = ["One?", "One two three.", "Switched to two", "Two?", "One two three."]
    assert await shown(d, first.chat.id) == with_line
    thread = await threads.get_thread(d, ADA, first.chat.id, limit=2)
    line = thread.messages[0]
    assert (line.kind, attribution.names_of(line)) == (Kind.MODEL_SWITCH, (ONE, TWO))
    assert [it.parent for it in message_views(thread)] == [
        first.reply.id,
        line.id,
        second.question.id,
    ]
    assert await shown(d, first.chat.id, before=line.id) == with_line[:2]
    await answered(d, "Three?", chat=first.chat.id, model=TWO)
    assert await shown(d, first.chat.id) == [*with_line, "Three?", "One two three."]
    await branches.choose(d, ADA, second.reply.id)
    assert "Switched to two" not in await shown(d, first.chat.id)
    await branches.choose(d, ADA, third.reply.id)
    assert (await shown(d, first.chat.id))[:5] == with_line


async def test_a_switch_that_the_reply_took_back_is_not_shown(d):
    first, second = await switched(d)
    await again(d, second.reply.id, model=ONE)
    await idle(d)
    assert await shown(d, first.chat.id) == ["One?", "One two three.", "Two?", "One two three."]
    assert await shown(d, first.chat.id, limit=2) == ["Two?", "One two three."]
    assert await shown(d, first.chat.id, limit=1) == ["One two three."]
    assert await shown(d, first.chat.id, before=second.question.id) == ["One?", "One two three."]


async def test_a_line_follows_the_reply_when_it_is_written_by_a_third(d):
    first = await answered(d, "One?", agent=await agent(d))
    critic, cook = await agent(d, "Critic"), await agent(d, "Cook")
    second = await answered(d, "Two?", chat=first.chat.id, agent=critic)
    [stored] = await switch_in(d, first.chat.id)
    for who, words in ((cook, "Switched to Cook"), ("", "Agent removed")):
        await again(d, second.reply.id, agent=who)
        await idle(d)
        assert (await shown(d, first.chat.id))[2:4] == [words, "Two?"]
        thread = await threads.get_thread(d, ADA, first.chat.id)
        assert thread.messages[2].id == stored.id
    assert [it.content for it in await switch_in(d, first.chat.id)] == ["Switched to Critic"]


async def test_what_counts_is_the_reply_before_on_the_branch_that_is_shown(d):
    first = await answered(d, "One?", model=ONE)
    await again(d, first.reply.id, model=TWO)
    await idle(d)
    await branches.choose(d, ADA, first.reply.id)
    second = await answered(d, "Two?", chat=first.chat.id, model=TWO)
    assert second.shown[0].content == "Switched to two"


async def test_a_question_behind_a_switch_can_be_edited_and_both_versions_read(d, model):
    first, second = await switched(d)
    third = await edit(d, second.question.id, "Zwei?", model=TWO)
    await idle(d)
    thread = await threads.get_thread(d, ADA, first.chat.id)
    words = [it.content for it in thread.messages]
    assert words == ["One?", "One two three.", "Switched to two", "Zwei?", "One two three."]
    assert thread.versions == {third.question.id: [second.question.id, third.question.id]}
    assert [it.text for it in model.asked[-1].messages] == ["One?", "One two three.", "Zwei?"]
    await branches.choose(d, ADA, second.question.id)
    assert (await shown(d, first.chat.id))[2:4] == ["Switched to two", "Two?"]
    await branches.choose(d, ADA, third.question.id)
    assert (await shown(d, first.chat.id))[2:4] == ["Switched to two", "Zwei?"]


async def test_an_edit_with_another_model_is_a_version_beside_the_first(d):
    first = await answered(d, "One?", model=ONE)
    second = await answered(d, "Two?", chat=first.chat.id, model=ONE)
    third = await edit(d, second.question.id, "Zwei?", model=TWO)
    await idle(d)
    thread = await threads.get_thread(d, ADA, first.chat.id)
    assert [it.content for it in thread.messages][2:4] == ["Switched to two", "Zwei?"]
    assert thread.versions == {third.question.id: [second.question.id, third.question.id]}
    await branches.choose(d, ADA, second.question.id)
    assert (await shown(d, first.chat.id))[2:] == ["Two?", "One two three."]


async def test_an_edit_back_to_the_first_model_needs_no_switch(d):
    first, second = await switched(d)
    await edit(d, second.question.id, "Zwei?", model=ONE)
    await idle(d)
    assert (await shown(d, first.chat.id))[1:3] == ["One two three.", "Zwei?"]


async def test_a_choice_behind_a_switch_is_remembered_through_a_choice_above_it(d):
    first, second = await switched(d)
    third = await edit(d, second.question.id, "Zwei?", model=TWO)
    await idle(d)
    await branches.choose(d, ADA, second.question.id)
    other = await again(d, first.reply.id)
    await idle(d)
    await branches.choose(d, ADA, first.reply.id)
    thread = await threads.get_thread(d, ADA, first.chat.id)
    assert thread.messages[-1].id == second.reply.id
    assert third.question.id and other.reply.id in thread.versions[first.reply.id]


async def test_the_first_question_can_be_edited_with_another_model_without_a_switch(d):
    first = await answered(d, "One?", model=ONE)
    await edit(d, first.question.id, "Eins?", model=TWO)
    await idle(d)
    assert await shown(d, first.chat.id) == ["Eins?", "One two three."]


async def test_a_stopped_reply_behind_a_switch_goes_on(d, model):
    first = await answered(d, "One?", model=ONE)
    model.says("Once", " more", gated=True)
    second = await ask(d, "Two?", chat=first.chat.id, model=TWO)
    model.let()
    await said(d, second.reply.id, "Once")
    await stop_replies.stop_reply(d, ADA, second.reply.id)
    await idle(d)
    model.says(" upon a time")
    third = await go_on(d, second.reply.id)
    await idle(d)
    assert third.reply.parent_id == second.question.id
    assert (await shown(d, first.chat.id))[2:] == ["Switched to two", "Two?", "Once upon a time"]


async def test_a_reply_behind_a_switch_whose_process_died_is_continued(d, elsewhere, model, redis):
    first = await answered(d, "One?", model=ONE)
    model.says("Half", " a", gated=True)
    second = await ask(d, "Two?", chat=first.chat.id, model=TWO)
    model.let()
    await said(d, second.reply.id, "Half")
    await die(d, redis, second.reply.id)
    model.says(" word.")
    await recovery.sweep(elsewhere)
    await ended(elsewhere, second.reply.id)
    await idle(elsewhere)
    assert (await row(d, second.reply.id)).content == "Half word."
    assert [it.text for it in model.asked[-1].messages][-1] == "Two?"


async def test_the_newest_turn_comes_with_its_switch(d):
    first, _ = await switched(d)
    assert await shown(d, first.chat.id, limit=2) == ["Switched to two", "Two?", "One two three."]
    thread = await threads.get_thread(d, ADA, first.chat.id, limit=2)
    assert thread.earlier and thread.messages[0].parent_id == first.reply.id
    above = await shown(d, first.chat.id, before=thread.messages[0].id)
    assert above == ["One?", "One two three."]


async def test_pages_of_a_chat_that_switches_every_turn_fit_together(d):
    first = await answered(d, "Q0", model=ONE)
    for n in range(1, 6):
        await answered(d, f"Q{n}", chat=first.chat.id, model=TWO if n % 2 else ONE)
    whole = await shown(d, first.chat.id, limit=None)
    pages, before = [], ""
    while True:
        thread = await threads.get_thread(d, ADA, first.chat.id, before=before, limit=3)
        pages = [it.content for it in thread.messages] + pages
        if not thread.earlier:
            break
        before = thread.messages[0].id
    assert pages == whole and len(whole) == 6 * 2 + 5


async def test_nothing_can_be_done_with_a_switch_itself(d):
    first, _ = await switched(d)
    [switch] = await switch_in(d, first.chat.id)
    with pytest.raises(NothingToEdit):
        await edit(d, switch.id, "Switched to nonsense")
    with pytest.raises(NothingToRegenerate):
        await again(d, switch.id)
    with pytest.raises(NothingToContinue):
        await go_on(d, switch.id)
    with pytest.raises(MessageNotFound):
        await branches.choose(d, ADA, switch.id)
