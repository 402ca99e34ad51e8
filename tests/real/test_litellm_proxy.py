"""LiteLLM's proxy, before the scripted provider: what a newcomer meets who enters it."""

import pytest

from spacerr.domain.errors.keys import KeyRefused
from spacerr.domain.errors.models import ContextTooLong, ModelNotFound, WrongKey
from spacerr.domain.errors.team_models import ModelGone
from spacerr.domain.status import Status
from spacerr.infra.providers.environment_models import EnvironmentModels
from tests.provider import Script, context_too_long
from tests.provider.texts import prose, torture
from tests.real import newcomer
from tests.real.conftest import MODELS, PROXY_KEY, WRONG_KEY
from tests.real.newcomer import PREFIX, asked, enter, listed, stopped

pytestmark = pytest.mark.anyio


@pytest.fixture(params=MODELS)
def model(request, provider):
    """The same answers, whichever protocol the proxy speaks to who gives them."""
    return f"{PREFIX}/{request.param}"


async def test_its_models_are_listed(d, proxy):
    await enter(d, proxy, PROXY_KEY)
    assert await listed(d) == [f"{PREFIX}/{it}" for it in MODELS]


async def test_its_models_are_listed_where_the_environment_names_it(settings, proxy, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", proxy.url)
    monkeypatch.setenv("OPENAI_API_KEY", PROXY_KEY)
    catalog = EnvironmentModels(settings)
    await catalog.refresh()
    found = await catalog.models()
    assert [it.id for it in found if it.id != "demo"] == [f"openai/{it}" for it in MODELS]


async def test_a_wrong_key_in_the_environment_is_said_to_be(settings, proxy, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", proxy.url)
    monkeypatch.setenv("OPENAI_API_KEY", WRONG_KEY)
    catalog = EnvironmentModels(settings)
    await catalog.refresh()
    assert catalog.missing_servers().refused == [f"127.0.0.1: {KeyRefused()}"]


async def test_an_answer_and_the_thought_before_it_arrive_exactly(d, proxy, behind, model):
    behind.set(Script(torture(), reasoning=("Hm", ", well", ".")))
    await enter(d, proxy, PROXY_KEY)
    reply = await asked(d, model)
    assert (reply.row.status, reply.row.content) == (Status.COMPLETE, "".join(torture()))
    assert reply.row.reasoning == "Hm, well."
    assert reply.origin.usage and reply.origin.usage.completion_tokens == len(torture()) + 3


async def test_stop_closes_the_proxy_and_who_is_behind_it(d, proxy, behind, model):
    words = prose(400)
    behind.set(Script(words, rate=10))
    await enter(d, proxy, PROXY_KEY)
    seen = "".join(words[:5])
    stored = await stopped(d, model, "Hi", seen)
    assert (stored.status, stored.content) == (Status.STOPPED, seen)
    behind.wait_closed()


async def test_a_chat_that_is_too_long_is_said_to_be(d, proxy, behind, model):
    behind.set(Script(fault=context_too_long()))
    await enter(d, proxy, PROXY_KEY)
    reply = await asked(d, model)
    assert reply.sentence == str(ContextTooLong())
    assert (reply.origin.provider_words or "").startswith("This model's maximum context length is")
    assert "LiteLLM" not in (reply.origin.provider_words or "")
    assert len(behind.provider.requests) == 1


async def test_a_wrong_key_is_refused_when_it_is_entered(d, proxy):
    with pytest.raises(KeyRefused):
        await enter(d, proxy, WRONG_KEY)


async def test_a_key_that_is_wrong_from_now_on_is_said_to_be(d, proxy, model):
    await enter(d, proxy, WRONG_KEY, untested=True)
    reply = await asked(d, model)
    assert reply.sentence == str(WrongKey())
    assert reply.origin.provider_words == "No connected db."


async def test_a_model_it_does_not_have_is_refused_in_its_own_words(d, proxy):
    await enter(d, proxy, PROXY_KEY)
    await listed(d)
    with pytest.raises(ModelGone):
        await asked(d, f"{PREFIX}/nothing")
    with pytest.raises(ModelNotFound) as refused:
        await newcomer.straight(proxy, "nothing", PROXY_KEY)
    assert "Invalid model name passed in model=nothing" in refused.value.provider_message
