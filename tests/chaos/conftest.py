"""Several processes of Spacerr, a provider that speaks HTTP, and servers that may be beaten."""

import os
import random
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest

from spacerr.config import Settings
from spacerr.infra.providers.environment_models import EnvironmentModels
from tests.chaos.dice import FULL, SEED, dice
from tests.provider import ScriptedProvider
from tests.support.stores.databases import database_url, migrated, migrated_postgres, postgres
from tests.support.stores.private_valkey import PrivateValkey

__all__ = ["database_url", "migrated", "migrated_postgres", "postgres"]
MODEL = "openai/scripted-1"


def pytest_report_header() -> str:
    return f"chaos: SPACERR_CHAOS_SEED={SEED}{' SPACERR_CHAOS=full' if FULL else ''}"


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """This test's random numbers; a failure shows the seed."""
    print(f"SPACERR_CHAOS_SEED={SEED}")
    return dice(request.node.name)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no server and no setting of whoever runs the tests."""
    for name in os.environ:
        if name.startswith("SPACERR_") or name.endswith("_API_KEY") or name == "OPENAI_BASE_URL":
            monkeypatch.delenv(name)


@pytest.fixture
async def provider(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[ScriptedProvider]:
    async with ScriptedProvider() as provider:
        monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
        yield provider


@pytest.fixture
def server(short_folder: Path, request: pytest.FixtureRequest) -> Iterator[PrivateValkey]:
    """A Valkey server of this test's own."""
    server = PrivateValkey(short_folder / f"valkey-{abs(hash(request.node.name)) % 10_000}")
    yield server
    server.end()


@pytest.fixture
def settings(database_url: str, server: PrivateValkey, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        redis_url=server.url,
        models=MODEL,
        ollama_url="",
        retries=1,
    )


@pytest.fixture
async def catalog(settings: Settings, provider: ScriptedProvider) -> EnvironmentModels:
    catalog = EnvironmentModels(settings)
    await catalog.refresh()
    return catalog
