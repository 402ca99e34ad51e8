"""LiteLLM's adapter: tokens as they come, every fault by its name, no socket left open."""

import json
import time

import pytest

from spacerr.domain import errors
from spacerr.domain.events import Completed, Delta, Reasoning
from spacerr.domain.status import Role
from spacerr.infra import litellm_model
from spacerr.infra.litellm_model import LiteLLMModel
from spacerr.infra.model import ModelRequest, Said
from tests.provider import (
    Fault,
    FaultKind,
    Script,
    ScriptedProvider,
    context_too_long,
    quota_used_up,
    rate_limited,
    wrong_key,
)
from tests.provider.texts import prose, torture

pytestmark = pytest.mark.anyio
TOKENS = ("One", " two", " three", " four")


@pytest.fixture(scope="module")
async def running():
    """One provider and one event loop for all: LiteLLM keeps its connections."""
    async with ScriptedProvider() as provider:
        yield provider


@pytest.fixture
def provider(running):
    running.script = Script(TOKENS)
    running.requests.clear()
    return running


def request(provider, **more) -> ModelRequest:
    said = (Said(Role.USER, "Hi"), Said(Role.ASSISTANT, "Hello."), Said(Role.USER, "Go on"))
    given = {"api_base": provider.url, "api_key": "sk-secret"} | more
    return ModelRequest(model="openai/scripted-1", said=said, **given)


async def spoken(provider, **more) -> list:
    return [event async for event in LiteLLMModel().stream(request(provider, **more))]


async def until_it_fails(provider, **more) -> tuple[str, errors.ModelError]:
    """The text that arrived, and how it ended."""
    arrived = []

    async def listen():
        async for event in LiteLLMModel().stream(request(provider, **more)):
            arrived.append(event)

    with pytest.raises(errors.ModelError) as failure:
        await listen()
    return text_of(arrived), failure.value


def text_of(events) -> str:
    return "".join(event.text for event in events if isinstance(event, Delta))


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


async def test_tokens_arrive_one_by_one_and_then_what_was_used(provider):
    provider.script = Script(TOKENS, reasoning=("Hm", "."))
    *spoken_events, last = await spoken(provider)
    assert [it.text for it in spoken_events if isinstance(it, Reasoning)] == ["Hm", "."]
    assert [it.text for it in spoken_events if isinstance(it, Delta)] == list(TOKENS)
    assert isinstance(last, Completed) and last.finish_reason == "stop"
    assert last.usage["completion_tokens"] == 6 and "scripted-1" in last.model


async def test_a_token_is_passed_on_before_the_next_one_is_sent(provider):
    provider.script = Script(TOKENS, fault=Fault(FaultKind.STALL, after=1))
    events = LiteLLMModel().stream(request(provider))
    assert await anext(events) == Delta(text="One")
    await events.aclose()


@pytest.mark.parametrize(
    "script",
    [Script(torture()), Script(torture()[-120:], fault=Fault(FaultKind.ONE_BYTE))],
    ids=["all at once", "byte by byte"],
)
async def test_no_character_is_changed_on_the_way(provider, script):
    provider.script = script
    assert text_of(await spoken(provider)) == script.text


async def test_a_reply_cut_off_by_its_own_length_says_so(provider):
    provider.script = Script(TOKENS, finish="length")
    assert (await spoken(provider))[-1].finish_reason == "length"


def status(number: int, message: str, code: str | None = None) -> Fault:
    error = {"message": message, "type": "invalid_request_error", "code": code}
    return Fault(FaultKind.STATUS, status=number, body=json.dumps({"error": error}))


FAULTS = {
    "wrong key": (wrong_key(), errors.WrongKey),
    "no permission": (status(403, "You may not use this."), errors.WrongKey),
    "too many requests": (rate_limited(), errors.RateLimited),
    "no credit": (quota_used_up(), errors.QuotaUsedUp),
    "too long": (context_too_long(), errors.ContextTooLong),
    "policy": (
        status(400, "Rejected by our safety system.", "content_policy_violation"),
        errors.PolicyRefused,
    ),
    "no such model": (status(404, "The model `x` does not exist."), errors.ModelNotFound),
    "server error": (status(500, "The server had an error."), errors.ModelError),
    "overloaded": (status(503, "Overloaded."), errors.ModelError),
    "error frame": (Fault(FaultKind.ERROR_FRAME), errors.ModelError),
    "reset at once": (Fault(FaultKind.RESET), (errors.ReplyCutOff, errors.ModelUnreachable)),
    "cut at once": (Fault(FaultKind.TRUNCATE), (errors.ReplyCutOff, errors.ModelUnreachable)),
    "an empty body": (Fault(FaultKind.END), errors.EmptyReply),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_before_the_text_has_its_own_sentence(provider, name):
    fault, expected = FAULTS[name]
    provider.script = Script(TOKENS, fault=fault)
    text, error = await until_it_fails(provider)
    assert text == ""
    assert type(error) in (expected if isinstance(expected, tuple) else (expected,))
    assert "sk-secret" not in str(error)


@pytest.mark.parametrize("after", [1, 3])
@pytest.mark.parametrize(
    "kind", [FaultKind.RESET, FaultKind.TRUNCATE, FaultKind.END, FaultKind.ERROR_FRAME]
)
async def test_a_break_in_mid_text_keeps_the_text_and_says_so(provider, kind, after):
    provider.script = Script(TOKENS, fault=Fault(kind, after=after))
    text, error = await until_it_fails(provider)
    assert text == "".join(TOKENS[:after])
    assert type(error) is errors.ReplyCutOff


async def test_a_reply_without_finish_reason_is_cut_off_however_whole_it_looks(provider):
    provider.script = Script(TOKENS, finish=None)
    text, error = await until_it_fails(provider)
    assert text == "".join(TOKENS)
    assert type(error) is errors.ReplyCutOff


async def test_a_malformed_event_ends_the_reply_in_words(provider):
    provider.script = Script(TOKENS, fault=Fault(FaultKind.MALFORMED, after=2))
    text, error = await until_it_fails(provider)
    assert (text, type(error)) == ("One two", errors.ReplyCutOff)


async def test_an_empty_completion_is_no_reply(provider):
    provider.script = Script(())
    assert type((await until_it_fails(provider))[1]) is errors.EmptyReply


async def test_a_provider_that_never_answers_is_given_up(provider, monkeypatch):
    monkeypatch.setattr(litellm_model, "FIRST_TOKEN_LIMIT", 0.2)
    provider.script = Script(TOKENS, fault=Fault(FaultKind.SLOW_HEADERS, seconds=30))
    assert type((await until_it_fails(provider))[1]) is errors.ModelTimedOut
    await provider.wait_closed()


async def test_a_provider_that_never_says_a_word_is_given_up(provider, monkeypatch):
    monkeypatch.setattr(litellm_model, "FIRST_TOKEN_LIMIT", 0.2)
    provider.script = Script(TOKENS, fault=Fault(FaultKind.STALL))
    assert type((await until_it_fails(provider))[1]) is errors.ModelTimedOut
    await provider.wait_closed()


async def test_a_provider_that_falls_silent_in_mid_text_is_given_up(provider, monkeypatch):
    monkeypatch.setattr(litellm_model, "SILENCE_LIMIT", 0.2)
    provider.script = Script(TOKENS, fault=Fault(FaultKind.STALL, after=2))
    text, error = await until_it_fails(provider)
    assert (text, type(error)) == ("One two", errors.ModelTimedOut)
    await provider.wait_closed()


async def test_a_server_that_is_not_there_can_be_told_from_one_that_refuses(provider):
    async with ScriptedProvider() as other:
        gone = other.url
    assert type((await until_it_fails(provider, api_base=gone))[1]) is errors.ModelUnreachable


@pytest.mark.parametrize("after", [1, 2])
async def test_leaving_closes_the_socket_within_300_ms(provider, after):
    provider.script = Script(TOKENS, fault=Fault(FaultKind.STALL, after=after))
    events = LiteLLMModel().stream(request(provider))
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


@pytest.mark.parametrize("fault", [wrong_key(), rate_limited(), status(500, "Oops.")])
async def test_a_failure_is_not_paid_for_twice(provider, fault):
    provider.script = Script(TOKENS, fault=fault)
    await until_it_fails(provider)
    assert len(provider.requests) == 1
