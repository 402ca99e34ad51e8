"""Who answers in a chat: the agent it was sent with, while whoever asks can choose it."""

import pytest

from spacerr.domain.errors.agents import AgentNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Sharing
from spacerr.services.agents import deletion
from spacerr.services.chats import branches, context, sharing
from spacerr.services.replies import turns
from spacerr.state.chat.chat import ChatState
from tests.support.people.agents import agent, asked, save
from tests.support.people.lists import listed, team_of
from tests.support.people.replies import ADA, answered, chat_row, idle, person, row
from tests.support.people.teams import joined, team

pytestmark = pytest.mark.anyio


async def test_a_chat_remembers_who_answers_in_it(d, model):
    poet = await agent(d, temperature=0.3)
    turn = await asked(d, poet)
    assert (await chat_row(d, turn.chat.id)).agent_id == poet
    assert model.asked[-1].temperature == 0.3
    assert [it.temperature for it in model.titles] == [None]  # agents name no chats
    assert (await row(d, turn.reply.id)).meta["agent"] == {
        "id": poet,
        "name": "Poet",
        "version": 1,
        "shared": False,
    }
    await asked(d, "", chat=turn.chat.id)
    assert (await chat_row(d, turn.chat.id)).agent_id is None
    assert model.asked[-1].temperature is None


async def test_an_agent_is_told_who_it_is_and_that_it_took_over(d, model):
    poet = await agent(d, shared=True)
    turn = await asked(d, "")
    await asked(d, poet, chat=turn.chat.id, text="And in verse?")
    assert "Answer in rhyme." in model.asked[-1].instructions
    assert any("Poet" in it.text for it in model.asked[-1].messages)


async def test_a_reply_says_which_version_wrote_it(d):
    poet = await agent(d)
    turn = await asked(d, poet)
    await save(d, poet, name="Bard")
    again = await turns.regenerate(d, turns.Request(ADA, new_id(), agent=poet), turn.reply.id)
    await idle(d)
    first, second = [(await row(d, it)).meta["agent"] for it in (turn.reply.id, again.reply.id)]
    assert (first["name"], first["version"]) == ("Poet", 1)
    assert (second["name"], second["version"]) == ("Bard", 2)


async def test_every_way_to_ask_says_who_answers(d):
    poet, critic = await agent(d), await agent(d, "Critic")
    turn = await asked(d, poet)
    request = turns.Request(ADA, new_id(), agent=critic)
    edited = await turns.edit(d, request, turn.question.id, "Hello")
    await idle(d)
    assert (await chat_row(d, turn.chat.id)).agent_id == critic
    assert (await row(d, edited.reply.id)).meta["agent"]["name"] == "Critic"
    await branches.choose(d, ADA, turn.question.id)
    assert (await chat_row(d, turn.chat.id)).agent_id == critic


async def test_an_agent_nobody_can_choose_sends_nothing(d):
    boats, eve = await team(d), await person(d, "Eve")
    elsewhere = await agent(d, team=boats)
    gone = await agent(d)
    await deletion.delete(d, ADA, gone)
    theirs = await agent(d, user=eve)
    for wrong in (elsewhere, gone, theirs, new_id(), "x" * 300, "\0"):
        with pytest.raises(AgentNotFound):
            await asked(d, wrong)
    assert await listed(d) == []


async def test_a_chat_whose_agent_is_deleted_goes_on_without(d, model):
    poet = await agent(d, temperature=0.3)
    turn = await asked(d, poet)
    await deletion.delete(d, ADA, poet)
    here = await context.get_context(d, ADA, turn.chat.id)
    assert here.agent is None
    assert context.agent_snapshot(here.agent) is None


async def test_a_private_agent_answers_nobody_else(d):
    """Not even where a chat with it is shared: what it was told is its maker's."""
    boats = await team(d)
    bob = await joined(d, boats, "Bob")
    poet = await agent(d, team=boats)
    request = turns.Request(ADA, new_id(), agent=poet)
    turn = await turns.send(d, request, "", "Hi", turns.Place(boats))
    await idle(d)
    await sharing.set_sharing(d, ADA, turn.chat.id, Sharing.WRITE)
    assert (await context.get_context(d, ADA, turn.chat.id)).agent
    assert (await context.get_context(d, bob, turn.chat.id)).agent is None
    with pytest.raises(AgentNotFound):
        await asked(d, poet, chat=turn.chat.id, user=bob)
    await save(d, poet, shared=True)
    theirs = await asked(d, poet, chat=turn.chat.id, user=bob)
    assert (await row(d, theirs.reply.id)).meta["agent"]["name"] == "Poet"


async def test_a_tab_sends_with_the_agent_that_was_chosen_in_it(d, browser):
    poet = await agent(d)
    tab = browser.tab("one")
    await tab.do(ChatState.open)
    await tab.do(ChatState.choose_agent, agent_id=poet)
    assert (await tab.state(ChatState)).agent.name == "Poet"
    await tab.do(ChatState.open)  # connected again, before anything was sent
    await tab.do(ChatState.send, text="Hi", request_id=new_id())
    await idle(d)
    chat = (await tab.state(ChatState)).chat_id
    assert (await chat_row(d, chat)).agent_id == poet
    tab.path = "/chat"
    await tab.do(ChatState.open)
    assert (await tab.state(ChatState)).agent.id == ""


async def test_another_tab_sees_who_answers_now_and_keeps_what_was_chosen_in_it(d, browser):
    poet, critic = await agent(d), await agent(d, "Critic")
    turn = await answered(d)
    one = browser.tab("one", f"/chat/{turn.chat.id}")
    two = browser.tab("two", f"/chat/{turn.chat.id}")
    for tab in (one, two):
        await tab.do(ChatState.open)
    await one.do(ChatState.choose_agent, agent_id=critic)
    await answered(d, chat=turn.chat.id)
    await one.do(ChatState.catch_up, chat_id=turn.chat.id)
    assert (await one.state(ChatState)).agent.name == "Critic"
    await asked(d, poet, chat=turn.chat.id)
    for tab in (one, two):
        await tab.do(ChatState.catch_up, chat_id=turn.chat.id)
        assert (await tab.state(ChatState)).agent.name == "Poet"


@pytest.mark.parametrize("wrong", ["no such id", "x" * 300, "\0", "' OR 1=1 --"])
async def test_a_tab_that_names_no_agent_of_its_person_has_none(d, browser, wrong):
    theirs = await agent(d, user=await person(d, "Eve"))
    tab = browser.tab("one")
    for it in (wrong, theirs):
        await tab.do(ChatState.choose_agent, agent_id=it)
        assert (await tab.state(ChatState)).agent.id == ""
        assert await team_of(d, ADA)
