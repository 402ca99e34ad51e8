"""Links, exports and deletion: what leaves Spacerr, and what never comes back."""

import json
import re

from playwright.sync_api import expect

from tests.e2e.support.people import PASSWORD
from tests.e2e.support.tab import READY

GONE = "This link doesn't work."


def said(tab, text):
    """A new chat with a finished reply; its id."""
    tab.send(text)
    tab.ends("complete")
    return tab.chat_id()


def made_link(tab):
    """The address of a new link to the open chat."""
    tab.page.get_by_role("button", name="Share", exact=True).click()
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Create link").click()
    address = dialog.get_by_role("textbox", name="Link address").input_value()
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    assert tab.page.evaluate("navigator.clipboard.readText()") == address
    dialog.get_by_role("button", name="Done").click()
    return address


def test_a_link_shows_a_copy_to_whoever_has_it_until_it_is_ended(people, provider):
    tab = people.somebody("Ada").tab()
    chat = said(tab, "What is a capybara?")
    reply = tab.text()
    address = made_link(tab)
    visitor = people.device(phone=True).new_page()
    visitor.goto(address)
    messages = visitor.get_by_role("log", name="Conversation").get_by_role("article")
    expect(messages).to_have_count(2, timeout=READY)
    expect(messages.first).to_have_text("What is a capybara?")
    expect(messages.last.locator(".markdown")).to_have_text(reply)
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 375
    expect(visitor.get_by_role("navigation")).to_have_count(0)
    expect(visitor.get_by_role("textbox")).to_have_count(0)
    assert visitor.url == address
    said(tab, "And a guinea pig?")
    visitor.reload()
    expect(messages).to_have_count(2, timeout=READY)
    assert tab.chat_id() == chat
    tab.page.get_by_role("button", name="Share", exact=True).click()
    tab.page.get_by_role("button", name="Delete link").click()
    expect(tab.page.get_by_role("button", name="Delete link")).to_have_count(0)
    visitor.reload()
    expect(visitor.get_by_role("alert")).to_contain_text(GONE, timeout=READY)
    tab.page.close()


def test_an_address_that_is_not_right_says_so(people):
    visitor = people.device().new_page()
    for path in ("/shared/nothing", "/shared", "/shared/" + "x" * 43):
        visitor.goto(people.url + path)
        expect(visitor.get_by_role("alert")).to_contain_text(GONE, timeout=READY)
    robots = visitor.locator('meta[name="robots"]').first
    expect(robots).to_have_attribute("content", "noindex")


def test_a_link_that_opens_in_the_browser_of_somebody_signed_in_shows_the_copy(people, provider):
    ada = people.somebody("Ada")
    tab = ada.tab()
    said(tab, "Hi")
    page = ada.context.new_page()
    page.goto(made_link(tab))
    expect(page.get_by_role("article")).to_have_count(2, timeout=READY)


def test_a_chat_is_saved_from_its_menu(people, provider):
    tab = people.somebody("Ada").tab()
    said(tab, "What is a capybara?")
    item = tab.sidebar.get_by_role("listitem").first
    for name, ending in (("Export as Markdown", ".md"), ("Export as JSON", ".json")):
        with tab.page.expect_download() as download:
            tab.choose_of(item, "Export", name)
        assert download.value.suggested_filename.endswith(ending)
        assert "What is a capybara?" in download.value.path().read_text()


def test_everything_moves_to_another_account(people, provider, tmp_path):
    ada, bob = people.somebody("Ada"), people.somebody("Bob")
    said(ada.tab(), "What is a capybara?")
    page = ada.page("/settings/data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    file = tmp_path / "everything.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["profile"]["email"] == ada.email
    there = bob.tab()
    settings = bob.page("/settings/data")
    settings.get_by_label("Choose a file").set_input_files(file)
    done = settings.get_by_text("1 chat, 0 projects, 0 agents imported")
    expect(done).to_be_visible(timeout=READY)
    there.chats.first.click()
    expect(there.messages.first).to_contain_text("What is a capybara?")
    settings.get_by_label("Choose a file").set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": b"{"}
    )
    expect(settings.get_by_text("This file isn't an export from Spacerr.")).to_be_visible()


def test_a_deleted_account_is_gone_in_every_tab(people, provider):
    ada = people.somebody("Ada")
    tab = ada.tab()
    said(tab, "What is a capybara?")
    address = made_link(tab)
    page = ada.page("/settings/data")
    page.get_by_role("button", name="Delete account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_label(re.compile("To confirm")).fill(ada.email)
    dialog.get_by_role("button", name="Delete permanently").click()
    page.wait_for_url(re.compile("/sign-in"), timeout=READY)
    tab.page.wait_for_url(re.compile("/sign-in"), timeout=READY)
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text(GONE, timeout=READY)
    assert ada.context.request.get(f"{people.url}/api/me").status == 401
