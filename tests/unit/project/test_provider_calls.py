"""The scripted provider calls tools as the real services do, on the wire and for real clients."""

import json
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest

from spacerr.infra.llm.litellm_loader import load_litellm
from tests.provider import Call, Fault, FaultKind, Script, ScriptedProvider
from tests.support.models.wired import provider, running

__all__ = ["provider", "running"]
pytestmark = pytest.mark.anyio

Frame = dict[str, Any]
ASKED: list[Any] = [{"role": "user", "content": "Which weather?"}]
WEATHER = Call("weather", ('{"city": ', '"Oslo"}'), "call_1")
TIME = Call("time", ("{", "}"), "call_2")
BOTH = Script(("Let", " me."), calls=(WEATHER, TIME))
SILENT = Script((), calls=(WEATHER, TIME))
LITELLM = {
    "openai": "openai/scripted-1",
    "hosted_vllm": "hosted_vllm/scripted-1",
    "anthropic": "anthropic/claude-sonnet-4-5",
    "gemini": "gemini/gemini-2.5-flash",
    "ollama": "ollama_chat/scripted-1",
}


def address(provider: ScriptedProvider, protocol: str, *, stream: bool) -> str:
    kind = "streamGenerateContent" if stream else "generateContent"
    paths = {
        "openai": f"{provider.url}/chat/completions",
        "anthropic": f"{provider.anthropic_url}/v1/messages",
        "gemini": f"{provider.gemini_url}/models/scripted-1:{kind}",
        "ollama": f"{provider.anthropic_url}/api/chat",
    }
    return paths[protocol]


async def sent(provider: ScriptedProvider, protocol: str, *, stream: bool = True) -> list[Frame]:
    """All JSON of one answer, as it came over the wire."""
    asked = {"contents": [{"parts": [{"text": "Which weather?"}]}]}
    if protocol != "gemini":
        asked = {"model": "scripted-1", "messages": ASKED, "stream": stream}
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        answer = await client.post(address(provider, protocol, stream=stream), json=asked)
    lines = [it.removeprefix("data:").strip() for it in answer.text.splitlines()]
    return [json.loads(it) for it in lines if it.startswith("{")]


def deltas(frames: list[Frame]) -> list[Frame]:
    return [it["choices"][0]["delta"] for it in frames]


def piece(index: int, arguments: str) -> Frame:
    return {"tool_calls": [{"index": index, "function": {"arguments": arguments}}]}


def begun(index: int, call: Call, arguments: str = "") -> Frame:
    function = {"name": call.name, "arguments": arguments}
    known = {"id": call.id, "type": "function", "function": function}
    return {"tool_calls": [{"index": index, **known}]}


async def test_openai_begins_a_call_and_then_sends_its_arguments_in_pieces(
    provider: ScriptedProvider,
) -> None:
    provider.script = BOTH
    *frames, last = await sent(provider, "openai")
    assert deltas(frames) == [
        {"role": "assistant", "content": "Let"},
        {"content": " me."},
        begun(0, WEATHER),
        piece(0, '{"city": '),
        piece(0, '"Oslo"}'),
        begun(1, TIME),
        piece(1, "{"),
        piece(1, "}"),
    ]
    assert last["choices"][0] == {"index": 0, "delta": {}, "finish_reason": "tool_calls"}
    assert len(provider.requests[0].sent) == len(BOTH.tokens) + 4


async def test_openai_speaks_up_in_the_first_call_where_nothing_was_said(
    provider: ScriptedProvider,
) -> None:
    provider.script = Script((), calls=(Call("time", ()),))
    first, last = await sent(provider, "openai")
    role = {"role": "assistant", "content": None}
    assert deltas([first]) == [{**role, **begun(0, Call("time"))}]
    assert last["choices"][0]["finish_reason"] == "tool_calls"


async def test_pieces_of_several_calls_take_turns(provider: ScriptedProvider) -> None:
    three = Call("three", ("1", "2", "3"), "call_3")
    provider.script = Script(calls=(WEATHER, three), interleaved=True)
    frames = await sent(provider, "openai")
    assert deltas(frames[4:-1]) == [
        begun(0, WEATHER),
        piece(0, '{"city": '),
        begun(1, three),
        piece(1, "1"),
        piece(0, '"Oslo"}'),
        piece(1, "2"),
        piece(1, "3"),
    ]


async def test_gateways_send_whole_calls_without_ids_at_one_index_and_say_stop(
    provider: ScriptedProvider,
) -> None:
    nameless = Call("time", ("{", "}"), id="", index=0)
    provider.script = Script(calls=(WEATHER, nameless), calls_whole=True, says_stop=True)
    frames = await sent(provider, "openai")
    function = {"name": "time", "arguments": "{}"}
    assert deltas(frames[4:-1]) == [
        begun(0, WEATHER, WEATHER.arguments),
        {"tool_calls": [{"index": 0, "type": "function", "function": function}]},
    ]
    assert frames[-1]["choices"][0]["finish_reason"] == "stop"


async def test_anthropic_counts_its_blocks_up_and_signs_its_thoughts(
    provider: ScriptedProvider,
) -> None:
    provider.script = Script(("Hm.",), reasoning=("a", "b"), calls=BOTH.calls, signature="c2ln")
    _, *frames = await sent(provider, "anthropic")
    blocks = [it for it in frames if "index" in it]
    assert blocks == [
        starts(0, {"type": "thinking", "thinking": "", "signature": ""}),
        adds(0, "thinking", thinking="a"),
        adds(0, "thinking", thinking="b"),
        adds(0, "signature", signature="c2ln"),
        stops(0),
        starts(1, {"type": "text", "text": ""}),
        adds(1, "text", text="Hm."),
        stops(1),
        starts(2, {"type": "tool_use", "id": "call_1", "name": "weather", "input": {}}),
        *(adds(2, "input_json", partial_json=it) for it in ("", *WEATHER.pieces)),
        stops(2),
        starts(3, {"type": "tool_use", "id": "call_2", "name": "time", "input": {}}),
        *(adds(3, "input_json", partial_json=it) for it in ("", "{", "}")),
        stops(3),
    ]
    assert frames[-2]["delta"]["stop_reason"] == "tool_use"


def starts(index: int, block: Frame) -> Frame:
    return {"type": "content_block_start", "index": index, "content_block": block}


def adds(index: int, kind: str, **said: str) -> Frame:
    delta = {"type": f"{kind}_delta", **said}
    return {"type": "content_block_delta", "index": index, "delta": delta}


def stops(index: int) -> Frame:
    return {"type": "content_block_stop", "index": index}


async def test_anthropic_may_say_nothing_before_its_calls(provider: ScriptedProvider) -> None:
    provider.script = Script((), calls=(Call("time", ()),))
    frames = await sent(provider, "anthropic")
    assert [it for it in frames if "index" in it] == [
        starts(0, {"type": "tool_use", "id": "call_1", "name": "time", "input": {}}),
        adds(0, "input_json", partial_json=""),
        stops(0),
    ]


async def test_gemini_sends_each_call_as_one_part_and_signs_the_first(
    provider: ScriptedProvider,
) -> None:
    provider.script = Script((), calls=BOTH.calls, signature="c2ln")
    candidates = [it["candidates"][0] for it in await sent(provider, "gemini")]
    weather = {"functionCall": {"name": "weather", "args": {"city": "Oslo"}}}
    assert [it["content"]["parts"] for it in candidates] == [
        [{**weather, "thoughtSignature": "c2ln"}],
        [{"functionCall": {"name": "time", "args": {}}}],
        [{"text": ""}],
    ]
    assert candidates[-1]["finishReason"] == "STOP"


async def test_ollama_sends_each_call_as_one_line(provider: ScriptedProvider) -> None:
    provider.script = SILENT
    *lines, last = await sent(provider, "ollama")
    assert [it["message"]["tool_calls"] for it in lines] == [
        [{"function": {"name": "weather", "arguments": {"city": "Oslo"}}}],
        [{"function": {"name": "time", "arguments": {}}}],
    ]
    assert (last["done"], last["done_reason"]) == (True, "stop")


async def test_an_answer_in_one_piece_has_its_calls_too(provider: ScriptedProvider) -> None:
    provider.title = SILENT
    [openais] = await sent(provider, "openai", stream=False)
    choice = openais["choices"][0]
    assert choice["finish_reason"] == "tool_calls" and choice["message"]["content"] is None
    assert choice["message"]["tool_calls"][0]["function"]["arguments"] == WEATHER.arguments
    [anthropics] = await sent(provider, "anthropic", stream=False)
    inputs = [it["input"] for it in anthropics["content"]]
    assert (inputs, anthropics["stop_reason"]) == ([{"city": "Oslo"}, {}], "tool_use")
    [ollamas] = await sent(provider, "ollama", stream=False)
    assert len(ollamas["message"]["tool_calls"]) == 2


@pytest.mark.parametrize("protocol", ["openai", "anthropic"])
async def test_a_fault_comes_in_the_middle_of_the_arguments(
    provider: ScriptedProvider, protocol: str
) -> None:
    fault = Fault(FaultKind.END, after=3)
    provider.script = Script(BOTH.tokens, calls=BOTH.calls, reasoning=("Hm",), fault=fault)
    frames = await sent(provider, protocol)
    assert WEATHER.pieces[0] in str(frames[-1])
    assert len(provider.requests[0].sent) == 3


async def test_another_process_can_steer_calls(provider: ScriptedProvider) -> None:
    call = {"name": "time", "pieces": ["{", "}"], "id": "call_2"}
    root = provider.anthropic_url
    async with httpx.AsyncClient(trust_env=False) as client:
        script = {"tokens": [], "calls": [call], "finish": "length"}
        assert (await client.post(f"{root}/control", json=script)).is_success
        refused = await client.post(f"{root}/control", json={"calls": [{**call, "pieces": [1]}]})
    assert refused.status_code == 400
    assert provider.script == Script((), calls=(TIME,), finish="length")


@pytest.mark.parametrize("script", [BOTH, SILENT, Script(calls=BOTH.calls, interleaved=True)])
async def test_openais_client_puts_calls_together(
    provider: ScriptedProvider, script: Script
) -> None:
    provider.script = script
    client = openai.AsyncOpenAI(base_url=provider.url, api_key="sk-secret")
    async with client, client.chat.completions.stream(model="x", messages=ASKED) as stream:
        choice = (await stream.get_final_completion()).choices[0]
    calls = choice.message.tool_calls or []
    assert [(it.id, it.function.name, it.function.arguments) for it in calls] == [
        (it.id, it.name, it.arguments) for it in script.calls
    ]
    assert choice.finish_reason == "tool_calls"
    assert (choice.message.content or "") == script.text


async def heard(provider: ScriptedProvider, name: str) -> list[Any]:
    """LiteLLM's choices, one a chunk."""
    bases = {"gemini": provider.gemini_url, "anthropic": provider.anthropic_url}
    base = bases.get(name, provider.anthropic_url if name == "ollama" else provider.url)
    litellm = await load_litellm()
    asked = {"model": LITELLM[name], "messages": ASKED, "api_base": base, "api_key": "sk-secret"}
    return [it.choices[0] async for it in await litellm.acompletion(**asked, stream=True)]


def put_together(choices: list[Any]) -> list[Call]:
    """A name begins a call. LiteLLM's own way loses some of Ollama's, all of which have index 0."""
    calls: list[Call] = []
    for choice in choices:
        for it in choice.delta.tool_calls or ():
            if it.function.name:
                calls.append(Call(it.function.name, (), it.id or ""))
            calls[-1] = replace(calls[-1], pieces=(*calls[-1].pieces, it.function.arguments))
    return calls


@pytest.mark.parametrize("name", LITELLM)
@pytest.mark.parametrize("script", [BOTH, SILENT], ids=["text", "silent"])
async def test_litellm_hears_names_ids_and_arguments(
    provider: ScriptedProvider, name: str, script: Script
) -> None:
    provider.script = script
    choices = await heard(provider, name)
    calls = put_together(choices)
    assert [(it.name, it.parsed) for it in calls] == [(it.name, it.parsed) for it in script.calls]
    if name not in ("gemini", "ollama"):  # they know no ids
        assert [it.id for it in calls] == ["call_1", "call_2"]
    assert choices[-1].finish_reason == "tool_calls"
    assert "".join(it.delta.content or "" for it in choices) == script.text


async def test_litellm_hears_signatures(provider: ScriptedProvider) -> None:
    provider.script = Script((), reasoning=("a", "b"), calls=BOTH.calls, signature="c2ln")
    choices = await heard(provider, "anthropic")
    blocks = [it for choice in choices for it in getattr(choice.delta, "thinking_blocks", ())]
    assert [it.get("thinking") for it in blocks] == ["a", "b", ""]
    assert [it.get("signature") for it in blocks] == [None, None, "c2ln"]
    called = (await heard(provider, "gemini"))[2].delta.tool_calls[0]
    assert called.provider_specific_fields == {"thought_signature": "c2ln"}
