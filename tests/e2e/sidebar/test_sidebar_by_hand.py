"""The sidebar by keyboard, by thumb, and out of the way."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.e2e.support.tab import Tab

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def title() -> str:
    return f"Hands {uuid.uuid4().hex[:8]}"


@pytest.fixture
def phone(browser, app):
    context = browser.new_context(
        viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True
    )
    tab = Tab(context, app.url)
    yield tab
    assert tab.problems == []
    context.close()


def test_a_chat_is_renamed_moved_and_deleted_without_a_mouse(open_tab, data, title):
    stored.listed_chat(data, f"{title} below")
    stored.listed_chat(data, title)
    tab = open_tab()
    press = tab.page.keyboard.press
    first = tab.row(title).first
    first.focus()
    press("ArrowDown")
    expect(tab.row(f"{title} below")).to_be_focused()
    press("ArrowUp")
    press("F2")
    tab.page.keyboard.type(f"Typed {title}")
    press("Enter")
    renamed = tab.row(f"Typed {title}")
    expect(renamed).to_be_focused()
    press("Tab")
    expect(tab.page.get_by_role("button", name=f"More about Typed {title}")).to_be_focused()
    press("Enter")
    expect(tab.entry("Rename")).to_be_focused()
    press("End")
    expect(tab.entry("Delete")).to_be_focused()
    press("m")
    expect(tab.entry("Move to project")).to_be_focused()
    press("ArrowRight")
    expect(tab.entry("No project")).to_be_focused()
    press("Escape")
    press("Escape")
    expect(tab.page.get_by_role("button", name=f"More about Typed {title}")).to_be_focused()
    renamed.focus()
    press("Shift+F10")
    press("ArrowUp")
    press("Enter")
    expect(renamed).to_have_count(0)
    expect(tab.row(f"{title} below")).to_be_focused()


def test_the_sidebar_can_be_hidden_and_stays_so(open_tab):
    tab = open_tab()
    tab.page.get_by_role("button", name="Hide sidebar").click()
    expect(tab.sidebar).to_be_hidden()
    tab.page.reload()
    show = tab.page.get_by_role("button", name="Show sidebar")
    expect(show).to_be_visible()
    expect(tab.sidebar).to_be_hidden()
    expect(tab.page.get_by_role("button", name="New chat")).to_have_count(1)
    tab.page.keyboard.press("Control+b")
    expect(tab.sidebar).to_be_visible()
    expect(show).to_have_count(0)


def test_the_title_above_a_chat_is_its_menu_while_the_sidebar_is_away(open_tab, data, title):
    chat = stored.listed_chat(data, title)
    tab = open_tab(f"/chat/{chat}")
    tab.page.get_by_role("button", name="Hide sidebar").click()
    heading = tab.page.get_by_role("heading", level=1).first
    heading.get_by_role("button", name=title).click()
    tab.entry("Rename").click()
    field = tab.page.get_by_role("textbox", name="Title")
    expect(field).to_be_focused()
    field.fill(f"{title} anew")
    field.press("Enter")
    expect(heading).to_have_text(f"{title} anew")
    tab.page.get_by_role("button", name="Share", exact=True).click()
    tab.page.get_by_role("dialog", name="Share this chat").get_by_role(
        "button", name="Done"
    ).click()
    heading.get_by_role("button").click()
    tab.entry("Delete").click()
    expect(tab.page.get_by_text("Chat deleted")).to_be_visible()
    expect(tab.page.get_by_role("heading", level=1, name=title)).to_have_count(0)


def test_a_new_chat_is_one_step_away_while_the_sidebar_is(phone, data, title):
    chat = stored.listed_chat(data, title)
    phone.open(f"/chat/{chat}")
    phone.page.get_by_role("button", name="New chat").tap()
    phone.page.wait_for_url(re.compile(r"/chat/?$"))
    expect(phone.composer).to_be_visible()


def test_the_drawer_on_a_phone_keeps_the_focus_and_closes(phone, data, title):
    chat = stored.listed_chat(data, title)
    phone.open()
    page = phone.page
    opener = page.get_by_role("button", name="Open chats")
    opener.tap()
    expect(page.get_by_role("button", name="Close chats")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert not page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(phone.sidebar).to_be_hidden()
    expect(opener).to_be_focused()
    opener.tap()
    phone.row(title).tap()
    page.wait_for_url(f"**/chat/{chat}")
    expect(phone.sidebar).to_be_hidden()


def test_a_chat_is_archived_with_a_thumb(phone, data, title):
    stored.listed_chat(data, title)
    phone.open()
    page = phone.page
    page.get_by_role("button", name="Open chats").tap()
    page.get_by_role("button", name=f"More about {title}").tap()
    box = phone.entry("Archive").bounding_box()
    assert box
    assert box["height"] >= 44
    phone.entry("Archive").tap()
    expect(phone.row(title)).to_have_count(0)
    page.get_by_role("button", name="Undo").tap()
    expect(phone.row(title)).to_be_visible()
