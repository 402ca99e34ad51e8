"""Servers that people run, from their packages, and one process of Spacerr that asks them."""

import json
import shutil
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.providers.environment_models import EnvironmentModels
from spacerr.services.accounts import people
from tests.integration.conftest import no_providers
from tests.provider import ProviderThread, Script, ScriptedProvider
from tests.real import tiny_model
from tests.real.environments import environment, run
from tests.real.servers import ModelServer, serving
from tests.server import free_port
from tests.support.people import replies
from tests.support.stores.databases import migrated
from tests.support.stores.processes import a_process

__all__ = ["migrated", "no_providers"]

PROXY_KEY = "sk-right-0123456789"
WRONG_KEY = "sk-wrong-0123456789"
MODELS = {"boats": "openai/scripted-1", "claude": "anthropic/claude-3-haiku-20240307"}
"""What the proxy offers, and what it asks in the place of each."""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models take their time."""
    monkeypatch.setattr(replies, "PATIENCE", 60.0)


@pytest.fixture(scope="session")
def behind() -> Iterator[ProviderThread]:
    with ProviderThread() as provider:
        yield provider


@pytest.fixture
def provider(behind: ProviderThread) -> ScriptedProvider:
    """What the proxy asks, with nothing said so far."""
    behind.set(Script())
    behind.do(lambda it: (it.requests.clear(), it.titles.clear()))
    return behind.provider


@pytest.fixture(scope="session")
def proxy(behind: ProviderThread, short_folder: Path) -> Iterator[ModelServer]:
    """LiteLLM's proxy as its documentation starts it: a file of settings, one key, no database."""
    folder, port = short_folder / "proxy", free_port()
    folder.mkdir()
    bases = {"openai": behind.url, "anthropic": behind.provider.anthropic_url}
    listed = [
        {
            "model_name": name,
            "litellm_params": {
                "model": model,
                "api_base": bases[model.partition("/")[0]],
                "api_key": "sk-behind-0123456789",
            },
        }
        for name, model in MODELS.items()
    ]
    given = {"model_list": listed, "general_settings": {"master_key": PROXY_KEY}}
    (folder / "config.yaml").write_text(json.dumps(given))  # which is YAML, too
    command = [environment("litellm") / "litellm", "--config", "config.yaml"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with serving(command, folder, port, "/health/readiness") as server:
        yield server


@pytest.fixture(scope="session")
def transformers(short_folder: Path) -> Iterator[ModelServer]:
    """`transformers serve` with a model of its own."""
    programs, folder, port = environment("transformers"), short_folder / "tiny", free_port()
    run(programs / "python", tiny_model.__file__, folder)
    command = [programs / "transformers", "serve", folder]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with serving(command, short_folder / "transformers", port, "/health") as server:
        yield server


@pytest.fixture
def settings(migrated: Path, valkey_url: str, tmp_path: Path) -> Settings:
    """On SQLite: nothing here is up to the database."""
    file = tmp_path / "spacerr.db"
    shutil.copy(migrated, file)
    return Settings(
        data_dir=tmp_path,
        database_url=f"sqlite+aiosqlite:///{file}",
        redis_url=valkey_url,
        ollama_url="",
        retries=1,
    )


@pytest.fixture
async def d(settings: Settings) -> AsyncGenerator[Deps]:
    """A process in which somebody works alone, with the model adapter that it always has."""
    await load_litellm()
    async with a_process(settings, LiteLLMModel(), EnvironmentModels(settings)) as d:
        await people.ensure_local_user(d)
        await d.catalog.refresh()
        yield d
