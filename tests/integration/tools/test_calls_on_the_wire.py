"""Calls of tools on the wire: what each provider is sent after its model called some."""

import pytest

from spacerr.domain.ids import new_id
from spacerr.domain.keys.providers import PROVIDERS
from spacerr.domain.status import Status
from spacerr.domain.tables import Connection
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.services.events import publish_settings_changed
from spacerr.services.keys import connections
from spacerr.services.replies import turns
from spacerr.services.steps.steps import read_steps
from spacerr.services.tools.built_in import BUILT_IN
from tests.provider import Call, Script, ScriptedProvider
from tests.support.models.wires import WIRES
from tests.support.people.replies import ADA, idle, row
from tests.support.people.teams import team

pytestmark = pytest.mark.anyio
MODELS = {
    "openai": "gpt-4o",
    "anthropic": "claude-sonnet-4-5",
    "gemini": "gemini-2.5-flash",
}
TWO_CALLS = (
    Call("calculator", ('{"expression"', ': "2^10"}'), id="call_a"),
    Call("calculator", ('{"expression": "1/0"}',), id="call_b"),
)
ONE_CALL = (Call("calculator", ('{"expression": "6*7"}',), id="call_c"),)
FAILED = "Division by zero."


@pytest.fixture
async def provider(d):
    """What replies reach through LiteLLM."""
    await load_litellm()
    d.models[""] = LiteLLMModel()
    d.settings.retries = 0
    async with ScriptedProvider(models=tuple(MODELS.values())) as provider:
        yield provider


async def asked(d, provider, slug, *scripts):
    """Ask once; the reply's row, and the bodies of its requests."""
    made = await team(d)
    key = Connection(
        team_id=made,
        provider=slug,
        slug=slug,
        name=PROVIDERS[slug].name,
        base_url=WIRES[slug].base(provider),
    )
    connections.seal_key(d.vault, key, "sk-test")
    async with d.db.writing() as session:
        session.add(key)
        publish_settings_changed(d, session, made)
    provider.queue(*scripts)
    request = turns.Request(ADA, new_id(), model=f"{slug}/{MODELS[slug]}")
    turn = await turns.send(d, request, "", "Compute.", turns.Place(made))
    await idle(d)
    return await row(d, turn.reply.id), [it.body for it in provider.requests]


ROUNDS = (
    Script(("Let", " me see."), calls=TWO_CALLS),
    Script((), calls=ONE_CALL),
    Script(("Done", ".")),
)


async def test_openai_is_sent_calls_and_results(d, provider):
    reply, (one, two, three) = await asked(d, provider, "openai", *ROUNDS)
    assert (reply.content, reply.status) == ("Let me see.\n\nDone.", Status.COMPLETE)
    names = [it["function"]["name"] for it in one["tools"]]
    assert names == [it.spec.name for it in BUILT_IN]
    assert two["tools"] == three["tools"] == one["tools"]

    def called(identity, arguments):
        function = {"name": "calculator", "arguments": arguments}
        return {"id": identity, "type": "function", "function": function}

    def answered(identity, text):
        return {"role": "tool", "content": text, "tool_call_id": identity}

    question = {"role": "user", "content": "Compute."}
    first = [
        {
            "role": "assistant",
            "content": "Let me see.",
            "tool_calls": [
                called("call_a", '{"expression": "2^10"}'),
                called("call_b", '{"expression": "1/0"}'),
            ],
        },
        answered("call_a", "1024"),
        answered("call_b", FAILED),
    ]
    assert one["messages"] == [question]
    assert two["messages"] == [question, *first]
    second = [
        {"role": "assistant", "tool_calls": [called("call_c", '{"expression": "6*7"}')]},
        answered("call_c", "42"),
    ]
    assert three["messages"] == [question, *first, *second]


async def test_anthropic_is_sent_calls_results_and_signed_thoughts(d, provider):
    thinking = Script(("Let", " me see."), reasoning=("Hm", "."), calls=TWO_CALLS, signature="c2ln")
    reply, (one, two, three) = await asked(d, provider, "anthropic", thinking, *ROUNDS[1:])
    assert (reply.content, reply.reasoning) == ("Let me see.\n\nDone.", "Hm.")
    assert [it["name"] for it in one["tools"]][:2] == ["calculator", "current_time"]

    def used(identity, expression):
        values = {"expression": expression}
        return {"type": "tool_use", "id": identity, "name": "calculator", "input": values}

    def result(identity, text):
        return {"type": "tool_result", "tool_use_id": identity, "content": text}

    question = {"role": "user", "content": [{"type": "text", "text": "Compute."}]}
    first = [
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
                {"type": "text", "text": "Let me see."},
                used("call_a", "2^10"),
                used("call_b", "1/0"),
            ],
        },
        {"role": "user", "content": [result("call_a", "1024"), result("call_b", FAILED)]},
    ]
    assert two["messages"] == [question, *first]
    second = [
        {"role": "assistant", "content": [used("call_c", "6*7")]},
        {"role": "user", "content": [result("call_c", "42")]},
    ]
    assert three["messages"] == [question, *first, *second]


async def test_gemini_is_sent_calls_results_and_their_signature(d, provider):
    signed = Script(("Let", " me see."), calls=TWO_CALLS, signature="c2ln")
    reply, (_, two, three) = await asked(d, provider, "gemini", signed, *ROUNDS[1:])
    assert reply.content == "Let me see.\n\nDone."

    def called(expression, **more):
        return {"function_call": {"name": "calculator", "args": {"expression": expression}}, **more}

    def answered(text):
        return {"function_response": {"name": "calculator", "response": {"content": text}}}

    question = {"role": "user", "parts": [{"text": "Compute."}]}
    first = [
        {
            "role": "model",
            "parts": [
                {"text": "Let me see."},
                called("2^10", thoughtSignature="c2ln"),
                called("1/0"),
            ],
        },
        {"role": "user", "parts": [answered("1024"), answered(FAILED)]},
    ]
    assert two["contents"] == [question, *first]
    assert three["contents"] == [
        question,
        *first,
        {"role": "model", "parts": [called("6*7")]},
        {"role": "user", "parts": [answered("42")]},
    ]


@pytest.mark.parametrize("slug", ["openai", "anthropic"])  # Gemini sends calls whole
async def test_a_call_that_was_cut_off_is_answered_with_that(d, provider, slug):
    cut = Script((), calls=(Call("calculator", ('{"expression": "1',)),), finish="length")
    reply, (_, two) = await asked(d, provider, slug, cut, ROUNDS[-1])
    assert reply.content == "Done."
    assert "cut off by the length limit" in str(two["messages"][-1])


@pytest.mark.parametrize(
    "calls",
    [
        {"calls_whole": True},
        {"interleaved": True},
        {"says_stop": True},
        {"calls": tuple(Call(it.name, it.pieces, it.id, index=0) for it in TWO_CALLS)},
        {"calls": tuple(Call(it.name, it.pieces, "") for it in TWO_CALLS)},
        {"calls": tuple(Call(it.name, it.pieces, "", index=0) for it in TWO_CALLS)},
        {"calls": (Call("calculator", ('{"expression": "2^10"}',)), Call("current_time", ()))},
    ],
    ids=["whole", "interleaved", "stop", "index 0", "no id", "index 0, no id", "empty"],
)
async def test_servers_with_other_habits_are_read_right(d, provider, calls):
    first = Script((), **{"calls": TWO_CALLS, **calls})
    reply, (_, two) = await asked(d, provider, "openai", first, ROUNDS[-1])
    assert reply.content == "Done."
    steps = (await read_steps(d, [reply], None))[reply.id]
    assert len(steps) == 2 and steps[0].result == "1024"
    made, *results = two["messages"][1:]
    ids = [it["id"] for it in made["tool_calls"]]
    assert len(set(ids)) == 2 and all(ids)
    assert [it["tool_call_id"] for it in results] == ids
