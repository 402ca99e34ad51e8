"""A tab that was away comes back to the same chat, the same place and the newest words."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.e2e.support.lists import frozen, offline, row
from tests.provider import Script
from tests.provider.texts import prose

LONG = Script(prose(400), rate=60)
SOME = re.compile(r"(\w+\W+){15}")


def begun(open_tab, provider):
    provider.set(LONG)
    tab = open_tab()
    tab.send("Keep talking")
    tab.says(SOME)
    return tab


def assert_whole(tab, data):
    tab.ends("complete")
    assert stored.last_reply(data, tab.chat_id())["content"] == LONG.text
    live = tab.letters()
    tab.page.reload()
    tab.ends("complete")
    assert tab.letters() == live


@pytest.mark.takes_server_away
def test_a_lost_network_is_said_and_nothing_is_missing_afterwards(
    open_tab, provider, context, data
):
    tab = begun(open_tab, provider)
    tab.composer.fill("Not sent yet")
    context.set_offline(True)
    expect(tab.page.locator("[data-connection=offline]")).to_contain_text("Offline")
    tab.page.wait_for_timeout(1_500)
    context.set_offline(False)
    expect(tab.page.locator("[data-connection=online]")).to_be_attached(timeout=15_000)
    expect(tab.composer).to_have_value("Not sent yet")
    expect(tab.page.get_by_role("alert")).to_have_count(0)
    assert_whole(tab, data)
    expect(tab.composer).to_have_value("Not sent yet")


def test_a_frozen_tab_catches_up_when_it_wakes(open_tab, provider, context, data):
    tab = begun(open_tab, provider)
    session = context.new_cdp_session(tab.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    expect_stored(data, tab, 600)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    assert_whole(tab, data)


def expect_stored(data, tab, chars):
    """Wait until so much has been said."""
    for _ in range(100):
        if len(stored.last_reply(data, tab.chat_id())["content"]) >= chars:
            return
        tab.composer.page.context.pages[0].wait_for_timeout(100)
    raise AssertionError("the reply did not grow")


@pytest.mark.takes_server_away
def test_a_tab_the_server_has_forgotten_keeps_its_chat_its_place_and_its_text(
    open_tab, provider, context, data
):
    chat = stored.long_chat(data, 30)
    tab = open_tab(f"/chat/{chat}")
    expect(tab.messages.last).to_be_visible()
    tab.composer.fill("Still here")
    pane = tab.page.locator(".thread-scroll")
    tab.page.wait_for_timeout(300)
    pane.evaluate("it => { it.scrollTop = it.scrollHeight / 2 }")
    tab.page.wait_for_timeout(300)
    before = pane.evaluate("it => it.scrollTop")
    tab.page.evaluate("sessionStorage.clear()")
    context.set_offline(True)
    tab.page.wait_for_timeout(1_500)
    context.set_offline(False)
    expect(tab.page.locator("[data-connection=online]")).to_be_attached(timeout=15_000)
    tab.page.wait_for_timeout(500)
    assert tab.page.url.endswith(chat)
    assert abs(pane.evaluate("it => it.scrollTop") - before) < 4
    expect(tab.composer).to_have_value("Still here")


def test_coming_back_to_a_tab_shows_what_happened_elsewhere(open_tab, provider):
    provider.set(Script(("First", ".")))
    tab = open_tab()
    tab.send("One")
    tab.ends("complete")
    tab.page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    other = open_tab(f"/chat/{tab.chat_id()}")
    provider.set(Script(("Second", ".")))
    other.send("Two")
    other.ends("complete")
    tab.says("Second.")


@pytest.mark.takes_server_away
@pytest.mark.parametrize("away", [frozen, offline], ids=["frozen", "offline"])
def test_the_list_of_a_tab_that_was_away_is_soon_true_again(open_tab, provider, away):
    provider.set(Script(("Here", ".")))
    tab, other = open_tab(), open_tab()
    title = f"Named {uuid.uuid4().hex[:6]}"
    with away(tab):
        provider.do(lambda p: setattr(p, "title", title))
        other.send("Made meanwhile")
        chat = other.chat_id()
        expect(row(other, chat)).to_contain_text(title)
    expect(row(tab, chat)).to_contain_text(title, timeout=3_000)
    expect(tab.page.locator("[data-connection=online]")).to_be_attached()
