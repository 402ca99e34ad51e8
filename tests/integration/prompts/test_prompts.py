"""What a model was told is kept with its reply, for whoever may read that, word for word."""

import pytest
from sqlmodel import select

from spacerr.domain.errors.chats import MessageNotFound
from spacerr.domain.errors.prompts import PromptNotKept
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Agent, Message, Prompt, TeamSettings, UserSettings
from spacerr.infra.llm.messages import GO_ON
from spacerr.services.agents import agents
from spacerr.services.chats import pins
from spacerr.services.prompts import record
from tests.integration.prompts.test_prompting import holds, said_in, store
from tests.support.people.agents import agent, asked, settings
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, ask, go_on, idle, person
from tests.support.people.teammates import share, teammate

__all__ = ["holds"]

pytestmark = pytest.mark.anyio


def lines(view, level):
    return [line["text"] for part in view.parts if part["level"] == level for line in part["lines"]]


async def test_the_prompt_is_read_as_it_was_sent(d, model):
    await store(d, TeamSettings(team_id=await team_of(d, ADA), instructions="Be brief.\nBe kind."))
    turn = await answered(d, "Hi")
    view = await record.get_prompt(d, ADA, turn.reply.id)
    sent = "\n".join(
        line["text"] for part in view.parts for line in part["lines"] if line["state"] == "told"
    )
    assert sent == model.asked[-1].instructions
    assert lines(view, "team") == ["Be brief.", "Be kind."]
    assert [(it.role, it.text) for it in view.pieces] == [("user", "Hi")]
    assert view.parameters == {"model": "scripted/one"}
    async with d.db.writing() as session:
        studio = await session.get_one(TeamSettings, await team_of(d, ADA))
        studio.instructions = "Now something else."
    assert lines(await record.get_prompt(d, ADA, turn.reply.id), "team") == [
        "Be brief.",
        "Be kind.",
    ]


async def test_what_was_left_out_is_named_and_what_was_sent_is_exact(d, model, holds):
    chat = (await answered(d, "a" * 30)).chat.id
    await said_in(d, chat, "b" * 900, "c" * 300, "d" * 300, "e" * 300, pinned={1})
    holds(context=400)
    turn = await answered(d, "And now?", chat=chat)
    view = await record.get_prompt(d, ADA, turn.reply.id)
    assert [it.why for it in view.pieces] == [
        "left-out",
        "left-out",
        "left-out",
        "added",
        "pinned",
        "",
        "",
        "",
    ]
    sent = [(it.role, it.text) for it in view.pieces if it.why != "left-out"]
    assert sent == [(it.role, it.text) for it in model.asked[-1].messages]
    assert view.pieces[2].text == "b" * 300
    assert view.history == {"sent": 4, "left_out": 3, "pinned": 1, "estimated": True}


async def test_what_was_kept_in_mind_is_what_was_then(d):
    first = await answered(d, "Hi")
    await pins.set_pinned(d, ADA, first.question.id, True)
    second = await answered(d, "And?", chat=first.chat.id)
    await pins.set_pinned(d, ADA, first.question.id, False)
    await pins.set_pinned(d, ADA, first.reply.id, True)
    view = await record.get_prompt(d, ADA, second.reply.id)
    assert [it.why for it in view.pieces] == ["pinned", "", ""]


async def test_the_request_is_shown_as_it_was_sent(d):
    """The adapter knows what of it goes out."""
    turn = await asked(d, await agent(d, temperature=0.3))
    view = await record.get_prompt(d, ADA, turn.reply.id)
    assert view.parameters == {"model": "scripted/one", "temperature": 0.3}


async def test_a_reply_that_went_on_shows_where_it_did(d, model):
    model.says("Half", error=RuntimeError("surprise"))
    turn = await ask(d, "Hi")
    await idle(d)
    model.says(" a word.")
    await idle(d)
    more = await go_on(d, turn.reply.id)
    await idle(d)
    view = await record.get_prompt(d, ADA, more.reply.id)
    assert [it.text for it in view.pieces] == ["Hi", "Half", GO_ON]


async def test_what_somebody_tells_models_for_themselves_is_shown_to_nobody_else(d, model):
    bob, team = await teammate(d), await team_of(d, ADA)
    cook = Agent(team_id=team, user_id=ADA, settings={"name": "Cook", "instructions": "I cook."})
    await store(
        d,
        UserSettings(user_id=ADA, instructions="I am shy.\nReally."),
        TeamSettings(team_id=team, instructions="Be kind."),
        cook,
    )
    chat = (await answered(d)).chat.id
    turn = await asked(d, cook.id, chat=chat)
    await share(d, chat, Sharing.READ)
    assert lines(await record.get_prompt(d, ADA, turn.reply.id), "personal") == [
        "I am shy.",
        "Really.",
    ]
    view = await record.get_prompt(d, bob, turn.reply.id)
    hidden = {part["level"]: part.get("hidden") for part in view.parts if "hidden" in part}
    assert hidden == {"personal": 2, "agent": 1}
    assert lines(view, "team") == ["Be kind."]
    assert "shy" not in repr(view) and "cook" not in repr(view)
    await agents.update(d, ADA, cook.id, 1, settings("Cook"), shared=True)
    view = await record.get_prompt(d, bob, turn.reply.id)
    assert lines(view, "agent") == [] and "cook" not in repr(view), "shared is what it is now"
    later = await asked(d, cook.id, chat=chat)
    assert lines(await record.get_prompt(d, bob, later.reply.id), "agent") == ["Answer in rhyme."]
    await agents.update(d, ADA, cook.id, 2, settings("Cook"), shared=False)
    assert lines(await record.get_prompt(d, bob, later.reply.id), "agent") == ["Answer in rhyme."]


async def test_an_older_reply_says_that_nothing_was_kept(d):
    turn = await answered(d)
    async with d.db.writing() as session:
        await session.delete(await session.get_one(Prompt, turn.reply.id))
    with pytest.raises(PromptNotKept):
        await record.get_prompt(d, ADA, turn.reply.id)


async def test_strangers_find_nothing(d):
    turn, eve = await answered(d), await person(d, "Eve")
    with pytest.raises(MessageNotFound):
        await record.get_prompt(d, eve, turn.reply.id)


async def test_a_prompt_goes_with_its_reply(d):
    turn = await answered(d)
    async with d.db.writing() as session:
        await session.delete(await session.get_one(Message, turn.reply.id))
    async with d.db.reading() as session:
        assert (await session.exec(select(Prompt))).all() == []


async def test_a_reply_that_is_gone_meanwhile_is_no_trouble(d, model):
    model.says("One", gated=True)
    turn = await ask(d)
    async with d.db.writing() as session:
        await session.delete(await session.get_one(Message, turn.reply.id))
    request = model.asked[-1] if model.asked else None
    model.let_all()
    await idle(d)
    if request:
        await record.store_prompt(d, turn.reply.id, record.BuiltPrompt("", ()), request, model)
