"""The list of chats: what it shows, and what can be done with a chat in it."""

import re
import uuid
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.provider import Script
from tests.provider.texts import prose

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def title() -> str:
    return f"Tides {uuid.uuid4().hex[:8]}"


def test_a_chat_gets_a_title_and_shows_in_every_tab(open_tab, provider, title):
    provider.do(lambda p: setattr(p, "title", title))
    other = open_tab()
    tab = open_tab()
    tab.send("Why are there two tides a day?")
    tab.ends("complete")
    for each in (tab, other):
        expect(each.group("Today").filter(has_text=title)).to_be_visible()
    expect(tab.page.get_by_role("heading", name=title)).to_be_visible()


def test_the_first_words_name_a_chat_that_no_model_named(open_tab, provider):
    question = f"Wherefore {uuid.uuid4().hex[:6]} art thou Romeo and so on and so forth"
    provider.do(lambda p: setattr(p, "title", Script(("",))))
    tab = open_tab()
    tab.send(question)
    tab.ends("complete")
    expect(tab.row(question[:20])).to_be_visible()


def test_a_running_chat_is_marked(open_tab, provider):
    provider.set(Script(prose(100), rate=60))
    other = open_tab()
    tab = open_tab()
    tab.send("Run")
    row = other.page.locator(f'a[data-chat-id="{tab.chat_id()}"]')
    expect(row.get_by_role("img", name="Writing")).to_be_visible()
    expect(row).to_have_attribute("data-running", "true")
    tab.ends("complete")
    expect(row).to_have_attribute("data-running", "false")


def test_chats_stand_under_the_day_they_were_last_active(open_tab, data, title):
    for days in (0, 1, 4):
        stored.listed_chat(data, f"{title} {days}", days)
    tab = open_tab()
    for heading, days in (("Today", 0), ("Yesterday", 1), ("Previous 7 days", 4)):
        expect(tab.group(heading).filter(has_text=f"{title} {days}")).to_have_count(1)


def test_chats_are_listed_by_recency(open_tab):
    tab = open_tab()
    chats = []
    for text in ("Older", "Newer"):
        tab.page.get_by_role("button", name="New chat").click()
        expect(tab.messages).to_have_count(0)
        tab.send(text)
        tab.ends("complete")
        chats.append(tab.chat_id())
    newest = tab.group("Today").first
    expect(newest).to_have_attribute("data-chat-id", chats[1])
    tab.page.locator(f'a[data-chat-id="{chats[0]}"]').click()
    expect(tab.messages).to_have_count(2)
    tab.send("Lift me")
    expect(newest).to_have_attribute("data-chat-id", chats[0])


def test_a_chat_is_renamed_in_its_row_and_everywhere(open_tab, data, title):
    stored.listed_chat(data, title)
    other = open_tab()
    tab = open_tab()
    tab.choose(title, "Rename")
    field = tab.page.get_by_role("textbox", name="Title")
    expect(field).to_be_focused()
    field.fill(f"  Naïve 😀   {title} plans ")
    field.press("Enter")
    for each in (tab, other):
        expect(each.row(title)).to_have_text(f"Naïve 😀 {title} plans")
    tab.page.reload()
    expect(tab.row(title)).to_have_text(f"Naïve 😀 {title} plans")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("   ", "A chat needs a title."), ("x" * 121, "A title can hold 120 characters.")],
)
def test_what_is_no_title_is_kept_with_the_reason(open_tab, data, title, typed, sentence):
    stored.listed_chat(data, title)
    tab = open_tab()
    tab.row(title).dblclick()
    field = tab.page.get_by_role("textbox", name="Title")
    field.fill(typed)
    tab.composer.click()
    expect(tab.page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    expect(field).to_have_value(typed)
    field.press("Escape")
    expect(field).to_have_count(0)
    expect(tab.row(title)).to_have_text(title)


def test_a_pinned_chat_stays_on_top_in_every_tab(open_tab, data, title):
    stored.listed_chat(data, title, days=3)
    other = open_tab()
    tab = open_tab()
    tab.choose(title, "Pin")
    for each in (tab, other):
        expect(each.group("Pinned").filter(has_text=title)).to_have_count(1)
    tab.page.reload()
    tab.choose(title, "Unpin")
    for each in (tab, other):
        expect(each.group("Previous 7 days").filter(has_text=title)).to_have_count(1)


def test_an_archived_chat_is_out_of_the_way_and_comes_back(open_tab, data, title):
    stored.listed_chat(data, title)
    other = open_tab()
    tab = open_tab()
    tab.choose(title, "Archive")
    for each in (tab, other):
        expect(each.row(title)).to_have_count(0)
    tab.page.get_by_role("button", name="Archived").click()
    expect(tab.page.get_by_role("heading", name="Archived")).to_be_visible()
    tab.sidebar.get_by_role("button", name=f"Restore {title}").click()
    expect(tab.row(title)).to_have_count(0)
    expect(other.row(title)).to_be_visible()
    tab.page.get_by_role("button", name="Back to all chats").first.click()
    expect(tab.row(title)).to_be_visible()


def test_a_chat_can_be_marked_as_new(open_tab, data, title):
    stored.listed_chat(data, title)
    other = open_tab()
    tab = open_tab()
    tab.choose(title, "Mark as unread")
    for each in (tab, other):
        expect(each.row(title)).to_have_attribute("data-unseen", "true")
    tab.choose(title, "Mark as read")
    for each in (tab, other):
        expect(each.row(title)).to_have_attribute("data-unseen", "false")


def test_more_chats_come_on_scrolling_down(open_tab, data, title):
    for number in range(130):
        stored.listed_chat(data, f"{title} {number}", days=400)
    tab = open_tab()
    for _ in range(6):
        tab.chats.last.scroll_into_view_if_needed()
    expect(tab.row(title)).to_have_count(130)


def test_what_could_not_be_done_is_taken_back_with_the_reason(open_tab, data, title):
    chat = stored.listed_chat(data, title)
    tab = open_tab()
    expect(tab.row(title)).to_be_visible()
    stored.forget(data, chat)
    tab.choose(title, "Pin")
    expect(tab.page.get_by_role("alert").filter(has_text="doesn't exist")).to_be_visible()
    expect(tab.group("Today").filter(has_text=title)).to_have_count(1)


def test_at_midnight_today_becomes_yesterday(open_tab, data, title):
    stored.listed_chat(data, title)
    tab = open_tab(wait=False)
    tonight = datetime.now().replace(hour=23, minute=59, second=30)
    tab.page.clock.install(time=tonight)
    tab.open()
    expect(tab.group("Today").filter(has_text=title)).to_be_visible()
    tab.page.clock.run_for(120_000)
    expect(tab.group("Yesterday").filter(has_text=title)).to_be_visible()


def test_an_unknown_chat_says_so_and_offers_a_way_out(open_tab):
    tab = open_tab(wait=False)
    tab.page.goto(f"{tab.url}/chat/{uuid.uuid4()}")
    expect(tab.page.get_by_role("heading", name=re.compile("doesn.t exist"))).to_be_visible()
    tab.page.get_by_role("link", name="Start a new chat").click()
    tab.send("Here we are")
    tab.ends("complete")
