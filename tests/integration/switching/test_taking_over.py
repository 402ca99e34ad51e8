"""Another agent in mid-chat: told to the model as it is now, whatever was stored, and kept so."""

import pytest

from spacerr.domain.chats import transitions
from spacerr.domain.chats.transitions import NoteStyle
from spacerr.services.chats import threads
from spacerr.services.data import exports
from spacerr.services.prompts import record
from spacerr.services.replies import details
from spacerr.state.chat.views import message_views
from tests.support.people.agents import agent, asked, save
from tests.support.people.replies import ADA, again, answered, ask, chat_row, go_on, idle, row
from tests.support.people.teammates import share, teammate

pytestmark = pytest.mark.anyio

POET_TO_CRITIC = transitions.bracketed_note("Poet", "Critic")


def told(model):
    """What was said to the model last."""
    return [it.text for it in model.asked[-1].messages]


def sent(request):
    """The conversation as the model was told it."""
    return [(it.role, it.text) for it in request.messages]


async def inspected(d, reply_id, user=ADA):
    """The conversation as the inspector shows it, with neighbours of one role joined."""
    turns: list[tuple[str, str]] = []
    for it in (await record.get_prompt(d, user, reply_id)).pieces:
        if turns and turns[-1][0] == it.role:
            turns[-1] = (it.role, f"{turns[-1][1]}\n\n{it.text}")
        else:
            turns.append((it.role, it.text))
    return turns


async def two_turns(d):
    """A chat of two turns, the second one answered by Poet; and another agent, Critic."""
    poet, critic = await agent(d), await agent(d, "Critic")
    first = await answered(d, "One?")
    return first, await asked(d, poet, chat=first.chat.id, text="Two?"), critic


async def test_who_writes_a_reply_anew_is_told_that_they_take_over(d, model):
    _, second, critic = await two_turns(d)
    assert told(model)[-1] == f"{transitions.bracketed_note('', 'Poet')}\n\nTwo?"
    third = await again(d, second.reply.id, agent=critic)
    await idle(d)
    assert told(model)[-1] == f"{transitions.bracketed_note('', 'Critic')}\n\nTwo?"
    assert await inspected(d, third.reply.id) == sent(model.asked[-1])
    assert await inspected(d, second.reply.id) == sent(model.asked[-2])
    await again(d, second.reply.id)
    await idle(d)
    assert told(model)[-1] == "Two?"


async def test_who_takes_over_by_writing_a_reply_anew_has_been_announced_to_the_next(d, model):
    poet, critic = await agent(d), await agent(d, "Critic")
    first = await asked(d, poet, text="One?")
    second = await asked(d, poet, chat=first.chat.id, text="Two?")
    await again(d, second.reply.id, agent=critic)
    await idle(d)
    taken = f"{POET_TO_CRITIC}\n\nTwo?"
    assert told(model)[-1] == taken
    third = await asked(d, critic, chat=first.chat.id, text="Three?")
    assert told(model)[2::2] == [taken, "Three?"]
    assert await inspected(d, third.reply.id) == sent(model.asked[-1])


async def test_who_goes_on_with_another_s_reply_is_told_who_they_are(d, model):
    poet, critic = await agent(d), await agent(d, "Critic")
    first = await asked(d, poet, text="One?")
    model.says("Half", error=RuntimeError("surprise"))
    second = await ask(d, "Two?", chat=first.chat.id, agent=poet)
    await idle(d)
    model.says(" a word.")
    third = await go_on(d, second.reply.id, agent=critic)
    await idle(d)
    assert told(model)[-1] == f"{POET_TO_CRITIC}\n\nTwo?"
    assert model.asked[-1].partial == "Half"
    assert (await row(d, third.reply.id)).meta["agent"]["name"] == "Critic"


async def test_an_agent_under_a_new_name_is_the_same_one(d, model):
    poet = await agent(d)
    first = await asked(d, poet, text="One?")
    await save(d, poet, name="Bard")
    await asked(d, poet, chat=first.chat.id, text="Two?")
    assert told(model)[-1] == "Two?"


async def test_a_colleague_leaves_the_owner_s_private_agent_where_it_is(d, model):
    bob, poet = await teammate(d), await agent(d)
    chat = (await asked(d, poet, text="One?")).chat.id
    await share(d, chat)
    theirs = await asked(d, "", chat=chat, user=bob, text="Two?")
    assert (await chat_row(d, chat)).agent_id == poet
    assert (await row(d, theirs.reply.id)).meta["agent"] is None
    assert "rhyme" not in model.asked[-1].instructions
    await asked(d, poet, chat=chat, text="Three?")
    assert told(model)[-1] == f"{transitions.bracketed_note('', 'Poet')}\n\nThree?"
    await asked(d, "", chat=chat, text="Four?")
    assert (await chat_row(d, chat)).agent_id is None, "its owner can"


async def test_a_colleague_reads_nowhere_what_a_private_agent_is_called(d, model):
    bob, poet = await teammate(d), await agent(d, "Quixotic")
    chat = (await answered(d, "One?")).chat.id
    mine = await asked(d, poet, chat=chat, text="Two?")
    await share(d, chat)
    theirs = await asked(d, "", chat=chat, user=bob, text="Three?")
    assert (
        told(model)[-1] == f"{transitions.bracketed_note(transitions.ANOTHER_AGENT, '')}\n\nThree?"
    )
    thread = await threads.get_thread(d, bob, chat)
    assert [it.content for it in thread.messages][2:7:2] == [
        "Switched to another agent",
        "One two three.",
        "Three?",
    ]
    views = message_views(thread)
    assert [it.writer for it in views if it.writer] == ["another agent"]
    seen = [
        views,
        await details.of_reply(d, bob, mine.reply.id),
        await record.get_prompt(d, bob, mine.reply.id),
        await record.get_prompt(d, bob, theirs.reply.id),
        await exports.export_chat(d, bob, chat),
    ]
    assert [it for it in seen if "Quixotic" in repr(it)] == []
    own = message_views(await threads.get_thread(d, ADA, chat))
    assert [it.writer for it in own if it.writer] == ["Quixotic"]
    assert own[2].text == "Switched to Quixotic"
    assert "Quixotic" in repr(await record.get_prompt(d, ADA, mine.reply.id))


@pytest.mark.parametrize(
    ("model", "own", "manner"),
    [
        ("openai/gpt-5", True, NoteStyle.SYSTEM),
        ("openai/llama-4", False, NoteStyle.NOTE),
        ("azure/ours", True, NoteStyle.SYSTEM),
        ("mistral/mistral-large", True, NoteStyle.NOTE),
        ("gemini/gemini-2.5-flash", True, NoteStyle.NOTE),
        ("ollama_chat/qwen3", True, NoteStyle.NOTE),
        ("openrouter/openai/gpt-5", True, NoteStyle.SYSTEM),
        ("openrouter/qwen/qwen3", True, NoteStyle.NOTE),
        ("openrouter/anthropic/claude-sonnet-4.5", True, NoteStyle.BLOCK),
        ("openai/claude-behind-a-proxy", False, NoteStyle.BLOCK),
        ("anthropic/claude-haiku-4-5", True, NoteStyle.BLOCK),
    ],
)
def test_only_who_is_known_to_take_it_hears_the_system_in_mid_chat(model, own, manner):
    assert transitions.note_style(model, own) is manner
