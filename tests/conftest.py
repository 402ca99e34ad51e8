"""What all tests share: one event loop backend, one real Valkey, one real browser."""

import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from redis import Redis as BlockingRedis
from redis.asyncio import Redis

from spacerr.infra import valkey
from spacerr.infra.redis.client import open_redis
from tests.browser import launch_options
from tests.support.stores.databases import engines_of

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = (
    "True"  # LiteLLM would fetch its price list when a test imports it
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a browser last: Playwright keeps a loop running, beside which no other can."""
    browsing = {item.path for item in items if "browser" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path in browsing)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if engines := engines_of(metafunc):
        metafunc.parametrize("database_url", engines, indirect=True)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop of tests: the one that workers have."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name."""
    folder = Path(tempfile.mkdtemp(prefix="sp-", dir=tempfile.gettempdir()))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def valkey_url(short_folder: Path) -> Iterator[str]:
    """One server for the whole run. Tests keep apart by using new ids."""
    yield valkey.ensure_running(short_folder / "valkey")
    valkey.stop(short_folder / "valkey")


def pid_of(url: str) -> int:
    """The process id of the Valkey server at a URL."""
    with BlockingRedis.from_url(url) as client:
        return int(client.info("server")["process_id"])


@pytest.fixture
async def redis(valkey_url: str) -> AsyncGenerator[Redis]:
    client = open_redis(valkey_url)
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(playwright.chromium))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile, with the clipboard at hand."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()
