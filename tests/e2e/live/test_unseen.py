"""A reply that ends where nobody looks is marked as new, everywhere, until somebody looks."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.support.lists import begin, choose, hide, new_chat, row, show
from tests.provider import Script
from tests.provider.texts import prose

pytestmark = pytest.mark.usefixtures("alone")

SLOW = Script(prose(20), rate=20, first_delay=2)
LONG = Script(prose(600), rate=150)


def unseen(tab, chat, yes=True):
    expect(row(tab, chat)).to_have_attribute("data-unseen", str(yes).lower(), timeout=15_000)


def running(tab, chat, yes=True):
    expect(row(tab, chat)).to_have_attribute("data-running", str(yes).lower(), timeout=15_000)


def count(tab):
    """The number of unseen chats in the browser's title."""
    found = re.match(r"\((\d+)\) ", tab.page.title())
    return int(found[1]) if found else 0


def test_a_reply_in_the_background_is_marked_in_all_tabs_and_opening_it_in_one_clears_it(
    open_tab, provider
):
    provider.set(SLOW)
    tabs = tab, other, third = [open_tab() for _ in range(3)]
    chat = begin(tab, "In the background")
    for each in tabs:
        running(each, chat)
    for each in tabs:
        running(each, chat, yes=False)
        unseen(each, chat)
    row(other, chat).click()
    for each in (tab, other, third):
        unseen(each, chat, yes=False)
    tab.page.reload()
    unseen(tab, chat, yes=False)


def test_a_reply_that_is_watched_is_never_marked(open_tab, provider):
    provider.set(SLOW)
    tab, other = open_tab(), open_tab()
    tab.send("I am watching")
    chat = tab.chat_id()
    running(tab, chat)
    marks = """id => {
        window.marks = [];
        new MutationObserver(changes => changes.forEach(it => window.marks.push(
            it.target.getAttribute('data-unseen')))).observe(
            document.querySelector(`nav a[data-chat-id="${id}"]`),
            {attributes: true, attributeFilter: ['data-unseen']});
    }"""
    tab.page.evaluate(marks, chat)
    tab.ends("complete")
    running(other, chat, yes=False)
    unseen(other, chat, yes=False)
    assert "true" not in tab.page.evaluate("window.marks")


def test_a_reply_that_ends_in_a_hidden_tab_is_new_until_that_is_shown(open_tab, provider):
    provider.set(SLOW)
    tab, other = open_tab(), open_tab()
    tab.send("Nobody looks")
    chat = tab.chat_id()
    hide(tab)
    for each in (tab, other):
        unseen(each, chat)
    show(tab)
    for each in (tab, other):
        unseen(each, chat, yes=False)


def test_a_reply_whose_end_is_below_the_screen_is_new_until_somebody_scrolls_down(
    open_tab, provider
):
    provider.set(LONG)
    tab, other = open_tab(), open_tab()
    tab.send("At length")
    chat = tab.chat_id()
    pane = tab.page.locator(".thread-scroll")
    tab.page.wait_for_function(
        "() => { const it = document.querySelector('.thread-scroll');"
        " return it.scrollHeight > it.clientHeight * 1.5 }"
    )
    pane.hover()
    tab.page.mouse.wheel(0, -2_000)
    expect(tab.page.get_by_role("button", name="Scroll to bottom")).to_be_visible()
    tab.ends("complete")
    for each in (tab, other):
        unseen(each, chat)
    tab.page.get_by_role("button", name="Scroll to bottom").click()
    for each in (tab, other):
        unseen(each, chat, yes=False)


def test_a_long_chat_is_seen_when_it_is_opened_after_scrolling_up_in_another(open_tab, provider):
    provider.set(LONG)
    tab = open_tab()
    chat = begin(tab, "The other one")
    unseen(tab, chat)
    new_chat(tab)
    tab.send("Scrolled up here")
    tab.ends("complete")
    tab.page.locator(".thread-scroll").hover()
    tab.page.mouse.wheel(0, -2_000)
    expect(tab.page.get_by_role("button", name="Scroll to bottom")).to_be_visible()
    row(tab, chat).click()
    unseen(tab, chat, yes=False)


def test_stopping_a_reply_marks_nothing(open_tab, provider):
    provider.set(LONG)
    tab, other = open_tab(), open_tab()
    tab.send("Stop soon")
    chat = tab.chat_id()
    tab.writes()
    running(other, chat)
    hide(tab)
    tab.stop.click()
    tab.ends("stopped")
    running(other, chat, yes=False)
    for each in (tab, other):
        unseen(each, chat, yes=False)


@pytest.mark.parametrize("where", ["the same tab", "another tab"])
def test_a_chat_marked_as_new_while_it_is_read_stays_so_until_it_is_opened_anew(
    open_tab, provider, where
):
    tab, other = open_tab(), open_tab()
    tab.send("For later")
    tab.ends("complete")
    chat = tab.chat_id()
    running(other, chat, yes=False)
    unseen(other, chat, yes=False)
    choose(tab if where == "the same tab" else other, chat, "Mark as unread")
    for each in (tab, other):
        unseen(each, chat)
    hide(tab)
    show(tab)
    unseen(tab, chat)
    new_chat(tab)
    unseen(tab, chat)
    row(tab, chat).click()
    for each in (tab, other):
        unseen(each, chat, yes=False)


def test_the_title_names_the_chat_and_counts_the_unseen_ones(open_tab, provider):
    name = f"Tides {uuid.uuid4().hex[:6]}"
    provider.do(lambda p: setattr(p, "title", name))
    provider.set(SLOW)
    tab, other = open_tab(), open_tab()
    expect(tab.page).to_have_title(re.compile(r"^(\(\d+\) )?Spacerr$"))
    chat = begin(tab, "Why tides?")
    before = count(tab)
    unseen(tab, chat)
    for each in (tab, other):
        expect(each.page).to_have_title(f"({before + 1}) Spacerr")
    row(tab, chat).click()
    rest = f"({before}) " if before else ""
    expect(tab.page).to_have_title(f"{rest}{name} · Spacerr")
    expect(other.page).to_have_title(f"{rest}Spacerr")
    new_chat(tab)
    expect(tab.page).to_have_title(f"{rest}Spacerr")
