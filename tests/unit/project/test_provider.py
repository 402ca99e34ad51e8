"""The scripted provider does exactly what its script says."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from tests.provider import Fault, FaultKind, ProviderThread, Script, ScriptedProvider, rate_limited
from tests.provider.texts import prose, torture

pytestmark = pytest.mark.anyio
Frame = dict[str, Any]
TOKENS = ("one", " two", " three", " four")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def provider() -> AsyncGenerator[ScriptedProvider]:
    async with ScriptedProvider(Script(TOKENS)) as provider:
        yield provider


@pytest.fixture
async def client(provider: ScriptedProvider) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=provider.url, trust_env=False, timeout=5) as client:
        yield client


def asked(**more: Any) -> Frame:
    messages = [{"role": "user", "content": "Hi"}]
    return {"model": "scripted-1", "messages": messages, "stream": True, **more}


async def data_lines(client: httpx.AsyncClient, **more: Any) -> AsyncGenerator[str]:
    async with client.stream("POST", "/chat/completions", json=asked(**more)) as response:
        assert response.status_code == 200
        async for line in response.aiter_lines():
            if line:
                yield line.removeprefix("data: ")


async def read(client: httpx.AsyncClient) -> tuple[str, type[Exception] | None]:
    """The text that arrives, and what the stream broke with, if it did."""
    text = ""
    try:
        async for line in data_lines(client):
            text += content(line)
    except httpx.TransportError as error:
        return text, type(error)
    return text, None


async def read_text(client: httpx.AsyncClient) -> str:
    return (await read(client))[0]


def content(line: str) -> str:
    try:
        choices = json.loads(line).get("choices")
    except ValueError:
        return ""
    return choices[0]["delta"].get("content", "") if choices else ""


@pytest.mark.parametrize("rate", [0, 4_000])
async def test_the_stream_is_the_text_in_order_and_on_time(
    provider: ScriptedProvider, client: httpx.AsyncClient, rate: float
) -> None:
    provider.script = Script(torture(), rate=rate, first_delay=0.05)
    begun = time.time()
    assert await read_text(client) == "".join(torture())
    [seen] = provider.requests
    assert seen.finished
    assert seen.closed_by_client_at is None
    assert len(seen.sent) == len(torture())
    assert seen.sent[0] - begun >= 0.045
    ideal = (len(torture()) - 1) / rate if rate else 0
    # The first token may be late on a busy machine; the others keep to the time they were due.
    assert seen.sent[-1] - begun >= 0.045 + ideal - 0.01
    assert seen.sent[-1] - seen.sent[0] < ideal + 0.3


async def test_reasoning_finish_and_usage_frame_the_text(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    provider.script = Script(TOKENS, reasoning=("hm", "m"), finish="length")
    lines = [line async for line in data_lines(client, stream_options={"include_usage": True})]
    frames = [json.loads(line) for line in lines[:-1]]
    first, second, *_, finish, usage = frames
    assert first["choices"][0]["delta"] == {"role": "assistant", "reasoning_content": "hm"}
    assert second["choices"][0]["delta"] == {"reasoning_content": "m"}
    assert finish["choices"][0]["finish_reason"] == "length"
    assert usage["choices"] == []
    assert usage["usage"]["completion_tokens"] == 6
    assert lines[-1] == "[DONE]"


async def test_a_thought_between_tags_and_headers_come_as_told(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    provider.script = Script(TOKENS, think=("hm", "m"), headers={"x-request-id": "req-1"})
    assert await read_text(client) == "<think>\nhmm\n</think>\n\none two three four"
    assert len(provider.requests[0].sent) == len(TOKENS)
    provider.script = Script(fault=rate_limited("soon"), headers={"x-request-id": "req-2"})
    answer = await client.post("/chat/completions", json=asked())
    assert (answer.headers["retry-after"], answer.headers["x-request-id"]) == ("soon", "req-2")


async def test_odd_lines_are_the_same_events_and_an_open_end_lacks_only_done(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    provider.script = Script(TOKENS, fault=Fault(FaultKind.ODD_LINES))
    lines = [line async for line in data_lines(client)]
    data = "".join(line.removeprefix("data:") for line in lines if not line.startswith((":", "ev")))
    assert data.endswith("[DONE]") and data.count('"choices"') == len(TOKENS) + 1
    assert sum(line.startswith(":") for line in lines) == len(TOKENS) + 2
    provider.script = Script(TOKENS, fault=Fault(FaultKind.OPEN_END, after=4))
    seen = data_lines(client)
    last = [await anext(seen) for _ in range(len(TOKENS) + 1)][-1]
    assert json.loads(last)["choices"][0]["finish_reason"] == "stop"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(seen), 0.2)


@pytest.mark.parametrize("after", [0, 2, 4])
@pytest.mark.parametrize("kind", [FaultKind.RESET, FaultKind.TRUNCATE])
async def test_a_broken_connection_comes_after_exactly_so_many_tokens(
    provider: ScriptedProvider, client: httpx.AsyncClient, kind: FaultKind, after: int
) -> None:
    provider.script = Script(TOKENS, fault=Fault(kind, after=after))
    broken = httpx.ReadError if kind is FaultKind.RESET else httpx.RemoteProtocolError
    assert await read(client) == ("".join(TOKENS[:after]), broken)
    [seen] = provider.requests
    assert len(seen.sent) == after
    assert not seen.finished


async def test_an_error_frame_ends_a_stream_and_a_malformed_line_does_not(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    kinds = FaultKind.ERROR_FRAME, FaultKind.MALFORMED, FaultKind.END
    provider.queue(*(Script(TOKENS, fault=Fault(kind, after=1)) for kind in kinds))
    error = [line async for line in data_lines(client)]
    assert len(error) == 2
    assert "error" in json.loads(error[-1])
    malformed = [line async for line in data_lines(client)]
    assert malformed[1].startswith("{")
    assert malformed[-1] == "[DONE]"
    with pytest.raises(ValueError):
        json.loads(malformed[1])
    assert "".join(map(content, malformed)) == "".join(TOKENS)
    assert [content(line) async for line in data_lines(client)] == ["one"]


async def test_a_stall_and_a_slow_head_last_until_they_should(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    provider.script = Script(TOKENS, fault=Fault(FaultKind.STALL, after=3))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await read_text(client)
    assert len((await provider.wait_closed()).sent) == 3
    provider.script = Script(TOKENS, fault=Fault(FaultKind.SLOW_HEADERS, seconds=0.2))
    begun = time.monotonic()
    assert await read_text(client) == "".join(TOKENS)
    assert time.monotonic() - begun >= 0.19


async def test_a_status_carries_its_body_and_headers(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    provider.script = Script(fault=rate_limited(retry_after=7))
    answer = await client.post("/chat/completions", json=asked())
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "7"
    assert answer.json()["error"]["code"] == "rate_limit_exceeded"


async def test_one_byte_at_a_time_is_still_the_same_text(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    family = ("👨", "\u200d", "👩", "\u200d", "👧", " שלום")
    provider.script = Script(family, fault=Fault(FaultKind.ONE_BYTE, after=1))
    assert await read_text(client) == "".join(family)


@pytest.mark.parametrize("rate", [0.5, 200.0])
async def test_a_client_that_leaves_is_noticed_within_100_ms(
    provider: ScriptedProvider, client: httpx.AsyncClient, rate: float
) -> None:
    provider.script = Script(prose(2_000), rate=rate)
    lines = data_lines(client)
    await anext(lines)
    await lines.aclose()
    left = time.time()
    seen = await provider.wait_closed()
    assert seen.closed_by_client_at is not None
    assert seen.closed_by_client_at - left < 2
    assert not seen.finished


async def test_the_queue_comes_first_then_the_answer_then_the_script(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    provider.queue(Script(("a",)), Script(("b",)))
    provider.answer = lambda body: Script((body["messages"][0]["content"],))
    assert [await read_text(client) for _ in range(3)] == ["a", "b", "Hi"]
    provider.answer = None
    assert await read_text(client) == "".join(TOKENS)
    assert (await provider.wait_for_request(4)).headers["content-type"] == "application/json"


async def test_titles_are_answered_and_counted_apart(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    whole = (await client.post("/chat/completions", json=asked(stream=False))).json()
    assert whole["choices"][0]["message"]["content"] == "A short title"
    provider.title = Script(("Never",), fault=rate_limited())
    failed = await client.post("/chat/completions", json=asked(stream=False))
    assert failed.status_code == 429
    assert len(provider.titles) == 2
    assert not provider.requests


async def test_models_are_listed_and_another_process_can_steer(
    provider: ScriptedProvider, client: httpx.AsyncClient
) -> None:
    models = (await client.get("/models")).json()["data"]
    assert [model["id"] for model in models] == ["scripted-1"]
    root = provider.url.removesuffix("/v1")
    script = {"tokens": ["x", "y"], "rate": 100, "fault": {"kind": "truncate", "after": 1}}
    assert (await client.post(f"{root}/control", json=script)).is_success
    assert await read_text(client) == "x"
    recorded = (await client.get(f"{root}/control/requests")).json()["requests"]
    assert len(recorded[0]["sent"]) == 1
    assert recorded[0]["body"]["model"] == "scripted-1"
    refused = await client.post(f"{root}/control", json={"token": ["x"]})
    assert refused.status_code == 400


def test_on_its_thread_it_serves_tests_that_are_not_async() -> None:
    with ProviderThread() as thread:
        thread.set(Script(TOKENS))
        answer = httpx.post(f"{thread.url}/chat/completions", json=asked(), trust_env=False)
        assert answer.text.count("data: ") == len(TOKENS) + 2
        assert thread.wait_for_request().body["model"] == "scripted-1"


def test_sample_texts_are_deterministic_and_end_cleanly() -> None:
    assert len(prose(600)) == 600
    assert prose(600)[:598] == prose(599)[:598]
    assert 3.3 < len("".join(prose(2_000))) / 2_000 < 3.9
    text = "".join(torture())
    assert 1_800 < len(torture()) < 2_300
    assert text == text.strip()
    assert text.endswith(".")
