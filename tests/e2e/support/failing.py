"""What is told of a failed test beside its error: where its pages were, what its servers said."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.server import AppServer

LINES = 30


def sections(item: pytest.Item) -> Iterator[tuple[str, str]]:
    """Headings and what belongs below them."""
    used = getattr(item, "funcargs", {})
    browser = used.get("browser")
    for context in browser.contexts if isinstance(browser, Browser) else ():
        for page in context.pages:
            yield f"page at {page.url}", _shown(page)
    for name, fixture in used.items():
        server = getattr(fixture, "server", fixture)
        if isinstance(server, AppServer) and server.log.exists() and not name.startswith("_"):
            said = server.log.read_text(errors="replace").splitlines()
            yield f"server of “{name}”", "\n".join(said[-LINES:])


def _shown(page: Page) -> str:
    try:
        return page.locator("body").aria_snapshot(timeout=2_000)
    except Error as error:
        return f"not to be seen: {error.message.splitlines()[0]}"
