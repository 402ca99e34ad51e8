"""One process of Spacerr on real servers with a scripted model, and a second one beside it."""

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from spacerr import deps
from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.infra.providers.environment_models import EnvironmentModels
from spacerr.services.accounts import people
from tests.support.models.scripted_model import ScriptedModel
from tests.support.people import door
from tests.support.people.tabs import Browser, a_browser
from tests.support.stores.databases import database_url, migrated, migrated_postgres, postgres
from tests.support.stores.processes import a_process

__all__ = ["database_url", "migrated", "migrated_postgres", "postgres"]


@pytest.fixture(autouse=True)
def no_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no server and no setting of whoever runs the tests."""
    for name in os.environ:
        if name.startswith("SPACERR_") or name.endswith("_API_KEY") or name == "OPENAI_BASE_URL":
            monkeypatch.delenv(name)


@pytest.fixture
def settings(database_url: str, valkey_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=database_url, redis_url=valkey_url)


@pytest.fixture(scope="session")
def catalog() -> EnvironmentModels:
    """The scripted model and no other, asked for once."""
    catalog = EnvironmentModels(Settings(models="scripted/one", ollama_url=""))
    asyncio.run(catalog.refresh())
    return catalog


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
async def d(
    settings: Settings, model: ScriptedModel, catalog: EnvironmentModels
) -> AsyncGenerator[Deps]:
    """A process with the local person stored."""
    async with a_process(settings, model, catalog) as d:
        await people.ensure_local_user(d)
        yield d


@pytest.fixture
async def browser(d: Deps) -> AsyncGenerator[Browser]:
    """Tabs of that process, without a real browser."""
    deps.install(d)
    async with a_browser() as browser:
        yield browser
    deps.install(None)


@pytest.fixture
async def people_d(
    settings: Settings, model: ScriptedModel, catalog: EnvironmentModels
) -> AsyncGenerator[Deps]:
    """A process in which people sign in and can sign up, new, with a secret of its own."""
    chosen = settings.model_copy(update={"auth_mode": "accounts", "sign_up": "open"})
    async with a_process(chosen, model, catalog) as d:
        deps.install(d)
        yield d
        deps.install(None)


@pytest.fixture
async def open_d(people_d: Deps) -> Deps:
    """The same, once somebody has set it up."""
    await door.store_owner(people_d)
    return people_d


@pytest.fixture
async def elsewhere(
    d: Deps, model: ScriptedModel, catalog: EnvironmentModels
) -> AsyncGenerator[Deps]:
    """Another process on the same servers."""
    async with a_process(d.settings, model, catalog) as other:
        yield other
