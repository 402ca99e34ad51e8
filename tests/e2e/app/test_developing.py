"""Accounts as a developer runs them: the page on one port, the backend on another."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.support.people import PASSWORD, fill_in, in_workspace, setup_code
from tests.e2e.support.tab import READY, Tab
from tests.server import AppServer

EMAIL = "olive@example.org"


@pytest.fixture(scope="module")
def dev(tmp_path_factory):
    settings = {"SPACERR_AUTH_MODE": "accounts"}
    server = AppServer(tmp_path_factory.mktemp("dev"), settings, mode="run", web="dev").start()
    yield server
    server.stop()


def signed_out(page: Page) -> None:
    page.wait_for_url(re.compile("/sign-in"), timeout=READY)
    expect(page.get_by_label("E-mail")).to_be_visible(timeout=READY)


def test_somebody_sets_up_chats_signs_out_and_in_again(dev, context: BrowserContext):
    tab = Tab(context, dev.url)
    page = tab.page
    page.goto(f"{dev.url}/chat")
    page.wait_for_url(re.compile("/setup"), timeout=READY)
    code = setup_code(dev.data)
    fill_in(page, code=code, name="Olive", email=EMAIL, password=PASSWORD)
    page.keyboard.press("Enter")
    in_workspace(page)
    tab.send("Hello from two ports")
    tab.ends("complete")
    page.goto(f"{dev.url}/settings/data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    assert "Hello from two ports" in download.value.path().read_text()
    page.get_by_role("button", name="Account", exact=True).click()
    page.get_by_role("menuitem", name="Sign out").click()
    signed_out(page)
    page.goto(f"{dev.url}/chat")
    signed_out(page)
    fill_in(page, email=EMAIL, password=PASSWORD)
    page.keyboard.press("Enter")
    in_workspace(page)
    expect(tab.row("Hello from two ports")).to_be_visible(timeout=READY)
    assert [it for it in tab.problems if "401" not in it] == []
