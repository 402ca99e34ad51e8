"""Accounts on a local network without https, where browsers leave half of what they can out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser import launch_options
from tests.e2e.support.people import PASSWORD, fill_in, in_workspace, setup_code
from tests.e2e.support.tab import READY, Tab
from tests.server import AppServer, free_port

NAME = "spacerr.test"


@pytest.fixture(scope="module")
def plain(tmp_path_factory, models) -> Iterator[AppServer]:
    port = free_port()
    accounts = {
        "SPACERR_AUTH_MODE": "accounts",
        "SPACERR_ALLOWED_ORIGINS": f"http://{NAME}:{port}/",
    }
    data = tmp_path_factory.mktemp("plain")
    server = AppServer(data, models | accounts, port=port).start()
    yield server
    server.stop()


@pytest.fixture
def far(browser: Browser) -> Iterator[BrowserContext]:
    """A browser to which the server is another machine."""
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    options = launch_options(browser.browser_type)
    other = browser.browser_type.launch(**options | {"args": [*options["args"], rules]})
    yield other.new_context(viewport={"width": 1280, "height": 800})
    other.close()


def test_somebody_chats_edits_and_copies(plain, far, provider):
    assert f"Warning: http://{NAME}:{plain.port} has no https" in plain.log.read_text()
    tab = Tab(far, f"http://{NAME}:{plain.port}")
    page = tab.page
    page.goto(f"{tab.url}/setup")
    assert not page.evaluate("isSecureContext")
    code = setup_code(plain.data)
    fill_in(page, code=code, name="Olive", email="olive@example.org", password=PASSWORD)
    page.keyboard.press("Enter")
    in_workspace(page)
    tab.send("Hello without https")
    tab.ends("complete", timeout=READY * 2)
    said = tab.text()
    tab.last.get_by_role("button", name="Copy", exact=True).click()
    expect(tab.last.get_by_title("Copied")).to_be_visible()
    tab.composer.focus()
    page.keyboard.press("Control+V")
    expect(tab.composer).to_have_value(said)
    page.reload()
    expect(tab.composer).to_have_value(said, timeout=READY)
    tab.messages.first.hover()
    tab.messages.first.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Your question").fill("In other words")
    page.keyboard.press("Enter")
    expect(tab.messages.first).to_contain_text("In other words")
    tab.ends("complete", timeout=READY * 2)
    assert tab.problems == []
