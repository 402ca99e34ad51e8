"""What leaves for OpenAI, Anthropic and Gemini, word for word; what is read of their answers."""

import os
import time
from dataclasses import replace

import pytest

from spacerr.domain.errors.models import (
    ModelError,
    ModelNotFound,
    ModelUnreachable,
    PrivateServer,
    RateLimited,
    ReplyCutOff,
    RequestRefused,
    WrongKey,
)
from spacerr.domain.replies.events import Completed
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.llm.messages import GO_ON
from tests.provider import Fault, FaultKind, Script, ScriptedProvider
from tests.provider.texts import torture
from tests.support.models.asking import text_of, thought_of
from tests.support.models.key_server import resolve_as
from tests.support.models.wired import TOKENS, asked, provider, running, wire
from tests.support.models.wires import KEY, WIRES

__all__ = ["provider", "running", "wire"]
pytestmark = pytest.mark.anyio

PATHS = {
    "openai": "/chat/completions",
    "anthropic": "/v1/messages",
    "gemini": "/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
}


def block(role: str, text: str):
    return {"role": role, "content": [{"type": "text", "text": text}]}


def parts(role: str, text: str):
    return {"role": role, "parts": [{"text": text}]}


async def test_openai_is_sent_exactly_this(provider):
    seen = await asked(WIRES["openai"], provider, instructions="Be brief.")
    assert seen.path == "/v1/chat/completions"
    assert seen.body == {
        "model": "scripted-1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello."},
            {"role": "user", "content": "Go on"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_anthropic_is_sent_exactly_this(provider):
    seen = await asked(WIRES["anthropic"], provider, instructions="Be brief.", max_tokens=300)
    assert seen.path == "/v1/messages"
    assert seen.headers["anthropic-version"]
    assert seen.body == {
        "model": "claude-3-haiku-20240307",
        "system": [{"type": "text", "text": "Be brief."}],
        "messages": [block("user", "Hi"), block("assistant", "Hello."), block("user", "Go on")],
        "max_tokens": 300,
        "stream": True,
    }


async def test_gemini_is_sent_exactly_this(provider):
    seen = await asked(WIRES["gemini"], provider, instructions="Be brief.")
    assert seen.path == "/v1beta/models/gemini-2.5-flash-lite:streamGenerateContent?alt=sse"
    assert seen.body == {
        "system_instruction": {"parts": [{"text": "Be brief."}]},
        "contents": [parts("user", "Hi"), parts("model", "Hello."), parts("user", "Go on")],
    }


async def test_without_instructions_nothing_speaks_as_the_system(provider, wire):
    seen = await asked(wire, provider)
    assert not {"system", "system_instruction", "systemInstruction"} & seen.body.keys()
    said = seen.body.get("messages") or seen.body["contents"]
    assert [it["role"] for it in said] in (["user", "assistant", "user"], ["user", "model", "user"])


async def test_a_reply_that_goes_on_ends_with_its_part_and_the_wish(provider, wire):
    seen = await asked(wire, provider, partial="One tw")
    said = seen.body.get("messages") or seen.body["contents"]
    texts = [it.get("content") or it["parts"] for it in said[-2:]]
    assert [it if isinstance(it, str) else it[0]["text"] for it in texts] == ["One tw", GO_ON]


async def test_the_key_goes_into_its_header_and_nowhere_else(provider, wire):
    seen = await asked(wire, provider)
    assert wire.key(seen.headers) == KEY
    assert [value for value in seen.headers.values() if KEY in value][1:] == []
    assert KEY not in seen.path + str(seen.body)


async def test_text_thoughts_usage_and_end_are_read_back(provider, wire):
    provider.script = Script(TOKENS, reasoning=("Hm", "."))
    events = await wire.spoken(provider)
    assert (thought_of(events), text_of(events)) == ("Hm.", "".join(TOKENS))
    last = events[-1]
    assert isinstance(last, Completed)
    assert (last.finish_reason, last.estimated) == ("stop", False)
    assert last.usage["completion_tokens"] == 6
    assert last.usage["prompt_tokens"] > 0
    assert last.model.endswith(wire.model.partition("/")[2])


@pytest.mark.parametrize("finish", ["length", "content_filter"])
async def test_why_a_reply_ended_is_said_in_one_word(provider, wire, finish):
    provider.script = Script(TOKENS, finish=finish)
    assert (await wire.spoken(provider))[-1].finish_reason == finish


async def test_what_nobody_counted_is_unknown(provider, wire):
    provider.script = Script(TOKENS, usage=False)
    last = (await wire.spoken(provider))[-1]
    assert last.usage == {}


async def test_no_character_is_changed_on_the_way(provider, wire):
    provider.script = Script(torture())
    assert text_of(await wire.spoken(provider)) == provider.script.text


SENTENCES = {
    400: RequestRefused,
    401: WrongKey,
    404: ModelNotFound,
    429: RateLimited,
    500: ModelError,
}


@pytest.mark.parametrize("status", SENTENCES)
async def test_a_refusal_is_named_and_not_asked_for_again(provider, wire, status):
    provider.script = Script(TOKENS, fault=wire.refused(status, "No."))
    with pytest.raises(ModelError) as failure:
        await wire.spoken(provider)
    assert type(failure.value) is SENTENCES[status]
    assert len(provider.requests) == 1


@pytest.mark.parametrize("kind", [FaultKind.RESET, FaultKind.TRUNCATE, FaultKind.END])
async def test_a_reply_that_breaks_off_says_so(provider, wire, kind):
    if wire is WIRES["gemini"] and kind is FaultKind.END:
        pytest.skip("LiteLLM says that each piece of Gemini's is the last one")
    provider.script = Script(TOKENS, fault=Fault(kind, after=2))
    with pytest.raises(ReplyCutOff):
        await wire.spoken(provider)


async def test_a_key_goes_to_no_server_that_another_one_names(provider, wire):
    """Redirects are not followed."""
    path = PATHS[wire.model.partition("/")[0]]
    async with ScriptedProvider() as elsewhere:
        there = {"Location": wire.base(elsewhere) + path}
        fault = Fault(FaultKind.STATUS, status=307, headers=there)
        provider.script = Script(TOKENS, fault=fault)
        with pytest.raises(ModelError):
            await wire.spoken(provider)
        assert elsewhere.requests + elsewhere.titles == []


async def test_a_server_that_people_named_is_not_looked_for_in_a_private_network(provider, wire):
    with pytest.raises(PrivateServer):
        await wire.spoken(provider, public_only=True)
    assert provider.requests == []


async def test_not_even_where_its_name_leads_there_a_moment_later(wire, monkeypatch):
    """Between being asked about and being connected to."""
    names = []
    resolve_as(monkeypatch, "1.1.1.1", then=["127.0.0.1"], asked=names)
    async with ScriptedProvider() as fresh:
        base = wire.base(fresh).replace("127.0.0.1", "models.test")
        request = replace(wire.request(fresh, public_only=True), api_base=base)
        with pytest.raises(ModelUnreachable):
            [it async for it in LiteLLMModel().stream(request)]
        assert len(names) > 1
        assert fresh.requests == []


async def test_leaving_closes_the_socket(provider, wire):
    provider.script = Script(TOKENS, rate=50, fault=Fault(FaultKind.STALL, after=1))
    events = LiteLLMModel().stream(wire.request(provider))
    await anext(events)
    left = time.time()
    await events.aclose()
    assert (await provider.wait_closed()).closed_by_client_at - left < 2


async def test_a_hundred_keys_share_connections_and_nothing_else(provider, wire):
    provider.script = Script(TOKENS, headers={"Set-Cookie": "session=theirs; Path=/"})
    await wire.spoken(provider, api_key="first")
    before = len(os.listdir("/dev/fd"))
    for number in range(100):
        await wire.spoken(provider, api_key=f"key-{number}")
    assert len(os.listdir("/dev/fd")) <= before + 3
    keys = [wire.key(seen.headers) for seen in provider.requests[1:]]
    assert keys == [f"key-{number}" for number in range(100)]
    assert not any("cookie" in seen.headers for seen in provider.requests)
