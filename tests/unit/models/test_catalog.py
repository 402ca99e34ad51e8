"""Models are found by what is set up here, and named as people know them."""

import asyncio
import os

import pytest

from spacerr.config import Settings
from spacerr.domain.errors.keys import KeyRefused, NoModelServer
from spacerr.infra.providers import environment_models as catalog_module
from spacerr.infra.providers import probe, servers
from spacerr.infra.providers.environment_models import DEMO, EnvironmentModels, MissingServers
from spacerr.infra.redis import busy_servers
from tests.provider import ScriptedProvider
from tests.support.models.key_server import SILENCE, Answer, key_server, listing

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def no_providers(monkeypatch):
    for name in os.environ:
        if name.startswith("SPACERR_") or name.endswith("_API_KEY") or name == "OPENAI_BASE_URL":
            monkeypatch.delenv(name)


async def asked(**settings: str) -> EnvironmentModels:
    catalog = EnvironmentModels(Settings(**{"ollama_url": "", **settings}))
    await catalog.refresh()
    return catalog


async def test_with_nothing_set_up_the_demo_model_is_there():
    models = await (await asked()).models()
    assert [model.id for model in models] == [DEMO]
    assert "no AI" in models[0].name


async def test_a_server_at_openai_base_url_lists_its_own_models(monkeypatch):
    async with ScriptedProvider(models=("one", "org/two")) as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        models = await (await asked()).models()
    served = [(model.id, model.name, model.api_base) for model in models[:-1]]
    assert served == [
        ("openai/one", "one", provider.url),
        ("openai/org/two", "org/two", provider.url),
    ]
    assert models[-1].id == DEMO


async def test_a_server_that_does_not_answer_is_left_out(monkeypatch):
    async with ScriptedProvider() as provider:
        gone = provider.url
    monkeypatch.setenv("OPENAI_BASE_URL", gone)
    models = await (await asked(ollama_url=gone.removesuffix("/v1"))).models()
    assert [model.id for model in models] == [DEMO]


async def test_openai_itself_is_not_offered_while_its_address_leads_elsewhere(monkeypatch):
    async with ScriptedProvider() as provider:
        gone = provider.url
    monkeypatch.setenv("OPENAI_BASE_URL", gone)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-the-other-server")
    assert [model.id for model in await (await asked()).models()] == [DEMO]


async def test_a_key_in_the_environment_brings_the_chat_models_of_its_provider(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
    *hosted, demo = await (await asked()).models()
    assert hosted and demo.id == DEMO
    assert {model.provider for model in hosted} == {"Anthropic"}
    assert all(model.id == f"anthropic/{model.name}" for model in hosted)
    assert [model.name for model in hosted] == sorted({model.name for model in hosted})
    assert "sk-secret" not in repr(hosted)


async def test_only_the_models_in_the_settings_are_offered_in_their_order():
    models = await (await asked(models="anthropic/claude-x, demo, my-model")).models()
    assert [(model.id, model.name) for model in models] == [
        ("anthropic/claude-x", "claude-x"),
        ("demo", "Demo (offline, no AI)"),
        ("my-model", "my-model"),
    ]


async def test_a_model_is_found_by_its_id_or_not_at_all():
    catalog = await asked()
    assert (await catalog.find(DEMO)).id == DEMO
    assert await catalog.find("openai/unheard-of") is None


ODD = {
    "no JSON": Answer(200, b"<h1>Welcome</h1>"),
    "another shape": listing({"data": "none"}),
    "refused": listing({"error": "No."}, 401),
    "silent": SILENCE,
}
WHY = {"no JSON": NoModelServer, "another shape": NoModelServer, "refused": KeyRefused}
"""What is said of those that answer all the same."""


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(catalog_module, "PROBE_LIMIT", 0.1)
    monkeypatch.setattr(probe, "KEY_PROBE_LIMIT", 1.0)


@pytest.mark.parametrize("name", ODD)
async def test_one_odd_list_hides_no_other_and_its_server_is_named(monkeypatch, impatient, name):
    tags = listing({"models": [{"name": "llama:8b"}]})
    async with key_server(ODD[name]) as odd, key_server(tags) as ollama:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{odd.url}/v1")
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
        catalog = await asked(ollama_url=ollama.url)
        models = await catalog.models()
    providers = [model.provider for model in models]
    assert (models[0].id, providers[-1]) == ("ollama_chat/llama:8b", "Built in")
    assert "Anthropic" in providers and len(providers) > 3
    silent = MissingServers(["127.0.0.1"], [])
    why = [f"127.0.0.1: {WHY[name]()}"] if name in WHY else []
    assert catalog.missing_servers() == (MissingServers([], [], why) if why else silent)
    assert catalog.missing_servers(without=("openai",)) == MissingServers([], [])


@pytest.mark.parametrize("content", [[{"id": "one"}], {"data": [{"id": "one"}]}])
async def test_a_bare_list_is_a_list(monkeypatch, content):
    async with key_server(listing(content)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        catalog = await asked()
    assert [model.id for model in await catalog.models()] == ["openai/one", DEMO]
    assert not any(catalog.missing_servers())


async def test_the_last_list_of_a_server_that_falls_silent_is_kept_and_marked(
    monkeypatch, impatient
):
    async with ScriptedProvider(models=("one",)) as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        catalog = await asked()
        before = await catalog.models()
    await catalog.refresh()
    assert await catalog.models() is before
    assert catalog.missing_servers() == MissingServers([], ["127.0.0.1"])
    assert catalog.get_unlisted("openai/newer").api_base == provider.url


async def test_an_ollama_that_only_might_be_there_is_not_missed(monkeypatch, impatient):
    async with key_server(listing({"models": [{"name": "llama:8b"}]})) as ollama:
        settings = Settings()
        settings.ollama_url, settings.__pydantic_fields_set__ = ollama.url, set()
        catalog = EnvironmentModels(settings)
        await catalog.refresh()
        assert (await catalog.models())[0].id == "ollama_chat/llama:8b"
    await catalog.refresh()
    assert [model.id for model in await catalog.models()] == [DEMO]
    assert not any(catalog.missing_servers())


async def test_a_slow_list_is_there_as_soon_as_it_comes(monkeypatch):
    monkeypatch.setattr(catalog_module, "PROBE_LIMIT", 0.1)
    come = asyncio.Event()

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        await come.wait()
        body = b'{"data": [{"id": "one"}]}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{port}/v1")
        catalog = EnvironmentModels(Settings(ollama_url=""))
        asking = asyncio.create_task(catalog.refresh())
        assert [model.id for model in await catalog.models()] == [DEMO]
        come.set()
        waited = await catalog.models(wait=5)
        assert [model.id for model in waited] == ["openai/one", DEMO]
        await asking


async def test_what_a_server_says_it_holds_is_known_of_its_models(monkeypatch):
    async with ScriptedProvider(models=("gpt-4o",)) as provider:
        provider.said = {"gpt-4o": {"max_model_len": 4_096}}
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        [model, _] = await (await asked()).models()
    assert model.context == 4_096


async def test_models_in_the_settings_are_asked_at_the_server_that_is_set_up(
    monkeypatch, impatient
):
    async with ScriptedProvider() as provider:
        gone = provider.url
    monkeypatch.setenv("OPENAI_BASE_URL", gone)
    [model] = await (await asked(models="openai/mine")).models()
    assert (model.id, model.api_base) == ("openai/mine", gone)


async def test_a_server_is_not_asked_for_its_list_while_a_reply_comes_from_it(monkeypatch):
    async with ScriptedProvider() as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        catalog = await asked()
        with busy_servers.streaming(provider.url.replace("/v1", "")):
            await catalog.refresh()
        assert provider.lists_given == 1
        await catalog.refresh()
        assert provider.lists_given == 2
        monkeypatch.setattr(servers, "LISTING_POSTPONED", 0.0)
        with busy_servers.streaming(provider.url):
            await catalog.refresh()
        assert provider.lists_given == 3, "it streams for longer than any reply"
