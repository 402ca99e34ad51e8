"""Several teams in one sidebar: one at a time, chosen per tab, with news of the others."""

import pytest
from playwright.sync_api import expect

from tests.e2e.support.lists import begin, new_chat, row
from tests.provider import Script
from tests.provider.texts import prose

SOON = 20_000  # milliseconds


@pytest.fixture
def bob(people):
    """Somebody in two teams: his own and Ada's."""
    return people.guest(people.somebody("Ada"), "Bob")


def choose(tab, name):
    tab.page.get_by_role("button", name="Team:").click()
    tab.page.get_by_role("menuitemradio", name=name).click()
    expect(tab.page.get_by_role("button", name=f"Team: {name}")).to_be_visible()


def test_whoever_is_in_one_team_has_nothing_to_choose(people):
    tab = people.somebody("Ada").tab()
    expect(tab.page.get_by_role("button", name="Account")).to_be_visible()
    expect(tab.page.get_by_role("button", name="Team:")).to_have_count(0)


def test_a_new_team_is_shown_at_once(people):
    page = people.somebody("Ada").page("/settings/team")
    page.get_by_role("textbox", name="New team").fill("Poets")
    page.get_by_role("button", name="Create team").click()
    expect(page.get_by_role("button", name="Team: Poets")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("textbox", name="Team name")).to_have_value("Poets")


def test_a_team_shows_its_own_chats_and_projects_only(bob, provider):
    tab = bob.tab()
    choose(tab, "Ada's team")
    shared = begin(tab, "Among Ada's")
    tab.make_project("Engines")
    choose(tab, "Bob's team")
    expect(row(tab, shared)).to_have_count(0)
    expect(tab.project("Engines")).to_have_count(0)
    begin(tab, "At home")
    expect(tab.chats).to_have_count(1)
    choose(tab, "Ada's team")
    expect(tab.chats).to_have_count(1)
    expect(tab.project("Engines")).to_be_visible()


def test_a_new_chat_begins_in_the_team_that_is_shown(bob, provider):
    tab = bob.tab()
    choose(tab, "Ada's team")
    chat = begin(tab, "Where am I?")
    choose(tab, "Bob's team")
    expect(row(tab, chat)).to_have_count(0)
    tab.page.reload()
    expect(tab.page.get_by_role("button", name="Team: Bob's team")).to_be_visible(timeout=SOON)
    expect(row(tab, chat)).to_have_count(0)


def test_tabs_choose_apart_and_a_new_one_begins_with_the_last_choice(bob):
    tab, other = bob.tab(), bob.tab()
    choose(tab, "Ada's team")
    choose(other, "Bob's team")
    expect(tab.page.get_by_role("button", name="Team: Ada's team")).to_be_visible()
    fresh = bob.tab()
    expect(fresh.page.get_by_role("button", name="Team: Bob's team")).to_be_visible()


def test_a_link_to_a_chat_of_another_team_shows_that_team(bob, provider):
    tab = bob.tab()
    choose(tab, "Ada's team")
    chat = begin(tab, "Find me again")
    choose(tab, "Bob's team")
    other = bob.tab(f"/chat/{chat}")
    expect(other.page.get_by_role("button", name="Team: Ada's team")).to_be_visible(timeout=SOON)
    expect(row(other, chat)).to_have_attribute("aria-current", "page")


def test_news_of_another_team_are_marked_on_the_switcher(bob, provider):
    tab = bob.tab()
    choose(tab, "Ada's team")
    provider.set(Script(prose(30), rate=20))
    chat = begin(tab, "Take your time")
    choose(tab, "Bob's team")
    switcher = tab.page.get_by_role("button", name="Team: Bob's team")
    expect(switcher.get_by_title("New replies in another team")).to_be_visible()
    switcher.click()
    entry = tab.page.get_by_role("menuitemradio", name="Ada's team")
    expect(entry.get_by_role("img", name="New replies")).to_be_visible(timeout=SOON)
    entry.click()
    expect(row(tab, chat)).to_have_attribute("data-unseen", "true")


def test_whoever_is_removed_from_a_team_no_longer_sees_it(people, provider):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob")
    tab = bob.tab()
    choose(tab, "Ada's team")
    new_chat(tab)
    team = ada.team()["id"]
    ada.ask(f"teams/{team}/members/remove", {"user_id": bob.ask("me")["id"]})
    expect(tab.page.get_by_role("button", name="Team:")).to_have_count(0, timeout=SOON)
    expect(tab.page.get_by_role("button", name="Account")).to_be_visible()
