"""What a model is told: the instructions of every level, and as much of the chat as it holds."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from spacerr.domain.allowances import TimeLimits
from spacerr.domain.chats.transitions import NoteStyle
from spacerr.domain.ids import new_id
from spacerr.domain.status import Kind, Role
from spacerr.domain.tables import (
    Agent,
    Chat,
    Message,
    PlatformSettings,
    Project,
    TeamSettings,
    UserSettings,
)
from spacerr.infra.llm.model_info import ModelInfo, get_model_info
from spacerr.infra.providers.environment_models import Model
from spacerr.services.gateway import gateway, reply_limits
from spacerr.services.models import resolve as model_resolve
from spacerr.services.prompts import build
from spacerr.services.prompts.messages import EARLIER, build_messages
from tests.support.people.agents import asked
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, ask, go_on, idle, row

pytestmark = pytest.mark.anyio


@pytest.fixture
def holds(monkeypatch):
    """Says how many tokens the scripted model holds."""

    def holds(context, output=10):
        known = ModelInfo(context=context, output=output)

        async def resolve(d, here, model_id, key=None):
            return replace(await model_resolve.resolve(d, here, model_id, key), facts=known)

        monkeypatch.setattr(gateway, "resolve", SimpleNamespace(resolve=resolve))

    return holds


async def store(d, *rows):
    async with d.db.writing() as session:
        session.add_all(rows)


async def said_in(d, chat, *texts, pinned=()):
    """Put questions and answers into a chat, one under the other; the ids."""
    async with d.db.writing() as session:
        row = await session.get_one(Chat, chat)
        for at, text in enumerate(texts):
            message = Message(
                chat_id=chat,
                parent_id=row.leaf_id,
                role=Role.ASSISTANT if at % 2 else Role.USER,
                content=text,
                pinned=at in pinned,
            )
            session.add(message)
            await session.flush()
            row.leaf_id = message.id


def told(model):
    """What the model was told last, as role and text."""
    return [(it.role.value, it.text) for it in model.asked[-1].messages]


async def test_all_levels_are_told_with_their_variables(d, model):
    team = await team_of(d, ADA)
    project = Project(team_id=team, name="P", instructions="Tone: dry\nWe build boats.")
    await store(
        d,
        PlatformSettings(instructions="Tone: loud\nThis is {{model}}."),
        TeamSettings(team_id=team, instructions="Tone: warm\nYou help {{person}}."),
        UserSettings(user_id=ADA, instructions="Write {{language}}, {{person}}.", language="de"),
        project,
    )
    turn = await answered(d)
    agent = Agent(team_id=team, user_id=ADA, settings={"name": "Cook", "instructions": "I cook."})
    await store(d, agent)
    async with d.db.writing() as session:
        chat = await session.get_one(Chat, turn.chat.id)
        chat.project_id = project.id
    turn = await asked(d, agent.id, chat=turn.chat.id)
    lines = model.asked[-1].instructions.splitlines()
    told = ["This is one.", "You help the person who asks.", "We build boats."]
    told += ["Write German, the person who asks.", "I cook."]
    assert [it for it in lines if it in told] == told
    assert [it for it in lines if it.startswith("Tone")] == ["Tone: dry"]
    meta = (await row(d, turn.reply.id)).meta
    assert meta["levels"] == ["platform", "team", "project", "personal", "agent"]
    assert meta["instructions_cut"] is False
    assert meta["history"] == {"sent": 4, "left_out": 0, "pinned": 0, "estimated": False}


async def test_without_instructions_nothing_stands_before_the_question(d, model):
    await answered(d, "Hi")
    assert model.asked[-1].instructions == ""
    assert told(model) == [("user", "Hi")]


async def test_the_date_is_that_of_the_persons_time_zone(d):
    east = build.get_variable_values(
        UserSettings(user_id=ADA, time_zone="Pacific/Kiritimati"), "", ""
    )
    west = build.get_variable_values(UserSettings(user_id=ADA, time_zone="Pacific/Niue"), "", "")
    assert east["date"] != west["date"]
    strange = build.get_variable_values(
        UserSettings(user_id=ADA, time_zone="../../etc/passwd"), "", ""
    )
    assert strange["time_zone"] == "UTC"


async def test_what_does_not_fit_is_left_out_oldest_first_and_pins_stay(d, model, holds):
    chat = (await answered(d, "a" * 30)).chat.id
    texts = ["b" * 300, "c" * 300, "d" * 300, "e" * 300]
    await said_in(d, chat, *texts, pinned={1})
    holds(context=400)
    turn = await answered(d, "And now?", chat=chat)
    assert told(model) == [
        ("user", EARLIER),
        ("assistant", "c" * 300),
        ("user", "d" * 300),
        ("assistant", "e" * 300),
        ("user", "And now?"),
    ]
    history = (await row(d, turn.reply.id)).meta["history"]
    assert history == {"sent": 4, "left_out": 3, "pinned": 1, "estimated": True}


async def test_a_reply_whose_question_is_left_out_is_left_out_too(d, model, holds):
    chat = (await answered(d, "a" * 300)).chat.id
    await said_in(d, chat, "b" * 600, "c" * 30)
    holds(context=100)
    await answered(d, "And now?", chat=chat)
    assert told(model) == [("user", "And now?")]


async def test_a_question_that_is_too_long_alone_is_still_sent(d, model, holds):
    holds(context=20)
    await answered(d, "x" * 500)
    assert told(model) == [("user", "x" * 500)]


async def test_what_a_model_holds_is_not_asked_where_all_fits_anyway(d, model, holds, monkeypatch):
    async def never(*_):
        raise AssertionError

    monkeypatch.setattr(build.tokenizer, "count_tokens", never)
    holds(context=None)
    chat = (await answered(d, "x" * 900)).chat.id
    holds(context=2_000)
    turn = await answered(d, chat=chat)
    assert (await row(d, turn.reply.id)).status == "complete"


async def test_instructions_take_a_part_of_a_small_context_only(d, model, holds):
    team = await team_of(d, ADA)
    long = "\n".join(f"Rule {number} of ours is this." for number in range(500))
    await store(
        d,
        TeamSettings(team_id=team, instructions=long),
        UserSettings(user_id=ADA, instructions="Mine counts."),
    )
    holds(context=1_000)
    turn = await answered(d, "Hi")
    assert (await row(d, turn.reply.id)).meta["instructions_cut"] is True
    instructions = model.asked[-1].instructions
    assert "Mine counts." in instructions and "Rule 0 of" in instructions
    assert len(instructions) < 1_000 and "Rule 400 of" not in instructions


async def test_one_long_paragraph_is_told_as_far_as_a_small_context_goes(d, model, holds):
    team = await team_of(d, ADA)
    long = "You are kind to everybody. " * 250
    agent = Agent(team_id=team, user_id=ADA, settings={"name": "Cook", "instructions": long})
    await store(d, agent, TeamSettings(team_id=team, instructions="Be brief."))
    holds(context=8_192)
    turn = await asked(d, agent.id)
    assert model.asked[-1].instructions.count("You are kind to everybody.") > 200
    assert (await row(d, turn.reply.id)).meta["levels"] == ["agent"]


async def test_one_level_is_told_whole_in_any_script_where_nothing_is_known_of_the_model(d, model):
    await store(d, UserSettings(user_id=ADA, instructions="😀" * 19_999 + "!"))
    turn = await answered(d)
    assert model.asked[-1].instructions.endswith("😀!")
    assert (await row(d, turn.reply.id)).meta["instructions_cut"] is False


@pytest.mark.parametrize("manner", NoteStyle)
async def test_a_switch_of_agents_is_told_in_the_way_that_suits_the_family(d, manner):
    switch = Message(
        chat_id="c",
        role=Role.SYSTEM,
        kind=Kind.AGENT_SWITCH,
        content="Switched to <Bob>",
        meta={"previous": "", "new": "<Bob>"},
    )
    other = Message(chat_id="c", role=Role.SYSTEM, kind=Kind.MODEL_SWITCH, content="Switched")
    messages = [
        Message(chat_id="c", content="One"),
        Message(chat_id="c", role=Role.ASSISTANT, content="Two"),
        other,
        switch,
        Message(chat_id="c", content="Three"),
    ]
    told = build_messages(messages, manner)
    if manner is NoteStyle.NOTE:
        assert [it.role for it in told] == [Role.USER, Role.ASSISTANT, Role.USER]
        assert told[-1].text.startswith('[From here on you are the agent "<Bob>". ')
        assert told[-1].text.endswith("]\n\nThree")
    elif manner is NoteStyle.BLOCK:
        assert [it.role for it in told] == [Role.USER, Role.ASSISTANT, Role.USER]
        assert told[-1].text.startswith("<agent_switch>")
        assert "<current>&lt;Bob&gt;</current>" in told[-1].text
        assert told[-1].text.endswith("</agent_switch>\n\nThree")
    else:
        roles = [Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.USER]
        assert [it.role for it in told] == roles
        assert 'you are the agent "<Bob>"' in told[2].text


async def test_going_on_counts_what_was_said_already(d, model, holds):
    chat = (await answered(d, "a" * 300)).chat.id
    model.says("b" * 300, error=RuntimeError("surprise"))
    turn = await ask(d, "c" * 30, chat=chat)
    await idle(d)
    model.says("More.")
    holds(context=180)
    await go_on(d, turn.reply.id)
    await idle(d)
    assert told(model) == [("user", "c" * 30)]
    assert model.asked[-1].partial == "b" * 300


async def test_a_chat_of_another_beginning_still_begins_with_a_question(d):
    told = build_messages([Message(chat_id=new_id(), role=Role.ASSISTANT, content="Hello")])
    assert [it.text for it in told] == [EARLIER, "Hello"]


@pytest.mark.parametrize(
    ("name", "limit", "left"),
    [
        ("mistral/mistral-large-latest", None, 16_384),
        ("mistral/mistral-large-latest", 50_000, 50_000),
        ("mistral/mistral-large-latest", 500_000, 131_072),
        ("openai/gpt-5", None, 0),
        ("openai/gpt-5", 128_000, 0),
        ("openai/gpt-4o", None, 16_384),
        ("openai/gpt-4o", 1_000, 1_000),
        ("openai/gpt-4o", 50_000, 16_384),
        ("anthropic/claude-sonnet-4-5", None, 64_000),
        ("gemini/gemini-2.5-pro", None, 0),
        ("deepseek/deepseek-chat", None, 8_192),
        ("openai/unheard-of", None, 0),
    ],
)
def test_as_much_is_left_for_an_answer_as_it_may_take(name, limit, left):
    asked = model_resolve.ResolvedModel(
        Model(name, name, ""), name, TimeLimits(), max_tokens=limit, facts=get_model_info(name)
    )
    assert build.reserve_for_answer(asked) == left
    told = build.BuiltPrompt("x" * 40_000, ())
    sent, _ = reply_limits.get_output_limit(TeamSettings(team_id=""), asked, told)
    assert (sent is None) == (limit is None)
    if sent and asked.facts.context and not asked.facts.separate_output:
        assert sent + 40_000 / 3 <= asked.facts.context
