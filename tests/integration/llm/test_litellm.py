"""LiteLLM's adapter: text as it comes, told from thoughts, with a true ending, no socket open."""

import os
import time

import pytest

from spacerr.domain.replies.events import Completed, Delta
from spacerr.domain.status import Role
from spacerr.infra.llm.litellm_model import LiteLLMModel
from tests.provider import Fault, FaultKind, Script, rate_limited, wrong_key
from tests.provider.texts import prose, torture
from tests.support.models.asking import WAYS, request, spoken, text_of, thought_of, until_it_fails
from tests.support.models.wired import TOKENS, provider, running

__all__ = ["provider", "running"]
pytestmark = pytest.mark.anyio


async def test_the_provider_is_asked_once_in_its_own_words(provider):
    await spoken(provider)
    [seen] = provider.requests
    assert seen.body["model"] == "scripted-1" and seen.body["stream"] is True
    assert seen.headers["authorization"] == "Bearer sk-secret"
    assert [(it["role"], it["content"]) for it in seen.body["messages"]] == [
        ("user", "Hi"),
        ("assistant", "Hello."),
        ("user", "Go on"),
    ]


async def test_a_reply_that_goes_on_ends_what_is_asked_with_its_part_and_the_wish(provider):
    await spoken(provider, partial="One tw")
    *_, question, part, wish = provider.requests[0].body["messages"]
    assert question["content"] == "Go on"
    assert (part["role"], part["content"]) == (Role.ASSISTANT, "One tw")
    assert wish["role"] == Role.USER and "exactly where it stopped" in wish["content"]


@pytest.mark.parametrize("way", WAYS)
async def test_what_was_thought_and_said_arrives_and_then_what_was_used(provider, way):
    provider.script = Script(TOKENS, reasoning=("Hm", "."))
    events = await spoken(provider, way)
    assert (thought_of(events), text_of(events)) == ("Hm.", "".join(TOKENS))
    last = events[-1]
    assert isinstance(last, Completed) and last.finish_reason == "stop"
    assert last.usage["completion_tokens"] == 6 and not last.estimated
    assert "scripted-1" in last.model


@pytest.mark.parametrize("way", WAYS)
async def test_a_thought_between_tags_is_no_text(provider, way):
    provider.script = Script(TOKENS, think=("Hm", "."))
    events = await spoken(provider, way)
    assert thought_of(events).strip() == "Hm."
    assert text_of(events) == "".join(TOKENS)


@pytest.mark.parametrize("way", WAYS)
async def test_a_provider_that_does_not_count_has_used_nothing_we_know_of(provider, way):
    provider.script = Script(TOKENS, usage=False)
    last = (await spoken(provider, way))[-1]
    assert (last.usage, last.estimated) == ({}, False)


@pytest.mark.parametrize("way", WAYS)
async def test_a_token_is_passed_on_before_the_next_one_is_sent(provider, way):
    provider.script = Script(TOKENS, fault=Fault(FaultKind.STALL, after=1))
    events = LiteLLMModel().stream(request(provider, way))
    assert await anext(events) == Delta(text="One")
    await events.aclose()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "script",
    [
        Script(torture()),
        Script(torture()[-120:], fault=Fault(FaultKind.ONE_BYTE)),
    ],
    ids=["all at once", "byte by byte"],
)
async def test_no_character_is_changed_on_the_way(provider, script, way):
    provider.script = script
    assert text_of(await spoken(provider, way)) == script.text


async def test_comments_and_other_line_ends_are_no_text(provider):
    provider.script = Script(torture(), fault=Fault(FaultKind.ODD_LINES))
    assert text_of(await spoken(provider)) == provider.script.text


async def test_one_chunk_may_hold_a_million_characters(provider):
    provider.script = Script(("é" * 1_000_000, "."))
    assert text_of(await spoken(provider)) == "é" * 1_000_000 + "."


@pytest.mark.parametrize("way", WAYS)
async def test_a_reply_cut_off_by_its_own_length_says_so(provider, way):
    provider.script = Script(TOKENS, finish="length")
    assert (await spoken(provider, way))[-1].finish_reason == "length"


async def test_a_reply_is_whole_when_only_the_end_of_its_stream_is_missing(provider, monkeypatch):
    monkeypatch.setattr("spacerr.infra.answers.timeouts.AFTER_FINISH_LIMIT", 0.2)
    provider.script = Script(TOKENS, fault=Fault(FaultKind.OPEN_END, after=4))
    events = await spoken(provider)
    assert text_of(events) == "".join(TOKENS)
    assert events[-1].finish_reason == "stop" and events[-1].usage
    await provider.wait_closed()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("after", [1, 2])
async def test_leaving_closes_the_socket(provider, after, way):
    provider.script = Script(TOKENS, rate=50, fault=Fault(FaultKind.STALL, after=after))
    events = LiteLLMModel().stream(request(provider, way))
    for _ in range(after):
        await anext(events)
    left = time.time()
    await events.aclose()
    assert (await provider.wait_closed()).closed_by_client_at - left < 2


async def test_leaving_a_fast_reply_closes_its_socket_too(provider):
    provider.script = Script(prose(5_000), rate=2_000)
    events = LiteLLMModel().stream(request(provider))
    await anext(events)
    left = time.time()
    await events.aclose()
    assert (await provider.wait_closed()).closed_by_client_at - left < 2


async def test_replies_follow_each_other_through_one_connection(provider):
    for _ in range(5):
        await spoken(provider)
    assert len({seen.client_port for seen in provider.requests}) == 1


async def test_a_hundred_keys_share_connections_and_nothing_else(provider):
    provider.script = Script(TOKENS, headers={"Set-Cookie": "session=theirs; Path=/"})
    await spoken(provider, api_key="first")
    before = len(os.listdir("/dev/fd"))
    for number in range(100):
        await spoken(provider, api_key=f"key-{number}")
    assert len(os.listdir("/dev/fd")) <= before + 3
    asked = [seen.headers["authorization"] for seen in provider.requests[1:]]
    assert asked == [f"Bearer key-{number}" for number in range(100)]
    assert not any("cookie" in seen.headers for seen in provider.requests)


@pytest.mark.parametrize("fault", [wrong_key(), rate_limited(), Fault(FaultKind.STATUS)])
async def test_a_failure_is_not_paid_for_twice(provider, fault):
    provider.script = Script(TOKENS, fault=fault)
    await until_it_fails(provider)
    assert len(provider.requests) == 1
