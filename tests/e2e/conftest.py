"""The app in production mode, a scripted provider, a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from spacerr.infra import valkey
from tests.e2e.support import failing, stored
from tests.e2e.support.people import People
from tests.e2e.support.tab import Tab
from tests.provider import ProviderThread, Script, ScriptedProvider
from tests.server import AppServer

OpenTab = Callable[..., Tab]
HARMLESS = ("WebSocket connection to", "ERR_CONNECTION_REFUSED", "ERR_INTERNET_DISCONNECTED")
"""What a browser says of a server that is away: expected where a test takes it away."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "call" and report.failed:
        report.sections += failing.sections(item)
    return report


@pytest.fixture(scope="session")
def _provider() -> Iterator[ProviderThread]:
    with ProviderThread(ScriptedProvider(models=("scripted-1", "scripted-2"))) as provider:
        yield provider


@pytest.fixture
def provider(_provider: ProviderThread) -> ProviderThread:
    """The scripted provider, with its plain script and nothing queued."""
    _provider.set(Script())
    return _provider


@pytest.fixture(scope="session")
def models(_provider: ProviderThread) -> dict[str, str]:
    """Environment that makes the scripted provider the app's first model."""
    return {
        "OPENAI_BASE_URL": _provider.url,
        "OPENAI_API_KEY": "sk-test-0123456789",
        "SPACERR_RETRIES": "1",
    }


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, models: dict[str, str]) -> Iterator[AppServer]:
    server = AppServer(tmp_path_factory.mktemp("app"), models)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _team(tmp_path_factory, app, models):
    server = AppServer(
        tmp_path_factory.mktemp("team"),
        models,
        workers=2,
        redis_url=valkey.server_url(app.data),
        database_url=f"sqlite+aiosqlite:///{app.data}/spacerr.db",
    )
    yield server
    server.stop()


@pytest.fixture
def team(_team):
    """A second instance, of two workers, on the stores of the first."""
    return _team if _team.running else _team.start()


@pytest.fixture
def open_tab(
    context: BrowserContext,
    browser: Browser,
    app: AppServer,
    provider: ProviderThread,
    request: pytest.FixtureRequest,
):
    """Opens tabs; at the end none of them may have seen an error. `apart`: on another device. What
    the provider says is nothing left by another test.
    """
    tabs: list[Tab] = []
    devices: list[BrowserContext] = []

    def opened(
        path: str = "/chat", *, of: AppServer | None = None, wait: bool = True, apart: bool = False
    ) -> Tab:
        if apart:
            devices.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        tab = Tab(devices[-1] if apart else context, (of or app).url)
        tabs.append(tab)
        return tab.open(path) if wait else tab

    yield opened
    for device in devices:
        device.close()
    allowed = HARMLESS if request.node.get_closest_marker("takes_server_away") else ()
    problems = [problem for tab in tabs for problem in tab.problems]
    assert [p for p in problems if not any(harmless in p for harmless in allowed)] == []


@pytest.fixture(scope="session")
def _people(tmp_path_factory, models, browser):
    accounts = {
        "SPACERR_AUTH_MODE": "accounts",
        "SPACERR_SIGN_UP": "open",
        "SPACERR_PRIVATE_MODEL_SERVERS": "true",
        "SPACERR_PERSON_QUOTA": '{"requests_per_minute": 0, "replies_at_once": 0}',
    }
    server = AppServer(tmp_path_factory.mktemp("people"), models | accounts)
    yield People(server.start(), browser)
    server.stop()


@pytest.fixture
def people(_people: People) -> Iterator[People]:
    """A server on which everybody signs in; none of their pages may have failed."""
    yield _people
    _people.close()
    assert _people.errors == []
    _people.errors.clear()


@pytest.fixture
def alone(data: Path) -> None:
    """Nothing of other tests is listed; what they left running ends unseen."""
    stored.empty(data)


@pytest.fixture
def data(app: AppServer) -> Path:
    """The folder of the app's database."""
    return app.data
