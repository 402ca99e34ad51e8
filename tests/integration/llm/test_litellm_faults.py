"""Every fault of a provider by its name, with what arrived before it, whichever way it is read."""

import json
from email.utils import formatdate
from time import time

import pytest

from spacerr.domain.allowances import TimeLimits
from spacerr.domain.errors import answers
from spacerr.domain.errors.models import (
    ContextTooLong,
    EmptyReply,
    ModelError,
    ModelNotFound,
    ModelTimedOut,
    ModelUnreachable,
    PolicyRefused,
    QuotaUsedUp,
    RateLimited,
    ReplyCutOff,
    WrongKey,
)
from spacerr.infra.llm.interface import ModelRequest
from spacerr.infra.llm.litellm_model import LiteLLMModel
from tests.integration.llm import test_exact_text as exact
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
from tests.support.models.asking import WAYS, spoken, text_of, until_it_fails
from tests.support.models.wired import TOKENS, provider, running

__all__ = ["provider", "running"]
pytestmark = pytest.mark.anyio
BROKEN = (ReplyCutOff, ModelUnreachable)


def told(message: str, code: str | int | None = None) -> str:
    error = {"message": message, "type": "invalid_request_error", "code": code}
    return json.dumps({"error": error})


def status(number: int, message: str, code: str | None = None) -> Fault:
    return Fault(FaultKind.STATUS, status=number, body=told(message, code))


FAULTS = {
    "wrong key": (wrong_key(), WrongKey),
    "no permission": (status(403, "You may not use this."), WrongKey),
    "too many requests": (rate_limited(), RateLimited),
    "too many requests, no time": (rate_limited(None), RateLimited),
    "no credit": (quota_used_up(), QuotaUsedUp),
    "payment required": (status(402, "Insufficient balance."), QuotaUsedUp),
    "too long": (context_too_long(), ContextTooLong),
    "policy": (
        status(400, "Rejected by our safety system.", "content_policy_violation"),
        PolicyRefused,
    ),
    "no such model": (status(404, "The model `x` does not exist."), ModelNotFound),
    "server error": (status(500, "The server had an error."), ModelError),
    "unavailable": (status(503, "Overloaded."), ModelError),
    "overloaded": (status(529, "Overloaded."), ModelError),
    "error frame": (Fault(FaultKind.ERROR_FRAME), ModelError),
    "reset at once": (Fault(FaultKind.RESET), BROKEN),
    "cut at once": (Fault(FaultKind.TRUNCATE), BROKEN),
    "an empty body": (Fault(FaultKind.END), EmptyReply),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_before_the_text_has_its_own_sentence(provider, name, way):
    fault, expected = FAULTS[name]
    provider.script = Script(TOKENS, fault=fault)
    text, error = await until_it_fails(provider, way)
    assert text == ""
    assert type(error) in (expected if isinstance(expected, tuple) else (expected,))
    assert "sk-secret" not in str(error)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("after", [1, 3])
@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.RESET,
        FaultKind.TRUNCATE,
        FaultKind.END,
    ],
)
async def test_a_break_in_mid_text_keeps_the_text_and_says_so(provider, kind, after, way):
    provider.script = Script(TOKENS, fault=Fault(kind, after=after))
    text, error = await until_it_fails(provider, way)
    assert text == "".join(TOKENS[:after])
    assert (type(error), error.provider_message) == (ReplyCutOff, "")


SAID = "The backend crashed: sk-secret was no help."
ERRORS = {it: told(SAID) for it in (*WAYS, "openrouter", "deepseek")}
ERRORS["anthropic"] = json.dumps(
    {"type": "error", "error": {"type": "overloaded_error", "message": SAID}}
)
ERRORS["gemini"] = json.dumps({"error": {"code": 500, "status": "INTERNAL", "message": SAID}})
ERRORS["ollama"] = json.dumps({"error": SAID})


@pytest.mark.parametrize("name", ERRORS)
async def test_an_error_reported_in_mid_text_is_shown_in_the_providers_words(provider, name):
    fault = Fault(FaultKind.ERROR_FRAME, after=2, body=ERRORS[name])
    provider.script = Script(TOKENS, fault=fault)
    arrived: list = []
    with pytest.raises(answers.ReplyFailed) as failure:
        await gathered(exact.request(provider, name), arrived)
    assert text_of(arrived) == "One two"
    assert failure.value.provider_message == "The backend crashed: [hidden] was no help."
    assert str(failure.value).endswith(f"The provider says: {failure.value.provider_message}")


async def gathered(request: ModelRequest, arrived: list) -> None:
    async for event in LiteLLMModel().stream(request):
        arrived.append(event)


FRAMES = {
    "rate limit": (told("Slow down.", "rate_limit_exceeded"), RateLimited),
    "rate limit by number": (told("Slow down.", 429), RateLimited),
    "quota": (
        told("You exceeded your current quota.", "insufficient_quota"),
        QuotaUsedUp,
    ),
    "too long": (told("Too many tokens.", "context_length_exceeded"), ContextTooLong),
    "policy": (told("Flagged.", "content_filter"), PolicyRefused),
    "only words": (json.dumps({"error": "Too many requests."}), RateLimited),
    "no words": (json.dumps({"error": {"code": 502}}), answers.ReplyFailed),
}


@pytest.mark.parametrize("name", FRAMES)
async def test_an_error_in_mid_text_that_says_why_keeps_its_name(provider, name):
    body, expected = FRAMES[name]
    provider.script = Script(TOKENS, fault=Fault(FaultKind.ERROR_FRAME, after=2, body=body))
    text, error = await until_it_fails(provider)
    assert (text, type(error)) == ("One two", expected)


@pytest.mark.parametrize(("after", "expected"), [(0, ModelError), (2, ReplyCutOff)])
async def test_a_malformed_event_ends_the_reply_in_words(provider, after, expected):
    provider.script = Script(TOKENS, fault=Fault(FaultKind.MALFORMED, after=after))
    text, error = await until_it_fails(provider)
    assert (text, type(error)) == ("".join(TOKENS[:after]), expected)


async def test_a_reply_without_finish_reason_is_cut_off_however_whole_it_looks(provider):
    provider.script = Script(TOKENS, finish=None)
    text, error = await until_it_fails(provider)
    assert text == "".join(TOKENS)
    assert type(error) is ReplyCutOff


async def test_a_half_tag_is_text_when_the_reply_breaks_off(provider):
    provider.script = Script(("<thi", "nk>"), fault=Fault(FaultKind.RESET, after=1))
    text, error = await until_it_fails(provider)
    assert (text, type(error)) == ("<thi", ReplyCutOff)


EMPTY = {
    "nothing": Script(()),
    "blanks": Script(("\n", " ")),
    "only a thought": Script((), reasoning=("Hm",)),
    "only a thought between tags": Script((), think=("Hm",)),
    "a thought without an end": Script(("<think>", "Hm")),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", EMPTY)
async def test_a_reply_without_text_is_none(provider, name, way):
    provider.script = EMPTY[name]
    assert type((await until_it_fails(provider, way))[1]) is EmptyReply


async def test_a_model_that_was_refused_by_a_filter_says_so(provider):
    provider.script = Script((), finish="content_filter")
    assert type((await until_it_fails(provider))[1]) is PolicyRefused


async def test_a_reply_that_goes_on_may_have_nothing_to_add(provider):
    provider.script = Script(())
    [end] = await spoken(provider, partial="That was all.")
    assert end.finish_reason == "stop"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("fault", "limits"),
    [
        (Fault(FaultKind.SLOW_HEADERS, seconds=30), TimeLimits(first_token=1)),
        (Fault(FaultKind.STALL), TimeLimits(first_token=1)),
    ],
    ids=["no answer", "no word"],
)
async def test_a_provider_that_never_says_a_word_is_given_up(provider, fault, limits, way):
    provider.script = Script(TOKENS, fault=fault)
    assert type((await until_it_fails(provider, way, limits=limits))[1]) is ModelTimedOut
    await provider.wait_closed()


@pytest.mark.parametrize("way", WAYS)
async def test_a_provider_that_falls_silent_in_mid_text_is_given_up(provider, way):
    provider.script = Script(TOKENS, fault=Fault(FaultKind.STALL, after=2))
    text, error = await until_it_fails(provider, way, limits=TimeLimits(silence=1))
    assert (text, type(error)) == ("One two", ModelTimedOut)
    await provider.wait_closed()


@pytest.mark.parametrize("way", WAYS)
async def test_a_server_that_is_not_there_can_be_told_from_one_that_refuses(provider, way):
    async with ScriptedProvider() as other:
        gone = other.url
    for base in (gone, "http://nobody.invalid/v1"):
        _, error = await until_it_fails(provider, way, api_base=base)
        assert type(error) is ModelUnreachable


async def test_a_key_that_is_missing_is_a_key_that_is_wrong(provider):
    asked = ModelRequest("openai/scripted-1", (), api_base=provider.url)
    with pytest.raises(WrongKey):
        [event async for event in LiteLLMModel().stream(asked)]
    assert provider.requests == []


IN_AN_HOUR = "a date that only the test knows"
WAITS = {
    "seconds": ({"Retry-After": "7"}, 7),
    "milliseconds": ({"retry-after-ms": "1500"}, 1.5),
    "a date": ({"Retry-After": IN_AN_HOUR}, 3600),
    "nonsense": ({"Retry-After": "soon"}, None),
    "a year": ({"Retry-After": str(365 * 24 * 3600)}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", [429, 503])
@pytest.mark.parametrize("name", WAITS)
async def test_an_error_says_how_long_to_wait_and_which_request_it_was(provider, name, number, way):
    headers, expected = WAITS[name]
    if IN_AN_HOUR in headers.values():
        headers = {"Retry-After": formatdate(time() + 3600, usegmt=True)}
    fault = Fault(FaultKind.STATUS, status=number, headers={**headers, "x-request-id": "req-1"})
    provider.script = Script(TOKENS, fault=fault)
    _, error = await until_it_fails(provider, way)
    assert error.request_id == "req-1"
    assert error.retry_after == (expected and pytest.approx(expected, abs=120 * (expected > 60)))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [FaultKind.RESET, FaultKind.ERROR_FRAME, FaultKind.END])
async def test_a_break_in_mid_text_knows_its_request_too(provider, kind, way):
    fault = Fault(kind, after=2)
    provider.script = Script(TOKENS, headers={"x-request-id": "req-2"}, fault=fault)
    assert (await until_it_fails(provider, way))[1].request_id == "req-2"
