"""`transformers serve` with a tiny model: what a newcomer meets who enters it."""

import pytest

from spacerr.domain.errors.models import ContextTooLong, ModelNotFound
from spacerr.domain.errors.team_models import ModelGone
from spacerr.domain.status import Status
from spacerr.infra.providers.environment_models import EnvironmentModels
from tests.real import newcomer, tiny_model
from tests.real.newcomer import PREFIX, asked, enter, listed, stopped

pytestmark = pytest.mark.anyio

TOO_LONG = "word " * tiny_model.HOLDS


@pytest.fixture
async def model(d, transformers) -> str:
    """The one that it has, once it was entered."""
    await enter(d, transformers)
    [found] = await listed(d)
    return found


async def test_its_model_is_listed(d, model):
    assert model.startswith(f"{PREFIX}/") and model.endswith("/tiny")


async def test_its_model_is_listed_where_the_environment_names_it(
    settings, transformers, monkeypatch
):
    monkeypatch.setenv("OPENAI_BASE_URL", transformers.url)
    catalog = EnvironmentModels(settings)
    await catalog.refresh()
    [found] = [it for it in await catalog.models() if it.id != "demo"]
    assert found.id.startswith("openai/") and found.id.endswith("/tiny")


async def test_an_answer_arrives_exactly(d, model):
    reply = await asked(d, model)
    assert reply.row.status == Status.COMPLETE
    assert reply.row.content == "".join(tiny_model.ANSWER)
    assert reply.origin.finish_reason == "stop"
    assert reply.origin.usage and reply.origin.usage.completion_tokens == len(tiny_model.ANSWER) + 1


async def test_stop_ends_its_work(d, transformers, model):
    begun = await transformers.idle()
    await asked(d, model, tiny_model.FOREVER)  # up to the end of all that it holds
    whole = await transformers.idle() - begun
    begun = transformers.worked()
    seen = "".join(tiny_model.ENDLESS) * 2
    stored = await stopped(d, model, tiny_model.FOREVER, seen)
    assert (stored.status, stored.content) == (Status.STOPPED, seen)
    assert await transformers.idle() - begun < whole / 2


async def test_a_model_it_does_not_have_is_refused_in_its_own_words(d, transformers, model):
    with pytest.raises(ModelGone):
        await asked(d, f"{PREFIX}/nothing")
    with pytest.raises(ModelNotFound) as refused:
        await newcomer.straight(transformers, "nothing", "none")
    assert refused.value.provider_message.startswith("Server is pinned to")


@pytest.mark.parametrize("text", [TOO_LONG, tiny_model.FOREVER], ids=["asked", "answered"])
async def test_a_chat_that_is_too_long_is_said_to_be(d, model, text):
    reply = await asked(d, model, text)
    assert reply.row.status == Status.FAILED
    assert reply.sentence == str(ContextTooLong())
    said = "".join(tiny_model.ENDLESS) * tiny_model.HOLDS
    assert said.startswith(reply.row.content)
    assert bool(reply.row.content) is (text == tiny_model.FOREVER)
