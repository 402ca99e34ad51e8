"""Models are found by what is set up here, and named as people know them."""

import os

import pytest

from spacerr.config import Settings
from spacerr.infra.catalog import DEMO, Catalog
from tests.provider import ScriptedProvider

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def no_providers(monkeypatch):
    for name in os.environ:
        if name.startswith("SPACERR_") or name.endswith("_API_KEY") or name == "OPENAI_BASE_URL":
            monkeypatch.delenv(name)


async def asked(**settings: str) -> Catalog:
    catalog = Catalog(Settings(**{"ollama_url": "", **settings}))
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
