"""Whatever a provider does, a reply ends, says why in a sentence, and keeps what arrived."""

import dataclasses
import json

import pytest

from spacerr.domain.allowances import TimeLimits
from spacerr.domain.status import Category, Status
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.services.accounts import people
from spacerr.services.generation import retry
from tests.chaos.aftermath import Expected, all_ended, assert_nothing_left
from tests.chaos.words import words
from tests.provider import (
    Fault,
    FaultKind,
    Script,
    ScriptedProvider,
    quota_used_up,
    rate_limited,
    wrong_key,
)
from tests.support.people.replies import again, ask, ended, idle, row
from tests.support.stores.processes import a_process

pytestmark = pytest.mark.anyio
WORDS = words("fault", 30)
PATIENT = TimeLimits(first_token=30, silence=30, total=60)
IMPATIENT = TimeLimits(first_token=1, silence=30, total=60)
SILENT = TimeLimits(first_token=30, silence=1, total=60)
ANY = {Category.CONNECTION, Category.PROVIDER}


def status(number: int, message: str) -> Fault:
    body = json.dumps({"error": {"message": message, "type": "invalid_request_error"}})
    return Fault(FaultKind.STATUS, status=number, body=body)


REFUSED = {
    "401 wrong key": (wrong_key(), {Category.AUTHENTICATION}, 1),
    "403 no permission": (status(403, "You may not use this."), {Category.AUTHENTICATION}, 1),
    "404 no such model": (status(404, "No such model."), {Category.MODEL_NOT_FOUND}, 1),
    "429 with Retry-After": (rate_limited(1), {Category.RATE_LIMIT}, 2),
    "429 without Retry-After": (rate_limited(None), {Category.RATE_LIMIT}, 2),
    "429 for long": (rate_limited(300), {Category.RATE_LIMIT}, 1),
    "quota used up": (quota_used_up(), {Category.QUOTA}, 1),
    "500": (status(500, "The server had an error."), ANY, 2),
    "503": (status(503, "Overloaded."), ANY, 2),
    "never answers": (Fault(FaultKind.SLOW_HEADERS, seconds=60), {Category.TIMEOUT}, 1),
    "never says a word": (Fault(FaultKind.STALL), {Category.TIMEOUT}, 1),
    "reset before a word": (Fault(FaultKind.RESET), ANY, 2),
    "truncated before a word": (Fault(FaultKind.TRUNCATE), ANY, 2),
    "an empty body": (Fault(FaultKind.END), ANY, 1),
    "an error frame before a word": (Fault(FaultKind.ERROR_FRAME), ANY, 2),
}
"""Before a word: the fault, what it may be called, and how often the provider is asked."""
BROKEN = {
    "stalls": (Fault(FaultKind.STALL, after=10), {Category.TIMEOUT}),
    "resets": (Fault(FaultKind.RESET, after=10), ANY),
    "is truncated": (Fault(FaultKind.TRUNCATE, after=10), ANY),
    "ends without a reason": (Fault(FaultKind.END, after=10), ANY),
    "is no JSON": (Fault(FaultKind.MALFORMED, after=10), ANY),
    "is an error": (Fault(FaultKind.ERROR_FRAME, after=10), ANY),
}
HARMLESS = {
    "slow headers": Script(WORDS, fault=Fault(FaultKind.SLOW_HEADERS, seconds=0.2)),
    "one byte at a time": Script(WORDS, fault=Fault(FaultKind.ONE_BYTE)),
    "a huge chunk": Script(("".join(words("huge", 20_000)),)),
    "everything at once": Script(words("many", 5_000)),
}


@pytest.fixture
async def d(settings, catalog, provider, monkeypatch):
    settings.time_limits = {"openai": PATIENT}
    monkeypatch.setattr(retry, "RETRY_FIRST", 0.05)
    async with a_process(settings, LiteLLMModel(), catalog) as d:
        await people.ensure_local_user(d)
        yield d


async def failed(d, redis_of):
    """Ask, and wait for the failure: its row."""
    turn = await ask(d)
    await all_ended(d, [Expected("Hi", turn.reply.id, "")])
    draft = await ended(d, turn.reply.id)
    await idle(d)
    stored = await row(d, turn.reply.id)
    assert stored.status == draft.status == Status.FAILED
    assert stored.content == draft.text
    assert stored.error["sentence"].endswith(".")
    await assert_nothing_left([d], redis_of)
    return stored


@pytest.fixture
async def own_redis(settings):
    from spacerr.infra.redis.client import open_redis

    client = open_redis(settings.redis_url)
    yield client
    await client.aclose()


@pytest.mark.parametrize("name", REFUSED)
async def test_a_reply_that_never_began_says_why_and_can_be_retried(d, provider, own_redis, name):
    fault, categories, asked = REFUSED[name]
    provider.script = Script(WORDS, fault=fault)
    if Category.TIMEOUT in categories:
        d.settings.time_limits["openai"] = IMPATIENT
    stored = await failed(d, own_redis)
    assert stored.content == ""
    assert Category(stored.error["category"]) in categories
    assert len(provider.requests) == asked
    provider.script = Script(WORDS)
    d.settings.time_limits["openai"] = PATIENT
    second = await again(d, stored.id)
    await idle(d)
    assert (await row(d, second.reply.id)).content == "".join(WORDS)


async def test_a_reply_without_a_word_is_a_failure_with_a_sentence(d, provider, own_redis):
    provider.script = Script(())
    stored = await failed(d, own_redis)
    assert (stored.content, len(provider.requests)) == ("", 1)


@pytest.mark.parametrize("name", BROKEN)
async def test_a_reply_that_breaks_keeps_what_arrived_and_is_not_asked_for_again(
    d, provider, own_redis, name
):
    fault, categories = BROKEN[name]
    provider.script = Script(WORDS, fault=fault)
    if Category.TIMEOUT in categories:
        d.settings.time_limits["openai"] = SILENT
    stored = await failed(d, own_redis)
    assert stored.content == "".join(WORDS[:10])
    assert Category(stored.error["category"]) in categories
    assert len(provider.requests) == 1


@pytest.mark.parametrize("name", HARMLESS)
async def test_what_is_only_odd_changes_no_letter(d, provider, own_redis, name):
    provider.script = HARMLESS[name]
    turn = await ask(d)
    [stored] = await all_ended(d, [Expected("Hi", turn.reply.id, "")])
    assert (stored.status, stored.content) == (Status.COMPLETE, HARMLESS[name].text)
    assert (await ended(d, turn.reply.id)).text == HARMLESS[name].text
    await assert_nothing_left([d], own_redis)


async def test_a_server_that_is_not_there_is_said_to_be_away(d, provider, own_redis):
    async with ScriptedProvider() as other:
        gone = other.url
    models = [dataclasses.replace(model, api_base=gone) for model in await d.catalog.models()]
    d.catalog._models = models
    stored = await failed(d, own_redis)
    assert Category(stored.error["category"]) is Category.CONNECTION
    assert provider.requests == []
