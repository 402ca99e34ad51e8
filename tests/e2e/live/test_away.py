"""What ended while nobody was here is told on return, quietly and once."""

import pytest
from playwright.sync_api import expect

from tests.e2e.support.lists import begin, hide, row, show, until_stored
from tests.provider import Script
from tests.provider.texts import prose

pytestmark = pytest.mark.usefixtures("alone")

SLOW = Script(prose(10), rate=20, first_delay=2)
HEARD = """milliseconds => window.dispatchEvent(new StorageEvent('storage', {
    key: 'spacerr:active-at',
    newValue: String(Number(localStorage.getItem('spacerr:active-at')) + milliseconds),
}))"""


def card(tab):
    return tab.page.get_by_role("region", name="While you were away")


def opened(open_tab):
    """A tab whose clock can be moved."""
    tab = open_tab(wait=False)
    tab.page.clock.install()
    tab.open()
    return tab


def left_for(tab, data, chats, minutes):
    """Hide the tab, let the replies end, and come back later."""
    hide(tab)
    for chat in chats:
        until_stored(tab, data, chat)
    tab.page.clock.fast_forward(minutes * 60_000)
    show(tab)


def test_replies_that_ended_meanwhile_are_listed_and_each_can_be_opened(open_tab, provider, data):
    provider.set(SLOW)
    tab = opened(open_tab)
    chats = [begin(tab, text) for text in ("First question", "Second question")]
    left_for(tab, data, chats, minutes=6)
    links = card(tab).get_by_role("link")
    expect(links).to_have_count(2)
    expect(links.first).to_have_attribute("href", f"/chat/{chats[1]}")
    links.first.click()
    expect(tab.messages).to_have_count(2)
    expect(links).to_have_count(1)
    links.first.click()
    expect(card(tab)).to_have_count(0)


def test_a_short_absence_is_no_news(open_tab, provider, data):
    provider.set(SLOW)
    tab = opened(open_tab)
    chat = begin(tab, "Back in a minute")
    left_for(tab, data, [chat], minutes=4)
    expect(row(tab, chat)).to_have_attribute("data-unseen", "true")
    expect(card(tab)).to_have_count(0)


def test_the_card_goes_when_it_is_dismissed_and_stays_away(open_tab, provider, data):
    provider.set(SLOW)
    tab = opened(open_tab)
    chat = begin(tab, "Dismiss me")
    left_for(tab, data, [chat], minutes=6)
    card(tab).get_by_role("button", name="Dismiss").click()
    expect(card(tab)).to_have_count(0)
    hide(tab)
    show(tab)
    expect(row(tab, chat)).to_have_attribute("data-unseen", "true")
    expect(card(tab)).to_have_count(0)


def test_escape_dismisses_the_card_and_leaves_what_is_typed(open_tab, provider, data):
    provider.set(SLOW)
    tab = opened(open_tab)
    chat = begin(tab, "Escape")
    tab.composer.fill("Half a thought")
    left_for(tab, data, [chat], minutes=6)
    expect(card(tab)).to_be_visible()
    tab.composer.press("Escape")
    expect(card(tab)).to_have_count(0)
    expect(tab.composer).to_have_value("Half a thought")


def test_the_card_goes_when_its_chats_are_seen_elsewhere(open_tab, provider, data):
    provider.set(SLOW)
    tab = opened(open_tab)
    chat = begin(tab, "Seen elsewhere")
    left_for(tab, data, [chat], minutes=6)
    expect(card(tab)).to_be_visible()
    open_tab(f"/chat/{chat}")
    expect(card(tab)).to_have_count(0)


def test_who_closed_the_tab_is_told_when_opening_another(open_tab, provider, data):
    provider.set(SLOW)
    tab = opened(open_tab)
    chat = begin(tab, "Closing time")
    tab.page.close()
    later = open_tab(wait=False)
    later.page.clock.install()
    until_stored(later, data, chat)
    later.page.clock.fast_forward(6 * 60_000)
    later.open()
    expect(card(later).get_by_role("link")).to_have_attribute("href", f"/chat/{chat}")


def test_many_are_shortened(open_tab, provider, data):
    provider.set(Script(("Done", "."), first_delay=12))
    tab = opened(open_tab)
    chats = [begin(tab, f"Question {number}") for number in range(8)]
    left_for(tab, data, chats, minutes=6)
    expect(card(tab).get_by_role("link")).to_have_count(6)
    expect(card(tab)).to_contain_text("and 2 more")


def test_only_the_tab_on_the_screen_tells(open_tab, provider, data):
    provider.set(SLOW)
    tab, behind = opened(open_tab), opened(open_tab)
    chat = begin(tab, "Two tabs")
    hide(behind)
    hide(tab)
    until_stored(tab, data, chat)
    tab.page.clock.fast_forward(6 * 60_000)  # both: the clock is their browser's
    show(tab)
    expect(card(tab).get_by_role("link")).to_have_attribute("href", f"/chat/{chat}")
    expect(row(behind, chat)).to_have_attribute("data-unseen", "true")
    show(behind)
    expect(card(behind)).to_have_count(0)


def test_a_tab_that_hears_late_of_another_one_takes_its_card_back(open_tab, provider, data):
    provider.set(SLOW)
    tab = opened(open_tab)
    chat = begin(tab, "Told elsewhere")
    left_for(tab, data, [chat], minutes=6)
    expect(card(tab)).to_be_visible()
    tab.page.evaluate(HEARD, 60_000)  # of one that came back later: it knew, and told nothing
    expect(card(tab)).to_be_visible()
    tab.page.evaluate(HEARD, -60_000)
    expect(card(tab)).to_have_count(0)
