"""What somebody does on one device shows on another, served by another worker, without a reload."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.support.lists import begin, choose, offline, row
from tests.provider import Script
from tests.provider.texts import prose

pytestmark = pytest.mark.usefixtures("alone")

SOON = 5_000  # milliseconds; how soon it really is, the bench tells
CHATS = 5


@pytest.fixture
def devices(open_tab, team):
    """A laptop and a phone on an app of two workers; neither is ever reloaded."""
    tabs = open_tab(of=team, apart=True), open_tab(of=team, apart=True)
    for tab in tabs:
        tab.page.evaluate("window.neverReloaded = true")
    yield tabs
    assert all(tab.page.evaluate("window.neverReloaded === true") for tab in tabs)


def listed(tab) -> list[tuple[str, str]]:
    """Chats and titles, top down."""
    return tab.chats.evaluate_all(
        "rows => rows.map(it => [it.dataset.chatId, it.innerText.trim()])"
    )


def same(one, other) -> None:
    """Wait until both list the same."""
    for _ in range(300):
        if listed(one) == listed(other):
            return
        other.page.wait_for_timeout(50)
    assert listed(one) == listed(other)


def rename(tab, chat, title) -> None:
    choose(tab, chat, "Rename")
    field = tab.page.get_by_role("textbox", name="Title")
    field.fill(title)
    field.press("Enter")


def test_each_change_is_seen_on_the_other_device(devices, provider):
    here, there = devices
    provider.set(Script(prose(30), rate=60, first_delay=2))
    chat = begin(here, "On the laptop")
    seen = row(there, chat)
    expect(seen).to_have_attribute("data-running", "true", timeout=SOON)
    expect(seen).to_have_attribute("data-running", "false", timeout=SOON)
    expect(seen).to_have_attribute("data-unseen", "true", timeout=SOON)
    rename(here, chat, "Renamed 😀 שלום")
    expect(seen).to_contain_text("Renamed 😀 שלום", timeout=SOON)
    seen.click()
    there.ends("complete")
    expect(row(here, chat)).to_have_attribute("data-unseen", "false", timeout=SOON)
    choose(here, chat, "Mark as unread")
    choose(here, chat, "Pin")
    expect(there.page.get_by_text("Pinned", exact=True)).to_be_visible(timeout=SOON)
    choose(there, chat, "Unpin")
    expect(here.page.get_by_text("Pinned", exact=True)).to_have_count(0, timeout=SOON)
    choose(there, chat, "Archive")
    expect(row(here, chat)).to_have_count(0, timeout=SOON)
    here.page.get_by_role("button", name="Archived").click()
    choose(here, chat, "Unarchive")
    expect(seen).to_have_count(1, timeout=SOON)
    choose(there, chat, "Delete")
    expect(row(here, chat)).to_have_count(0, timeout=SOON)


def test_a_drop_amid_many_changes_loses_and_doubles_nothing(devices, provider):
    here, there = devices
    provider.set(Script(("Fine", ".")))
    chats = [begin(here, f"Chat number {n}") for n in range(CHATS)]
    expect(there.chats).to_have_count(CHATS, timeout=SOON)
    same(here, there)
    with offline(there):
        for n, chat in enumerate(chats):
            rename(here, chat, f"Renamed {n}")
        choose(here, chats[0], "Delete")
        choose(here, chats[1], "Pin")
        choose(here, chats[2], "Archive")
        new = begin(here, "Meanwhile")
        expect(row(here, new)).to_have_attribute("data-running", "false")
    expect(there.page.locator("[data-connection=online]")).to_be_attached(timeout=15_000)
    expect(row(there, chats[3])).to_contain_text("Renamed 3", timeout=15_000)
    same(here, there)
    ids = [chat for chat, _ in listed(there)]
    assert len(ids) == len(set(ids))
    assert chats[0] not in ids and chats[2] not in ids and new in ids


def test_tabs_of_one_person_share_the_list_and_nothing_else(open_tab, provider):
    provider.set(Script(prose(60), rate=60))
    one, two = open_tab(), open_tab()
    first, second = begin(one, "First of two"), begin(two, "Second of two")
    row(one, first).click()
    row(two, second).click()
    one.composer.fill("Typed in the first tab")
    for tab, chat, text in ((one, first, "First of two"), (two, second, "Second of two")):
        tab.ends("complete")
        assert tab.chat_id() == chat
        expect(tab.messages).to_have_count(2)
        expect(tab.messages.first).to_contain_text(text)
        expect(tab.page).to_have_title(re.compile("Spacerr"))
    expect(two.composer).to_have_value("")
    expect(one.composer).to_have_value("Typed in the first tab")
