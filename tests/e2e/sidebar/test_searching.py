"""Searching chats: what is found stands in place of the list, and everything works by keyboard."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored

pytestmark = pytest.mark.usefixtures("provider", "alone")


@pytest.fixture
def word():
    return f"zq{uuid.uuid4().hex[:8]}"


def field(tab):
    return tab.page.get_by_role("searchbox", name="Search chats")


def hits(tab):
    return tab.page.get_by_role("region", name="Search results").locator("a[data-chat-id]")


def asked(tab, text):
    tab.page.get_by_role("button", name="New chat").click()
    expect(tab.messages).to_have_count(0)
    tab.send(text)
    tab.ends("complete")
    return tab.chat_id()


def test_a_chat_is_found_by_what_was_said_and_opened_with_the_results_still_there(open_tab, word):
    tab = open_tab()
    chat = asked(tab, f"Tell me about {word} and such")
    asked(tab, "Something else")
    field(tab).fill(word)
    expect(hits(tab)).to_have_count(1)
    expect(hits(tab).locator("mark").first).to_have_text(word)
    expect(tab.page.get_by_role("status").filter(has_text="1 chat found")).to_be_visible()
    expect(tab.page.get_by_role("navigation", name="Chats")).to_have_count(0)
    hits(tab).click()
    tab.page.wait_for_url(f"**/chat/{chat}")
    expect(hits(tab)).to_have_attribute("aria-current", "page")
    expect(field(tab)).to_have_value(word)


def test_the_keyboard_alone_searches_and_opens(open_tab, data, word):
    chats = [stored.long_chat(data, 1, f"{word} number {number}") for number in range(3)]
    tab = open_tab()
    tab.composer.focus()
    tab.page.keyboard.press("Control+k")
    expect(field(tab)).to_be_focused()
    tab.page.keyboard.type(word)
    expect(hits(tab)).to_have_count(3)
    order = hits(tab).evaluate_all("all => all.map(it => it.dataset.chatId)")
    assert set(order) == set(chats)
    tab.page.keyboard.press("ArrowDown")
    expect(hits(tab).nth(0)).to_be_focused()
    tab.page.keyboard.press("ArrowDown")
    expect(hits(tab).nth(1)).to_be_focused()
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(f"**/chat/{order[1]}")
    field(tab).focus()
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("ArrowUp")
    expect(field(tab)).to_be_focused()
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Escape")
    expect(field(tab)).to_be_focused()
    expect(field(tab)).to_have_value("")
    expect(tab.page.get_by_role("navigation", name="Chats")).to_be_visible()


def test_nothing_found_says_what_to_try(open_tab, word):
    tab = open_tab()
    field(tab).fill(f"no{word}")
    results = tab.page.get_by_role("region", name="Search results")
    expect(results).to_contain_text(f"Nothing found for “no{word}”")
    expect(results).to_contain_text("Try fewer words")
    tab.page.get_by_role("button", name="Clear search").click()
    expect(tab.page.get_by_role("navigation", name="Chats")).to_be_visible()


def test_only_the_answer_to_what_is_asked_now_is_shown(open_tab, data, word):
    stored.long_chat(data, 1, f"{word}a")
    stored.long_chat(data, 1, f"{word}b")
    tab = open_tab()
    field(tab).press_sequentially(word, delay=5)
    expect(hits(tab)).to_have_count(2)
    field(tab).press_sequentially("b", delay=5)
    expect(hits(tab)).to_have_count(1)
    expect(hits(tab)).to_contain_text(f"{word}b")


def test_a_search_survives_a_reload_in_its_tab_only(open_tab, data, word):
    stored.long_chat(data, 1, f"Keep {word}")
    tab = open_tab()
    field(tab).fill(word)
    expect(hits(tab)).to_have_count(1)
    tab.page.reload()
    expect(field(tab)).to_have_value(word)
    expect(hits(tab)).to_have_count(1)
    expect(field(open_tab())).to_have_value("")


def test_what_is_found_follows_the_chats(open_tab, data, word):
    stored.long_chat(data, 1, f"First {word}")
    tab, other = open_tab(), open_tab()
    field(tab).fill(word)
    expect(hits(tab)).to_have_count(1)
    asked(other, f"A second {word}")
    expect(hits(tab)).to_have_count(2)


def test_on_a_phone_the_shortcut_opens_the_drawer(open_tab):
    tab = open_tab()
    tab.page.set_viewport_size({"width": 375, "height": 667})
    expect(field(tab)).to_be_hidden()
    tab.page.keyboard.press("Control+k")
    expect(field(tab)).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(field(tab)).to_be_hidden()


def test_an_archived_chat_says_so(open_tab, data, word):
    stored.long_chat(data, 1, f"Old {word}")
    stored.archive(data, f"Old {word}")
    tab = open_tab()
    field(tab).fill(word)
    expect(hits(tab)).to_contain_text(re.compile("Archived"))


def test_a_found_chat_opens_at_the_message_and_leads_from_one_match_to_the_next(
    open_tab, data, word
):
    asked = {4: f"Once {word}s were here", 60: f"And {word} again", 99: f"{word.upper()} last"}
    chat = stored.long_chat(data, 100, "Old talk", asked)
    tab = open_tab()
    field(tab).fill(word)
    expect(hits(tab)).to_have_count(1)
    more = tab.page.get_by_role("region", name="Search results").get_by_role("link")
    expect(more).to_have_count(3)
    field(tab).press("Enter")
    tab.page.wait_for_url(f"**/chat/{chat}")
    bar = tab.page.get_by_role("region", name="Matches in this chat")
    expect(bar).to_contain_text("3 of 3")
    expect(tab.messages.filter(has_text=asked[99])).to_be_in_viewport()
    more.last.click()
    expect(bar).to_contain_text("1 of 3")
    expect(tab.messages.filter(has_text=asked[4])).to_be_in_viewport()
    marked = "() => [...CSS.highlights.get('found')].map(it => it.toString())"
    assert tab.page.evaluate(marked) == [f"{word}s"]
    bar.get_by_role("button", name="Next match").click()
    expect(bar).to_contain_text("2 of 3")
    expect(tab.messages.filter(has_text=asked[60])).to_be_in_viewport()
    bar.get_by_role("button", name="Close").click()
    expect(bar).to_have_count(0)
    tab.page.reload()
    expect(tab.messages.filter(has_text="Answer 100")).to_be_in_viewport()
    expect(bar).to_have_count(0)
