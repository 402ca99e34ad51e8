"""Two people in one chat: it lives for both, each sees who is there, and nobody sees too much."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.sidebar.test_teams_side_by_side import choose as choose_team
from tests.e2e.support.lists import choose, new_chat, row
from tests.e2e.support.people import People, Person
from tests.e2e.support.tab import READY, Tab
from tests.provider import Script
from tests.provider.texts import prose

SOON = 5_000  # milliseconds
LEFT = 2_000 + 1_000  # two seconds, and what the browser needs to say so
DEAD = 6_000 + 1_000


class Sharer:
    """Somebody and the tabs they opened."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.tabs: list[Tab] = []

    def tab(self, path: str = "/chat", *, reads: bool = False) -> Tab:
        """`reads`: there is no composer to wait for."""
        tab = Tab(self.person.context, self.person.url)
        self.tabs.append(tab)
        if not reads:
            return tab.open(path)
        tab.page.goto(self.person.url + path)
        return tab


@pytest.fixture
def team(people: People) -> Iterator[list[Sharer]]:
    """Ada and Bob, new for each test, in one team. None of their pages may complain."""
    ada = people.somebody("Ada")
    sharers = [Sharer(ada), Sharer(people.guest(ada, "Bob"))]
    yield sharers
    assert [it for sharer in sharers for tab in sharer.tabs for it in tab.problems] == []


def share(tab: Tab, how: str) -> None:
    """Choose who can open the chat that this tab shows."""
    tab.page.get_by_role("button", name="Share", exact=True).click()
    dialog = tab.page.get_by_role("dialog", name="Share this chat")
    dialog.get_by_role("radio", name=how).check()
    dialog.get_by_role("button", name="Done").click()


def here(tab: Tab) -> Locator:
    """Who else is said to be here."""
    return tab.page.get_by_role("list", name="Also here").get_by_role("listitem")


def lost(tab: Tab) -> Locator:
    return tab.page.get_by_role("heading", name="This chat is no longer shared with you")


def begun(ada: Sharer, how: str = "") -> tuple[Tab, str]:
    """A chat of Ada's with one short reply, shared perhaps; her tab and its id."""
    tab = ada.tab()
    tab.send("What are boats?")
    tab.ends("complete")
    if how:
        share(tab, how)
    return tab, tab.chat_id()


def test_a_shared_chat_lives_for_both(team, provider):
    ada, bob = team
    mine, chat = begun(ada, "Your team can edit")
    theirs = bob.tab()
    choose_team(theirs, "Ada's team")
    listed = row(theirs, chat)
    expect(listed).to_contain_text("Ada’s chat", timeout=SOON)
    listed.click()
    expect(theirs.messages).to_have_count(2)
    expect(theirs.messages.first).to_have_attribute("aria-label", "Ada")
    told = Script(prose(120), rate=60)
    provider.set(told)
    theirs.send("And ships?")
    expect(row(mine, chat)).to_have_attribute("data-running", "true", timeout=SOON)
    expect(mine.messages.nth(2)).to_have_attribute("aria-label", "Bob")
    for tab in (mine, theirs):
        tab.writes(5)
        expect(tab.last).to_have_attribute("aria-busy", "true")
    for tab in (mine, theirs):
        tab.ends("complete")
    assert mine.letters() == theirs.letters()
    choose(theirs, chat, "Rename")
    theirs.page.get_by_role("textbox", name="Title").fill("Everything that floats")
    theirs.page.keyboard.press("Enter")
    expect(mine.page.locator(".chat-name")).to_have_text("Everything that floats", timeout=SOON)
    expect(row(mine, chat)).to_contain_text("Everything that floats")


def test_who_may_write_stops_a_reply_that_the_other_started(team, provider):
    ada, bob = team
    mine, chat = begun(ada, "Your team can edit")
    theirs = bob.tab(f"/chat/{chat}")
    provider.set(Script(prose(2_000), rate=60))
    mine.send("Tell me everything")
    theirs.writes(5)
    theirs.stop.click()
    for tab in (mine, theirs):
        tab.ends("stopped")
    assert mine.letters() == theirs.letters()


def test_of_two_who_send_at_once_one_keeps_the_text_and_is_told(team, provider):
    ada, bob = team
    mine, chat = begun(ada, "Your team can edit")
    theirs = bob.tab(f"/chat/{chat}")
    provider.set(Script(prose(60), rate=6, first_delay=2))
    for tab, text in ((mine, "Ada asks"), (theirs, "Bob asks")):
        tab.composer.fill(text)
    mine.composer.press("Enter", no_wait_after=True)
    theirs.composer.press("Enter", no_wait_after=True)
    told = re.compile("A reply is still being written")
    for tab in (mine, theirs):
        expect(tab.messages).to_have_count(4, timeout=SOON)
    keeper = next(it for it in (mine, theirs) if it.composer.input_value())
    other = theirs if keeper is mine else mine
    expect(keeper.page.get_by_text(told)).to_be_visible()
    expect(other.composer).to_have_value("")
    for tab in (mine, theirs):
        tab.ends("complete")
    keeper.composer.press("Enter")
    expect(keeper.messages).to_have_count(6)


def test_who_may_only_read_is_told_so_until_they_may_write(team, provider):
    ada, bob = team
    mine, chat = begun(ada, "Your team can view")
    theirs = bob.tab(f"/chat/{chat}", reads=True)
    words = "You can view this chat. Ask Ada to let you edit."
    expect(theirs.page.get_by_text(words)).to_be_visible(timeout=READY)
    expect(theirs.composer).to_have_count(0)
    theirs.last.hover()
    expect(theirs.last.get_by_role("button", name="Copy")).to_be_visible()
    mine.last.hover()
    mine.last.get_by_role("button", name="Pin").click()
    expect(theirs.last.get_by_text("Pinned", exact=True)).to_be_visible(timeout=SOON)
    for name in ("Regenerate", "Edit", "Continue", "Retry", "Pin", "Pinned"):
        expect(theirs.page.get_by_role("button", name=name)).to_have_count(0)
    row(theirs, chat).click(button="right")
    expect(theirs.entry("Mark as unread")).to_be_visible()
    for name in ("Rename", "Share", "Delete", "Archive", "Pin", "Move to project"):
        expect(theirs.entry(name)).to_have_count(0)
    theirs.page.keyboard.press("Escape")
    share(mine, "Your team can edit")
    expect(theirs.composer).to_be_visible(timeout=SOON)
    expect(theirs.page.get_by_text(words)).to_have_count(0)
    theirs.send("Now I can write")
    theirs.ends("complete")
    expect(mine.messages).to_have_count(4)


def test_a_chat_that_is_taken_back_ends_at_once_for_whoever_read_it(team, provider):
    ada, bob = team
    mine, chat = begun(ada, "Your team can view")
    theirs = bob.tab(f"/chat/{chat}", reads=True)
    expect(theirs.messages).to_have_count(2)
    provider.set(Script(prose(2_000), rate=60))
    mine.send("Tell me everything")
    theirs.writes(5)
    share(mine, "Only you")
    expect(lost(theirs)).to_be_visible(timeout=SOON)
    expect(theirs.messages).to_have_count(0)
    expect(row(theirs, chat)).to_have_count(0)
    expect(mine.last).to_have_attribute("aria-busy", "true")
    theirs.page.reload()
    expect(lost(theirs)).to_be_visible(timeout=READY)
    share(mine, "Your team can view")
    expect(theirs.messages).to_have_count(4, timeout=READY)
    mine.stop.click()
    theirs.ends("stopped")


def test_each_sees_who_else_is_here_while_it_is_true(team, provider):
    ada, bob = team
    mine, chat = begun(ada)
    expect(here(mine)).to_have_count(0)
    share(mine, "Your team can view")
    theirs = bob.tab(f"/chat/{chat}", reads=True)
    expect(here(mine)).to_have_text(re.compile("BBob"), timeout=SOON)
    expect(here(theirs)).to_have_text(re.compile("AAda"), timeout=SOON)
    new_chat(theirs)
    expect(here(mine)).to_have_count(0, timeout=LEFT)
    row(theirs, chat).click()
    expect(here(mine)).to_have_count(1, timeout=SOON)
    theirs.page.close()
    expect(here(mine)).to_have_count(0, timeout=DEAD)
    theirs = bob.tab(f"/chat/{chat}", reads=True)
    expect(here(mine)).to_have_count(1, timeout=READY)
    share(mine, "Only you")
    expect(here(mine)).to_have_count(0, timeout=SOON)


def test_what_one_has_seen_is_still_new_to_the_other(team, provider):
    ada, bob = team
    mine, chat = begun(ada, "Your team can edit")
    theirs = bob.tab()
    choose_team(theirs, "Ada's team")
    expect(row(theirs, chat)).to_be_visible(timeout=SOON)
    mine.send("Something new")
    mine.ends("complete")
    expect(row(mine, chat)).to_have_attribute("data-unseen", "false")
    expect(row(theirs, chat)).to_have_attribute("data-unseen", "true", timeout=SOON)
    row(theirs, chat).click()
    expect(row(theirs, chat)).to_have_attribute("data-unseen", "false", timeout=SOON)


def test_the_dialog_is_reached_from_the_list_and_by_keyboard(team, provider):
    ada, bob = team
    mine, chat = begun(ada)
    choose(mine, chat, "Share")
    dialog = mine.page.get_by_role("dialog", name="Share this chat")
    expect(dialog.get_by_role("radio", name="Only you")).to_be_focused()
    mine.page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio", name="Your team can view")).to_be_checked()
    mine.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(row(mine, chat)).to_contain_text("Shared with the team")
    theirs = bob.tab()
    choose_team(theirs, "Ada's team")
    expect(row(theirs, chat)).to_be_visible(timeout=SOON)
