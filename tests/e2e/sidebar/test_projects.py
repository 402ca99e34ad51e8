"""Projects in the sidebar: made, changed, archived, and what is in them."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def name() -> str:
    return f"Thesis {uuid.uuid4().hex[:8]}"


@pytest.fixture
def title() -> str:
    return f"Chapter {uuid.uuid4().hex[:8]}"


def test_a_project_is_made_and_shows_in_every_tab(open_tab, name):
    other = open_tab()
    tab = open_tab()
    tab.page.get_by_role("button", name="New project").click()
    tab.page.get_by_role("textbox", name="Instructions").fill("Answer in one line.")
    tab.page.get_by_role("radio", name="Pink").check()
    tab.page.get_by_role("button", name="Create project").click()
    form = tab.page.get_by_role("dialog", name="New project")
    expect(form.get_by_role("alert")).to_have_text("A project needs a name.")
    expect(form.get_by_role("textbox", name="Instructions")).to_have_value("Answer in one line.")
    expect(form.get_by_role("radio", name="Pink")).to_be_checked()
    form.get_by_role("textbox", name="Name").fill(name)
    form.get_by_role("textbox", name="Name").press("Enter")
    expect(form).to_have_count(0)
    for each in (tab, other):
        expect(each.project(name)).to_be_visible()
    expect(tab.page.get_by_text(f"No chats in {name} yet.")).to_be_visible()
    expect(other.project(name)).to_have_attribute("aria-current", "false")


def test_a_project_is_changed_in_every_tab(open_tab, name):
    other = open_tab()
    tab = open_tab()
    tab.make_project(name)
    tab.choose(name, "Edit")
    form = tab.page.get_by_role("dialog", name="Edit project")
    form.get_by_role("textbox", name="Instructions").fill("Be kind.")
    form.get_by_role("textbox", name="Name").fill("x" * 81)
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("80 characters")
    expect(form.get_by_role("textbox", name="Instructions")).to_have_value("Be kind.")
    form.get_by_role("textbox", name="Name").fill(f"{name} two")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    for each in (tab, other):
        expect(each.project(f"{name} two")).to_be_visible()
    other.choose(f"{name} two", "Edit")
    expect(other.page.get_by_role("textbox", name="Instructions")).to_have_value("Be kind.")


def test_the_second_of_two_who_edit_is_told_and_keeps_what_they_typed(open_tab, name):
    other = open_tab()
    tab = open_tab()
    tab.make_project(name)
    for each in (tab, other):
        each.choose(name, "Edit")
        expect(each.page.get_by_role("textbox", name="Instructions")).to_be_enabled()
    theirs = other.page.get_by_role("dialog", name="Edit project")
    theirs.get_by_role("textbox", name="Instructions").fill("Theirs.")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs).to_have_count(0)
    form = tab.page.get_by_role("dialog", name="Edit project")
    form.get_by_role("textbox", name="Instructions").fill("Mine, at length.")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("Somebody else changed this meanwhile.")
    expect(form.get_by_role("textbox", name="Instructions")).to_have_value("Mine, at length.")
    other.choose(name, "Edit")
    expect(theirs.get_by_role("textbox", name="Instructions")).to_have_value("Theirs.")
    theirs.get_by_role("button", name="Cancel").click()
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    other.choose(name, "Edit")
    expect(theirs.get_by_role("textbox", name="Instructions")).to_have_value("Mine, at length.")


def test_an_archived_project_is_out_of_the_way_and_comes_back(open_tab, name):
    other = open_tab()
    tab = open_tab()
    tab.make_project(name)
    expect(other.project(name)).to_be_visible()
    other.project(name).click()
    tab.choose(name, "Archive")
    for each in (tab, other):
        expect(each.project(name)).to_have_count(0)
    expect(other.page.get_by_role("heading", name=name, exact=True)).to_have_count(0)
    tab.page.get_by_role("button", name="Archived").click()
    tab.page.get_by_role("button", name=f"Restore {name}").click()
    for each in (tab, other):
        expect(each.project(name)).to_be_visible()


def test_a_chat_is_moved_by_its_menu(open_tab, data, name, title):
    stored.listed_chat(data, title)
    other = open_tab()
    tab = open_tab()
    tab.make_project(name)
    tab.choose(title, "Move to project", name)
    other.project(name).click()
    expect(other.row(title)).to_be_visible()
    tab.choose(title, "Move to project", "No project")
    expect(other.row(title)).to_have_count(0)


def test_a_move_is_said_can_be_taken_back_and_shows_above_the_chat(open_tab, data, name, title):
    chat = stored.listed_chat(data, title)
    tab = open_tab(f"/chat/{chat}")
    tab.make_project(name)
    place = tab.page.get_by_role("main").get_by_role("button", name=name, exact=True)
    tab.choose(title, "Move to project", name)
    expect(tab.page.get_by_role("status").get_by_text(f"Moved to {name}")).to_be_visible()
    expect(place).to_be_visible()
    place.click()
    expect(tab.project(name)).to_have_attribute("aria-current", "true")
    tab.page.get_by_role("button", name="Undo").click()
    expect(place).to_have_count(0)
    expect(tab.row(title)).to_have_count(0)


def test_a_chat_is_moved_by_dragging(open_tab, data, name, title):
    stored.listed_chat(data, title)
    tab = open_tab()
    tab.make_project(name)
    tab.row(title).drag_to(tab.project(name))
    tab.project(name).click()
    expect(tab.row(title)).to_be_visible()
    tab.row(title).drag_to(tab.page.get_by_role("button", name="All chats", exact=True))
    expect(tab.row(title)).to_have_count(0)
    tab.page.get_by_role("button", name="All chats", exact=True).click()
    expect(tab.row(title)).to_be_visible()


def test_a_chat_is_moved_into_a_project_made_for_it(open_tab, data, name, title):
    stored.listed_chat(data, title)
    tab = open_tab()
    tab.choose(title, "Move to project", "New project…")
    tab.page.get_by_role("textbox", name="Name").fill(name)
    tab.page.get_by_role("button", name="Create project").click()
    tab.project(name).click()
    expect(tab.row(title)).to_be_visible()


def test_a_new_chat_begins_in_the_project_that_is_listed(open_tab, name):
    other = open_tab()
    tab = open_tab()
    tab.make_project(name)
    tab.project(name).click()
    expect(tab.page.get_by_text(f"No chats in {name} yet.")).to_be_visible()
    tab.page.get_by_role("button", name="New chat").click()
    expect(tab.page.get_by_role("heading", name=f"New chat in {name}")).to_be_visible()
    tab.send("Where are we?")
    tab.ends("complete")
    expect(tab.chats).to_have_count(1)
    other.project(name).click()
    expect(other.chats).to_have_count(1)
    expect(other.chats).to_have_attribute("data-chat-id", tab.chat_id())


def test_what_a_tab_lists_survives_a_reload(open_tab, data, name, title):
    stored.listed_chat(data, title)
    tab = open_tab()
    tab.make_project(name)
    tab.project(name).click()
    expect(tab.row(title)).to_have_count(0)
    tab.page.reload()
    expect(tab.project(name)).to_have_attribute("aria-current", "true")
    expect(tab.row(title)).to_have_count(0)
    tab.page.get_by_role("button", name="All chats", exact=True).click()
    expect(tab.row(title)).to_be_visible()


@pytest.mark.parametrize("with_chats", [False, True])
def test_a_project_is_deleted_with_its_chats_or_without_and_comes_back(
    open_tab, data, name, title, with_chats
):
    stored.listed_chat(data, title)
    other = open_tab()
    tab = open_tab()
    tab.make_project(name)
    tab.choose(title, "Move to project", name)
    tab.project(name).click()
    expect(tab.row(title)).to_be_visible()
    listed = tab.page.get_by_role("region", name="Projects", exact=True).get_by_role("listitem")
    which = "Delete your chats in it too" if with_chats else "Keep its chats"
    tab.choose_of(listed.filter(has_text=name), "Delete", which)
    for each in (tab, other):
        expect(each.project(name)).to_have_count(0)
        expect(each.row(title)).to_have_count(0 if with_chats else 1)
    expect(tab.page.get_by_role("status").get_by_text(f"{name} deleted")).to_be_visible()
    tab.page.get_by_role("button", name="Undo").last.click()
    for each in (tab, other):
        each.project(name).click()
        expect(each.row(title)).to_be_visible()
