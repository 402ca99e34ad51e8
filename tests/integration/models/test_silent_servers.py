"""Model servers that don't answer: their last list stands, they are named, and the Demo model takes
no question that was meant for one of them.
"""

import asyncio
import time
from dataclasses import replace

import pytest

from spacerr.config import Settings
from spacerr.domain.errors.keys import KeyRefused
from spacerr.domain.errors.team_models import ServersSilent
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.providers import environment_models as catalogs
from spacerr.infra.providers import probe
from spacerr.infra.providers.environment_models import EnvironmentModels, MissingServers
from spacerr.services.models import catalog as model_catalog
from spacerr.services.models import provider_lists
from tests.provider import Script, ScriptedProvider
from tests.support.models.asking import request
from tests.support.models.key_server import GOOD_KEY, SILENCE, key_server, listing
from tests.support.models.model_stage import made
from tests.support.models.offers import key, offers
from tests.support.people.replies import ADA, PATIENCE

__all__ = ["made"]
pytestmark = pytest.mark.anyio


@pytest.fixture
def impatient(monkeypatch):
    for module, name in (
        (catalogs, "PROBE_LIMIT"),
        (probe, "KEY_PROBE_LIMIT"),
        (model_catalog, "PROBE_LIMIT"),
        (model_catalog, "LISTING_WAITS"),
    ):
        monkeypatch.setattr(module, name, 0.2)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


async def with_demo(d, **settings):
    """The same process, whose environment has this and the Demo model."""
    catalog = EnvironmentModels(Settings(**{"ollama_url": "", **settings}))
    await catalog.refresh()
    return replace(d, catalog=catalog)


async def test_the_demo_model_answers_for_no_server_that_is_silent(d, made, impatient, monkeypatch):
    async with key_server(SILENCE) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        d = await with_demo(d)
        choice = await model_catalog.get_choice(d, ADA, made)
        assert (choice.id, choice.problem) == ("", str(ServersSilent(["127.0.0.1"])))
        with pytest.raises(ServersSilent, match="No list of models yet from 127"):
            await model_catalog.find_model(d, ADA, made, "")
        assert (await model_catalog.get_choice(d, ADA, made, "demo")).problem == "", (
            "a person may choose it"
        )
        monkeypatch.setattr(probe, "KEY_PROBE_LIMIT", 10.0)
        server.answers[""] = listing({"data": [{"id": "one"}]})
        await d.catalog.refresh()
        assert (await model_catalog.get_choice(d, ADA, made)).id == "openai/one"


async def test_the_demo_model_answers_for_no_key_that_is_silent(d, made, impatient):
    d = await with_demo(d)
    assert (await model_catalog.get_choice(d, ADA, made)).id == "demo"
    async with key_server(SILENCE) as server:
        await key(d, made, server.url)
        assert (await model_catalog.get_choice(d, ADA, made)).id == ""


async def test_where_nothing_is_set_up_or_the_demo_is_the_default_it_answers(
    d, made, impatient, monkeypatch
):
    d.settings.default_model = "demo"
    async with key_server(SILENCE) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        d = await with_demo(d)
        assert (await model_catalog.get_choice(d, ADA, made)).id == "demo"


async def test_servers_without_a_list_and_those_with_an_old_one_are_told_apart(
    d, made, impatient, monkeypatch
):
    async with key_server(SILENCE) as silent, ScriptedProvider(models=("two",)) as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", silent.url)
        d = await with_demo(d)
        monkeypatch.setattr(probe, "KEY_PROBE_LIMIT", 10.0)
        row = await key(d, made, provider.url)
        await offers(d, made, "own-server/two", "demo")
        assert await model_catalog.get_missing(d, ADA, made) == MissingServers(["127.0.0.1"], [])
    [known] = d.lists.values()
    known.due = time.monotonic()
    await provider_lists.get_listed_models(d, row)
    await asyncio.wait({known.asking})
    assert await model_catalog.get_missing(d, ADA, made) == MissingServers(["127.0.0.1"], ["Own"])
    assert [it.id for it in (await model_catalog.get_team_models(d, ADA, made)).offered] == [
        "own-server/two",
        "demo",
    ]


async def test_a_server_that_refuses_is_not_said_to_be_silent(d, made, monkeypatch):
    async with key_server(key=GOOD_KEY) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-0123456789")
        d = await with_demo(d)
        refused = f"127.0.0.1: {KeyRefused()}"
        assert await model_catalog.get_missing(d, ADA, made) == MissingServers([], [], [refused])
        choice = await model_catalog.get_choice(d, ADA, made)
        assert (choice.id, choice.problem) == ("", refused)
        await key(d, made, server.url)
        async with asyncio.timeout(PATIENCE):
            while (await model_catalog.get_missing(d, ADA, made)).refused != [
                refused,
                f"Own: {KeyRefused()}",
            ]:
                await asyncio.sleep(0.01)
        server.key = ""
        await d.catalog.refresh()
        assert (await model_catalog.get_choice(d, ADA, made)).id == "openai/one"
        server.key = GOOD_KEY
        await d.catalog.refresh()
        assert refused in (await model_catalog.get_missing(d, ADA, made)).refused
        assert (await model_catalog.get_choice(d, ADA, made)).id == "openai/one", (
            "its last list stands"
        )


async def test_a_server_of_a_key_is_not_asked_for_its_list_while_it_streams(d, made):
    async with ScriptedProvider(Script(("One", " two"), rate=20), models=("two",)) as provider:
        row = await key(d, made, provider.url)
        async with asyncio.timeout(PATIENCE):
            while await provider_lists.get_listed_models(d, row, 1) is None:
                pass
        [known] = d.lists.values()
        given = provider.lists_given
        async for _ in LiteLLMModel().stream(request(provider)):
            known.due = time.monotonic()
            await provider_lists.get_listed_models(d, row)
            assert known.asking is None
        assert provider.lists_given == given
        await provider_lists.get_listed_models(d, row)
        await asyncio.wait({known.asking})
        assert provider.lists_given == given + 1


async def test_what_a_server_says_it_holds_wins_over_a_famous_name(d, made, monkeypatch):
    async with ScriptedProvider(models=("gpt-4o", "gpt-4o-mini")) as provider:
        provider.said = {"gpt-4o": {"max_model_len": 4_096}}
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        d = await with_demo(d)
        await key(d, made, provider.url)
        await offers(
            d,
            made,
            *("openai/gpt-4o", "openai/gpt-4o-mini", "own-server/gpt-4o", "own-server/gpt-4o-mini"),
            "demo",
        )
        facts = {
            it.id: it.facts for it in (await model_catalog.get_team_models(d, ADA, made)).offered
        }
    for own in (facts["openai/gpt-4o"], facts["own-server/gpt-4o"]):
        assert (own.context, own.output, own.vision, own.tools) == (4_096, None, False, False)
    assert facts["own-server/gpt-4o-mini"].context == 128_000, "where it says nothing of its own"
