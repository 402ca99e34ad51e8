"""Everything a run needs, started once: provider, Spacerr, the limit, one browser."""

import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.bench.browser.subjects import MODEL, Limit, Spacerr, Subject
from tests.bench.browser.visit import Visit
from tests.bench.measuring import children, processes
from tests.bench.measuring.children import Provider
from tests.browser import launch_options
from tests.server import AppServer

VIEW = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Stage:
    """`idle` is what each subject costs after its start, before anybody came."""

    provider: Provider
    spacerr: Spacerr
    limit: Limit
    browser: Browser
    idle: dict[str, dict[str, float]]

    @property
    def subjects(self) -> tuple[Subject, Subject]:
        return self.limit, self.spacerr

    @contextmanager
    def profile(self, through: str = "") -> Generator[BrowserContext]:
        """A browser profile of its own, closed with all its pages; `through` names a proxy."""
        proxy = {"proxy": {"server": through, "bypass": "<-loopback>"}} if through else {}
        context = self.browser.new_context(viewport=VIEW, **proxy)  # type: ignore[arg-type]
        try:
            yield context
        finally:
            context.close()

    @contextmanager
    def visit(self, subject: Subject, turns: int = 0) -> Generator[Visit]:
        """A page open on a chat of a subject."""
        with self.profile() as context:
            yield Visit(context, subject, self.provider).open(subject.address(turns))

    @contextmanager
    def another(self, workers: int, env: dict[str, str] | None = None) -> Generator[AppServer]:
        """A fresh Spacerr with so many workers, in the place of the first one, which rests."""
        first = self.spacerr.server
        first.stop()
        try:
            with ExitStack() as stack:
                yield _app(stack, self.provider.url, first.port, workers, env)
        finally:
            first.start()


@contextmanager
def built() -> Generator[Stage]:
    """Start everything, and end everything afterwards."""
    with ExitStack() as stack:
        provider = stack.enter_context(children.provider())
        limit = Limit(
            stack.enter_context(children.child("tests.bench.browser.limit", provider.url))
        )
        spacerr = Spacerr(_app(stack, provider.url))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(**launch_options(playwright.chromium, whole=True))
        stack.callback(browser.close)
        processes.wait_until_idle(spacerr.processes())
        idle = {it.name: _idle(it) for it in (limit, spacerr)}
        yield Stage(provider, spacerr, limit, browser, idle)


def _idle(subject: Subject) -> dict[str, float]:
    running = subject.processes()
    return {**processes.memory(running), "cpu": processes.idle_cpu(running)}


def _app(
    stack: ExitStack,
    provider: str,
    port: int = 0,
    workers: int = 1,
    env: dict[str, str] | None = None,
) -> AppServer:
    data = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    environment = {
        "OPENAI_BASE_URL": provider,
        "OPENAI_API_KEY": "bench",
        "SPACERR_DEFAULT_MODEL": MODEL,
        "REFLEX_WEB_WORKDIR": ".web-bench",
        **(env or {}),
    }
    server = AppServer(data, environment, port=port, workers=workers)
    stack.callback(server.stop)
    return server.start()
