"""Deleting a chat, and thinking again."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.provider import Script
from tests.provider.texts import prose

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def title() -> str:
    return f"Doomed {uuid.uuid4().hex[:8]}"


def test_a_deleted_chat_is_gone_everywhere_and_comes_back_everywhere(open_tab, data, title):
    stored.listed_chat(data, title)
    other = open_tab()
    tab = open_tab()
    tab.choose(title, "Delete")
    for each in (tab, other):
        expect(each.row(title)).to_have_count(0)
    tab.page.get_by_role("status").get_by_role("button", name="Undo").click()
    for each in (tab, other):
        expect(each.row(title)).to_be_visible()
    tab.page.reload()
    expect(tab.row(title)).to_be_visible()


def test_deleting_the_open_chat_leaves_it_and_undoing_returns_to_it(open_tab):
    tab = open_tab()
    tab.send("Forget me")
    tab.ends("complete")
    chat = tab.chat_id()
    listed = tab.page.locator(f'a[data-chat-id="{chat}"]')
    listed.click(button="right")
    tab.entry("Delete").click()
    tab.page.wait_for_url(re.compile(r"/chat/?$"))
    expect(tab.messages).to_have_count(0)
    expect(listed).to_have_count(0)
    tab.page.get_by_role("button", name="Undo").click()
    assert tab.chat_id() == chat
    expect(tab.messages).to_have_count(2)


def test_a_chat_deleted_while_its_reply_runs_keeps_what_was_said(open_tab, provider):
    provider.set(Script(prose(400), rate=40))
    tab = open_tab()
    tab.send("Run on")
    chat = tab.chat_id()
    tab.writes()
    listed = tab.page.locator(f'a[data-chat-id="{chat}"]')
    listed.click(button="right")
    tab.entry("Delete").click()
    tab.page.wait_for_url(re.compile(r"/chat/?$"))
    tab.page.get_by_role("button", name="Undo").click()
    assert tab.chat_id() == chat
    tab.ends("stopped")
    expect(listed).to_have_attribute("data-running", "false")


def test_the_keyboard_takes_back_what_was_deleted(open_tab, data, title):
    stored.listed_chat(data, title)
    tab = open_tab()
    tab.choose(title, "Delete")
    expect(tab.row(title)).to_have_count(0)
    tab.page.keyboard.press("Control+z")
    expect(tab.row(title)).to_be_visible()
    expect(tab.page.get_by_role("button", name="Undo")).to_have_count(0)


def test_the_offer_to_undo_goes_after_a_while_unless_somebody_is_at_it(open_tab, data, title):
    stored.listed_chat(data, title)
    tab = open_tab(wait=False)
    tab.page.clock.install()
    tab.open()
    tab.choose(title, "Delete")
    undo = tab.page.get_by_role("button", name="Undo")
    undo.focus()
    tab.page.clock.run_for(30_000)
    expect(undo).to_be_visible()
    tab.composer.focus()
    tab.page.clock.run_for(9_000)
    expect(undo).to_have_count(0)
