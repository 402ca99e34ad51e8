"""What cannot be drawn or does not exist: a sentence, a way on, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.provider import Script

WHOLE_PAGE = """
const real = window.matchMedia;
window.matchMedia = (query) => {
  if (query.includes("min-width: 48.01rem") && !sessionStorage.mended) throw new Error("forced");
  return real.call(window, query);
};
"""
HITS = "Intl.RelativeTimeFormat.prototype.format = () => { throw new Error('forced'); };"
MESSAGE = """
const real = String.prototype.includes;
String.prototype.includes = function (...args) {
  if (String(this) === "Never to be drawn.") throw new Error("forced");
  return real.apply(this, args);
};
"""


@pytest.fixture
def breaking(open_tab):
    """Opens a tab that a script breaks; the console's complaints about just that are expected."""
    tabs = []

    def opened(script: str, path: str = "/chat"):
        tab = open_tab(wait=False)
        tabs.append(tab)
        tab.page.add_init_script(script)
        tab.page.goto(tab.url + path)
        return tab

    yield opened
    for tab in tabs:
        tab.problems[:] = [it for it in tab.problems if "forced" not in it]


def test_a_page_that_cannot_be_drawn_says_so_and_keeps_what_was_typed(open_tab, breaking):
    before = open_tab()
    before.composer.fill("Typed before it broke")
    tab = breaking(WHOLE_PAGE)
    page = tab.page
    expect(page.get_by_role("heading", name="This page can’t be shown")).to_be_visible()
    expect(page.get_by_label("What you typed")).to_have_text("Typed before it broke")
    expect(page.get_by_text("Error: forced")).to_be_hidden()
    page.get_by_text("Details").click()
    expect(page.get_by_text("Error: forced")).to_be_visible()
    expect(
        page.get_by_text(re.compile("Reflex", re.IGNORECASE)).locator("visible=true")
    ).to_have_count(0)
    expect(page.get_by_role("link", name="Go to your chats")).to_have_attribute("href", "/chat")
    page.evaluate("sessionStorage.mended = true")
    page.get_by_role("button", name="Reload").click()
    expect(tab.composer).to_have_value("Typed before it broke")


def test_a_sidebar_that_cannot_be_drawn_leaves_the_chat(breaking, provider, app):
    provider.set(Script(("Still", " here.")))
    tab = breaking(HITS)
    tab.send("Pelicans in winter")
    tab.says("Still here.")
    tab.page.get_by_role("searchbox", name="Search").fill("pelicans")
    expect(tab.page.get_by_text("Your chats can’t be listed right now.")).to_be_visible()
    tab.send("And in summer?")
    expect(tab.replies).to_have_count(2)
    tab.ends("complete")
    assert "forced" in app.log.read_text()


def test_a_message_that_cannot_be_drawn_shows_its_text_amid_all_others(breaking, provider):
    provider.set(Script(("Never to be drawn.",)))
    tab = breaking(MESSAGE)
    tab.send("Say it")
    expect(tab.page.get_by_text("This message can’t be shown as it was meant.")).to_be_visible()
    expect(tab.page.get_by_text("Never to be drawn.", exact=True)).to_be_visible()
    provider.set(Script(("Drawn.",)))
    expect(tab.stop).to_be_hidden()
    tab.send("And now?")
    tab.says("Drawn.")


def test_an_address_that_does_not_exist_leads_to_ones_chats(open_tab):
    tab = open_tab(wait=False)
    tab.page.goto(tab.url + "/nope")
    expect(tab.page.get_by_role("heading", level=1, name="This page doesn’t exist")).to_be_visible()
    expect(tab.page).to_have_title("Not found · Spacerr")
    tab.page.get_by_role("link", name="Go to your chats").click()
    expect(tab.composer).to_be_visible()
    tab.problems[:] = [it for it in tab.problems if "404" not in it]
