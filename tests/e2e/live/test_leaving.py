"""Leaving a chat at any moment, and coming back: the reply is there, and goes on."""

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.e2e.support.lists import offline, row
from tests.provider import Script
from tests.provider.texts import prose


def away_and_back(tab, chat) -> None:
    tab.page.get_by_role("button", name="New chat").click()
    expect(tab.messages).to_have_count(0)
    tab.page.locator(f'a[data-chat-id="{chat}"]').click()


@pytest.mark.parametrize("way", ["another chat", "a reload", "a closed tab"])
def test_who_leaves_before_the_first_word_finds_the_reply_on_return(open_tab, provider, data, way):
    told = Script(prose(60), rate=60, first_delay=2)
    provider.set(told)
    tab = open_tab()
    tab.send("I will be back")
    chat = tab.chat_id()
    expect(tab.last).to_contain_text("Thinking")
    if way == "another chat":
        away_and_back(tab, chat)
    elif way == "a reload":
        tab.page.reload()
    else:
        tab.page.close()
        tab = open_tab(f"/chat/{chat}")
    expect(tab.messages).to_have_count(2)
    tab.ends("complete")
    assert stored.last_reply(data, chat)["content"] == told.text
    shown = tab.letters()
    tab.page.reload()
    tab.ends("complete")
    assert tab.letters() == shown


def test_a_reply_shows_all_of_itself_at_each_return(open_tab, provider):
    provider.set(Script(prose(500), rate=60))
    tab = open_tab()
    tab.send("Come and go")
    tab.writes(5)
    chat = tab.chat_id()
    for _ in range(3):
        seen = tab.written().replace("\n", "")
        away_and_back(tab, chat)
        expect(tab.last).to_have_attribute("aria-busy", "true")
        tab.page.wait_for_function(
            """least => { const shown = [...document.querySelectorAll('.markdown')].at(-1);
            return (shown?.textContent ?? '').replaceAll('\\n', '').length >= least }""",
            arg=len(seen),
            timeout=5_000,
        )
        assert tab.letters().startswith(seen)
    ids = tab.messages.evaluate_all("found => found.map(it => it.dataset.messageId)")
    assert len(ids) == len(set(ids)) == 2
    tab.stop.click()
    tab.ends("stopped")


def test_a_message_that_could_not_be_sent_stays_and_is_sent_once(open_tab, provider):
    before = len(provider.provider.requests)
    tab = open_tab()
    tab.send("x" * 100_001)
    expect(tab.page.get_by_role("alert")).to_contain_text("100,000 characters")
    tab.page.reload()
    expect(tab.composer).to_have_value("x" * 100_001)
    tab.send("Shorter")
    tab.ends("complete")
    expect(tab.messages).to_have_count(2)
    assert len(provider.provider.requests) == before + 1


def test_a_new_chat_is_empty_at_once_and_what_is_sent_there_stays_out_of_the_one_left(
    open_tab, provider
):
    provider.set(Script(("Fine", ".")))
    tab = open_tab()
    tab.send("In the first")
    tab.ends("complete")
    first = tab.chat_id()
    with offline(tab):
        tab.page.get_by_role("button", name="New chat").click()
        expect(tab.messages).to_have_count(0)
        tab.send("In the second")
        expect(tab.composer).to_have_value("In the second")
    expect(tab.composer).to_have_value("", timeout=30_000)
    tab.ends("complete")
    assert tab.chat_id() != first
    row(tab, first).click()
    expect(tab.messages.first).to_contain_text("In the first")
    expect(tab.messages).to_have_count(2)


def test_a_new_chat_is_begun_at_once_while_the_one_left_is_being_answered(open_tab, provider):
    provider.set(Script(prose(600), rate=60))
    tab = open_tab()
    tab.send("In the first")
    tab.writes()
    first = tab.chat_id()
    with offline(tab):
        tab.page.get_by_role("button", name="New chat").click()
        expect(tab.messages).to_have_count(0)
        expect(tab.stop).to_have_count(0)
        tab.send("In the second")
        expect(tab.page.get_by_role("alert")).to_have_count(0)
    expect(tab.composer).to_have_value("", timeout=30_000)
    expect(tab.messages.first).to_contain_text("In the second")
    assert tab.chat_id() != first
    for chat in (tab.chat_id(), first):
        row(tab, chat).click()
        tab.stop.click()
        tab.ends("stopped")
