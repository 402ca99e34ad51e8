"""The list of chats."""

import re
import uuid

from playwright.sync_api import expect

from tests.provider import Script
from tests.provider.texts import prose


def test_a_chat_gets_a_title_and_shows_in_every_tab(open_tab, provider):
    title = f"About tides {uuid.uuid4().hex[:6]}"
    provider.do(lambda p: setattr(p, "title", title))
    other = open_tab()
    tab = open_tab()
    tab.send("Why are there two tides a day?")
    tab.ends("complete")
    for each in (tab, other):
        expect(each.chats.first).to_contain_text(title)
    expect(tab.page.get_by_role("heading", name=title)).to_be_visible()


def test_the_first_words_name_a_chat_that_no_model_named(open_tab, provider):
    question = f"Wherefore {uuid.uuid4().hex[:6]} art thou Romeo and so on and so forth"
    provider.do(lambda p: setattr(p, "title", Script(("",))))
    tab = open_tab()
    tab.send(question)
    tab.ends("complete")
    expect(tab.chats.first).to_contain_text(question[:20])


def test_a_running_chat_is_marked(open_tab, provider):
    provider.set(Script(prose(100), rate=60))
    other = open_tab()
    tab = open_tab()
    tab.send("Run")
    chat = tab.chat_id()
    row = f'a[data-chat-id="{chat}"]'
    expect(other.page.locator(row)).to_have_attribute("data-running", "true")
    tab.ends("complete")
    expect(other.page.locator(row)).to_have_attribute("data-running", "false")


def test_a_chat_is_renamed_everywhere(open_tab):
    other = open_tab()
    tab = open_tab()
    tab.send("Name me")
    tab.ends("complete")
    row = tab.page.locator("li", has=tab.page.locator(f'a[data-chat-id="{tab.chat_id()}"]'))
    row.hover()
    row.get_by_role("button", name="Rename").click()
    field = tab.page.get_by_role("textbox", name="Title")
    field.fill("   ")
    field.press("Enter")
    expect(tab.page.get_by_role("alert")).to_contain_text("A chat needs a title")
    field.fill("Naïve 😀 plans")
    field.press("Enter")
    for each in (tab, other):
        expect(each.chats.first).to_contain_text("Naïve 😀 plans")
    tab.page.reload()
    expect(tab.chats.first).to_contain_text("Naïve 😀 plans")


def test_a_chat_is_deleted_after_asking(open_tab):
    tab = open_tab()
    tab.send("Forget me")
    tab.ends("complete")
    chat = tab.chat_id()
    other = open_tab(f"/chat/{chat}")
    row = tab.page.locator("li", has=tab.page.locator(f'a[data-chat-id="{chat}"]'))
    row.hover()
    row.get_by_role("button", name="Delete").click()
    tab.page.get_by_role("button", name="Cancel").click()
    expect(row).to_have_count(1)
    row.hover()
    row.get_by_role("button", name="Delete").click()
    tab.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    tab.page.wait_for_url(re.compile(r"/chat/?$"))
    expect(tab.messages).to_have_count(0)
    expect(other.page.get_by_role("heading", name=re.compile("doesn.t exist"))).to_be_visible()


def test_an_unknown_chat_says_so_and_offers_a_way_out(open_tab):
    tab = open_tab(wait=False)
    tab.page.goto(f"{tab.url}/chat/{uuid.uuid4()}")
    expect(tab.page.get_by_role("heading", name=re.compile("doesn.t exist"))).to_be_visible()
    tab.page.get_by_role("link", name="Start a new chat").click()
    tab.send("Here we are")
    tab.ends("complete")


def test_chats_are_listed_by_recency(open_tab):
    tab = open_tab()
    chats = []
    for text in ("Older", "Newer"):
        tab.page.get_by_role("button", name="New chat").click()
        expect(tab.messages).to_have_count(0)
        tab.send(text)
        tab.ends("complete")
        chats.append(tab.chat_id())
    expect(tab.chats.nth(0)).to_have_attribute("data-chat-id", chats[1])
    tab.page.locator(f'a[data-chat-id="{chats[0]}"]').click()
    expect(tab.messages).to_have_count(2)
    tab.send("Lift me")
    expect(tab.chats.nth(0)).to_have_attribute("data-chat-id", chats[0])
