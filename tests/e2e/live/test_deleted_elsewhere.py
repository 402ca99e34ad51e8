"""A chat that another tab deletes: it is said, nothing typed is lost, and it can come back."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.support.lists import choose, offline, row
from tests.provider import Script
from tests.provider.texts import prose

pytestmark = pytest.mark.usefixtures("provider", "alone")

TYPED = "Half a thought\nthat goes on"


def gone(tab):
    return tab.page.get_by_role("heading", name=re.compile("doesn.t exist"))


def deleted(open_tab):
    """Two tabs: in one a chat was deleted, which the other one showed with something typed."""
    tab = open_tab()
    tab.send("Delete me elsewhere")
    tab.ends("complete")
    chat = tab.chat_id()
    tab.composer.fill(TYPED)
    other = open_tab()
    choose(other, chat, "Delete")
    expect(gone(tab)).to_be_visible()
    return tab, other, chat


def test_what_was_typed_is_shown_and_carried_to_a_new_chat(open_tab):
    tab, _, _ = deleted(open_tab)
    expect(tab.page.get_by_label("What you typed")).to_have_text(TYPED)
    tab.page.reload()
    expect(gone(tab)).to_be_visible()
    expect(tab.page.get_by_label("What you typed")).to_have_text(TYPED)
    tab.page.get_by_role("link", name="Start a new chat with what you typed").click()
    expect(tab.composer).to_have_value(TYPED)
    tab.page.reload()
    expect(tab.composer).to_have_value(TYPED)
    tab.composer.press("Enter")
    tab.ends("complete")


def test_what_was_typed_joins_what_a_new_chat_holds_already(open_tab):
    tab, other, _ = deleted(open_tab)
    other.composer.fill("Written before")
    tab.page.get_by_role("link", name="Start a new chat").click()
    expect(tab.composer).to_have_value(f"Written before\n\n{TYPED}")


def test_a_restored_chat_comes_back_by_itself_with_what_was_typed(open_tab):
    tab, other, chat = deleted(open_tab)
    other.page.get_by_role("button", name="Undo").click()
    expect(tab.messages).to_have_count(2)
    expect(gone(tab)).to_have_count(0)
    expect(tab.composer).to_have_value(TYPED)
    assert tab.chat_id() == chat
    expect(row(tab, chat)).to_be_visible()


def test_a_chat_deleted_while_its_reply_runs_says_so(open_tab, provider):
    provider.set(Script(prose(400), rate=60))
    tab = open_tab()
    tab.send("Keep talking")
    tab.writes()
    other = open_tab()
    choose(other, tab.chat_id(), "Delete")
    expect(gone(tab)).to_be_visible()


@pytest.mark.takes_server_away
def test_a_chat_restored_while_the_tab_was_offline_is_back_with_the_network(open_tab):
    tab, other, _ = deleted(open_tab)
    with offline(tab):
        other.page.get_by_role("button", name="Undo").click()
        expect(row(other, tab.chat_id())).to_be_visible()
    expect(tab.messages).to_have_count(2, timeout=15_000)
