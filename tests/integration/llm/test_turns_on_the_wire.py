"""Two turns of a chat on the wire, from a message that was sent to the bytes that leave: without an
agent, then with one.
"""

import pytest

from spacerr.domain.chats.transitions import bracketed_note, switch_note, xml_note
from spacerr.domain.ids import new_id
from spacerr.domain.keys.providers import PROVIDERS
from spacerr.domain.prompts.instructions import Level, compose
from spacerr.domain.tables import Connection, ModelOption
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.services.events import publish_settings_changed
from spacerr.services.keys import connections
from spacerr.services.replies import turns
from tests.provider import Script, ScriptedProvider
from tests.support.models.wires import WIRES
from tests.support.people.agents import agent
from tests.support.people.replies import ADA, again, idle, row
from tests.support.people.teams import team

pytestmark = pytest.mark.anyio
KEY = "sk-of-the-team"
MODELS = {
    "openai": "scripted-1",
    "anthropic": "claude-3-haiku-20240307",
    "gemini": "gemini-2.5-flash-lite",
}
TOLD = compose({Level.AGENT: "Answer in rhyme."}, {}, 1_000).text


@pytest.fixture
async def provider(d):
    """What replies reach through LiteLLM."""
    await load_litellm()
    d.models[""] = LiteLLMModel()
    async with ScriptedProvider(Script(("Yes", ".")), models=tuple(MODELS.values())) as provider:
        yield provider


async def place(d, provider, slug):
    """A team with a key for a provider, whose model may say 300 tokens; its id."""
    made = await team(d)
    url, known = WIRES[slug].base(provider), PROVIDERS[slug]
    key = Connection(team_id=made, provider=slug, slug=slug, name=known.name, base_url=url)
    connections.seal_key(d.vault, key, KEY)
    option = ModelOption(team_id=made, model=f"{slug}/{MODELS[slug]}", max_tokens=300)
    async with d.db.writing() as session:
        session.add_all([key, option])
        publish_settings_changed(d, session, made)
    return made


async def asked(d, made, slug, text, *, chat="", poet=""):
    request = turns.Request(ADA, new_id(), model=f"{slug}/{MODELS[slug]}", agent=poet)
    turn = await turns.send(d, request, chat, text, turns.Place(made))
    await idle(d)
    reply = await row(d, turn.reply.id)
    assert (reply.content, reply.error) == ("Yes.", None)
    return turn


async def two_turns(d, provider, slug):
    """The two requests, and the one more in which Poet's reply is written anew by nobody."""
    made = await place(d, provider, slug)
    first = await asked(d, made, slug, "One?")
    poet = await agent(d, team=made, temperature=0.4)
    second = await asked(d, made, slug, "Two?", chat=first.chat.id, poet=poet)
    assert len(provider.requests) == 2, "one for each turn"
    await again(d, second.reply.id)
    await idle(d)
    assert len(provider.requests) == 3
    assert [WIRES[slug].key(it.headers) for it in provider.requests] == [KEY] * 3
    assert len(provider.titles) == 1
    return provider.requests


async def test_openai_s_turns(d, provider):
    one, two, three = await two_turns(d, provider, "openai")
    assert {it.path for it in (one, two, three)} == {"/v1/chat/completions"}
    plain = {
        "model": "scripted-1",
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 300,
    }
    question = {"role": "user", "content": "One?"}
    assert one.body == {**plain, "messages": [question]}
    said = [question, {"role": "assistant", "content": "Yes."}]
    assert two.body == {
        **plain,
        "temperature": 0.4,
        "messages": [
            {"role": "system", "content": TOLD},
            *said,
            {"role": "system", "content": switch_note("", "Poet")},
            {"role": "user", "content": "Two?"},
        ],
    }
    assert three.body == {**plain, "messages": [*said, {"role": "user", "content": "Two?"}]}


async def test_anthropic_s_turns(d, provider):
    def turn(role, text):
        return {"role": role, "content": [{"type": "text", "text": text}]}

    one, two, three = await two_turns(d, provider, "anthropic")
    assert {it.path for it in (one, two, three)} == {"/v1/messages"}
    plain = {"model": MODELS["anthropic"], "stream": True, "max_tokens": 300}
    said = [turn("user", "One?"), turn("assistant", "Yes.")]
    assert one.body == {**plain, "messages": said[:1]}
    assert two.body == {
        **plain,
        "temperature": 0.4,
        "system": [{"type": "text", "text": TOLD}],
        "messages": [*said, turn("user", f"{xml_note('', 'Poet')}\n\nTwo?")],
    }
    assert three.body == {**plain, "messages": [*said, turn("user", "Two?")]}


async def test_gemini_s_turns(d, provider):
    def turn(role, text):
        return {"role": role, "parts": [{"text": text}]}

    one, two, three = await two_turns(d, provider, "gemini")
    path = f"/v1beta/models/{MODELS['gemini']}:streamGenerateContent?alt=sse"
    assert {it.path for it in (one, two, three)} == {path}
    said = [turn("user", "One?"), turn("model", "Yes.")]
    for seen in (one, two, three):
        assert seen.body.pop("tools"), "this model is known to take them"
    assert one.body == {"contents": said[:1], "generationConfig": {"max_output_tokens": 300}}
    assert two.body == {
        "system_instruction": {"parts": [{"text": TOLD}]},
        "contents": [*said, turn("user", f"{bracketed_note('', 'Poet')}\n\nTwo?")],
        "generationConfig": {"max_output_tokens": 300, "temperature": 0.4},
    }
    assert three.body == {
        "contents": [*said, turn("user", "Two?")],
        "generationConfig": {"max_output_tokens": 300},
    }


async def test_a_server_that_only_speaks_like_openai_s_hears_the_system_at_the_beginning(
    d, provider
):
    """Elsewhere many refuse it: "Unexpected role 'system' after role 'assistant'"."""
    made = await team(d)
    url = provider.url
    key = Connection(team_id=made, provider="compatible", slug="lab-server", name="L", base_url=url)
    connections.seal_key(d.vault, key, KEY)
    async with d.db.writing() as session:
        session.add(key)
        publish_settings_changed(d, session, made)

    async def ask(text, chat="", poet=""):
        request = turns.Request(ADA, new_id(), model="lab-server/scripted-1", agent=poet)
        turn = await turns.send(d, request, chat, text, turns.Place(made))
        await idle(d)
        return turn.chat.id

    chat = await ask("One?")
    await ask("Two?", chat, await agent(d, team=made))
    said = [(it["role"], it["content"]) for it in provider.requests[-1].body["messages"]]
    assert said == [
        ("system", TOLD),
        ("user", "One?"),
        ("assistant", "Yes."),
        ("user", f"{bracketed_note('', 'Poet')}\n\nTwo?"),
    ]
