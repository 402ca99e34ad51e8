"""Reading: following the newest words, scrolling up, long chats, phones."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.e2e.support.tab import Tab
from tests.provider import Script
from tests.provider.texts import prose

SCROLLER = ".thread-scroll"
TO_END = "pane => pane.scrollHeight - pane.clientHeight - pane.scrollTop"


def _to_top(tab) -> None:
    """As people get there: a thread that grows below follows its newest words until they scroll."""
    tab.page.locator(SCROLLER).hover()
    tab.page.mouse.wheel(0, -100_000)


def _from_bottom(tab) -> float:
    return tab.page.locator(SCROLLER).evaluate(TO_END)


def test_the_thread_follows_the_newest_words(open_tab, provider):
    provider.set(Script(prose(900), rate=300))
    tab = open_tab()
    tab.send("Fill the screen")
    tab.ends("complete")
    expect(tab.last.get_by_role("button", name="Copy", exact=True).last).to_be_in_viewport()
    assert _from_bottom(tab) < 40


def test_a_composer_that_grows_hides_nothing_of_the_newest(open_tab, provider):
    provider.set(Script(prose(900)))
    tab = open_tab()
    tab.send("Fill the screen")
    tab.ends("complete")
    copy = tab.last.get_by_role("button", name="Copy", exact=True).last
    expect(copy).to_be_in_viewport(ratio=1)
    tab.composer.fill("line\n" * 6)
    expect(copy).to_be_in_viewport(ratio=1)
    assert _from_bottom(tab) < 40


def test_scrolling_up_in_mid_stream_is_never_hijacked(open_tab, provider):
    provider.set(Script(prose(1500), rate=250))
    tab = open_tab()
    tab.send("Fill two screens")
    tab.page.wait_for_function(
        f"document.querySelector('{SCROLLER}').scrollHeight > 2 * innerHeight"
    )
    tab.page.locator(SCROLLER).hover()
    tab.page.mouse.wheel(0, -600)
    jump = tab.page.get_by_role("button", name="Scroll to bottom")
    expect(jump).to_be_visible()
    place = tab.page.locator(SCROLLER).evaluate("pane => pane.scrollTop")
    grown = len(tab.text()) + 500
    tab.page.wait_for_function(
        "least => [...document.querySelectorAll('.markdown')].at(-1).textContent.length > least",
        arg=grown,
    )
    assert abs(tab.page.locator(SCROLLER).evaluate("pane => pane.scrollTop") - place) < 2
    jump.click()
    expect(jump).to_have_count(0)
    tab.ends("complete")
    assert _from_bottom(tab) < 40


NEWS = """new MutationObserver(() => {
  const log = document.querySelector("[role=log]");
  const count = log?.querySelectorAll("article").length ?? 0;
  if (count > (window.counted ?? 0) && log.ariaLive !== "off") (window.read ??= []).push(count);
  window.counted = count;
}).observe(document, { childList: true, subtree: true })"""
"""Notes which numbers of messages a screen reader was told of as new."""


def test_a_chat_that_opens_is_not_read_aloud_but_what_comes_later_is(open_tab, data):
    chat, other = (stored.long_chat(data, turns=60) for _ in range(2))
    tab = open_tab(wait=False)
    tab.page.add_init_script(NEWS)
    tab.open(f"/chat/{chat}")
    expect(tab.messages).to_have_count(50)
    expect(tab.page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    _to_top(tab)
    expect(tab.messages).to_have_count(100)
    tab.page.locator(f"a[data-chat-id='{other}']").click()
    expect(tab.messages).to_have_count(50)
    expect(tab.page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    assert tab.page.evaluate("window.read ?? []") == []
    tab.send("Go on")
    expect(tab.messages).to_have_count(52)
    assert max(tab.page.evaluate("window.read")) == 52


def test_older_messages_come_when_somebody_scrolls_up(open_tab, data):
    chat = stored.long_chat(data, turns=60)
    tab = open_tab(f"/chat/{chat}")
    expect(tab.last).to_contain_text("Answer 60")
    expect(tab.messages).to_have_count(50)
    _to_top(tab)
    expect(tab.messages).to_have_count(100)
    tab.page.locator(f"a[data-chat-id='{chat}']").click()  # sends it anew
    expect(tab.messages).to_have_count(50)
    for shown in (100, 120):
        _to_top(tab)
        expect(tab.messages).to_have_count(shown)
    expect(tab.messages.first).to_contain_text("Question 1")
    expect(tab.messages.last).to_contain_text("Answer 60")


LOSE_ONE = """name => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (packet) {
    if (!String(packet).includes(name)) return send.call(this, packet);
    WebSocket.prototype.send = send;
  };
}"""


def test_a_question_for_older_messages_that_is_lost_is_asked_again(open_tab, data):
    chat = stored.long_chat(data, turns=60)
    tab = open_tab(f"/chat/{chat}")
    expect(tab.messages).to_have_count(50)
    tab.page.evaluate(LOSE_ONE, "load_older")
    _to_top(tab)
    expect(tab.messages).to_have_count(100, timeout=30_000)


def test_a_chat_of_a_thousand_messages_opens_and_goes_on(open_tab, data, provider):
    chat = stored.long_chat(data, turns=500)
    tab = open_tab(f"/chat/{chat}")
    expect(tab.last).to_contain_text("Answer 500")
    provider.set(Script(("Still", " here", ".")))
    tab.send("Are you still there?")
    tab.says("Still here.")
    tab.ends("complete")


@pytest.fixture
def phone(browser, app):
    context = browser.new_context(
        viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True
    )
    tab = Tab(context, app.url).open()
    yield tab
    assert tab.problems == []
    context.close()


def test_everything_can_be_done_on_a_phone(phone, provider):
    wide = "| a | b | c | d |\n|--|--|--|--|\n" + "| a long cell | another | more | end |\n" * 3
    provider.set(Script((wide, "```python\n" + "x = 1  # " + "long " * 60 + "\n```\n")))
    phone.composer.tap()
    phone.composer.fill("Hello from a phone")
    phone.page.get_by_role("button", name="Send").tap()
    phone.ends("complete")
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 375
    expect(phone.chats.first).not_to_be_visible()
    phone.page.get_by_role("button", name="Open chats").tap()
    expect(phone.chats.first).to_be_visible()
    phone.page.get_by_role("button", name="New chat").tap()
    phone.page.wait_for_url(re.compile(r"/chat/?$"))
    expect(phone.messages).to_have_count(0)
    expect(phone.chats.first).not_to_be_visible()


def test_enter_begins_a_line_on_a_touch_keyboard(phone):
    phone.composer.fill("one")
    phone.composer.press("Enter")
    phone.composer.type("two")
    expect(phone.composer).to_have_value("one\ntwo")
    expect(phone.composer).to_have_attribute("enterkeyhint", "enter")
    expect(phone.messages).to_have_count(0)
    phone.page.evaluate("document.documentElement.dataset.text = 'small'")
    size = phone.composer.evaluate("field => parseFloat(getComputedStyle(field).fontSize)")
    assert size >= 16  # below, iPhones zoom the page into the field
    phone.composer.press("Control+Enter")
    expect(phone.messages.first).to_contain_text("one\ntwo")


def test_everything_can_be_done_with_the_keyboard(open_tab, provider):
    tab = open_tab()
    expect(tab.composer).to_be_focused()
    tab.page.keyboard.type("No mouse here")
    tab.page.keyboard.press("Enter")
    tab.ends("complete")
    tab.page.locator(f'a[data-chat-id="{tab.chat_id()}"]').focus()
    tab.page.keyboard.press("F2")
    field = tab.page.get_by_role("textbox", name="Title")
    expect(field).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(field).to_have_count(0)


def test_light_and_dark_can_be_chosen(open_tab):
    tab = open_tab()
    look = "() => getComputedStyle(document.body).backgroundColor"
    before = tab.page.evaluate(look)
    tab.page.get_by_role("button", name="Dark mode").click()
    tab.page.wait_for_function(f"before => ({look})() !== before", arg=before)
    dark = tab.page.evaluate(look)
    tab.page.reload()
    expect(tab.page.get_by_role("button", name="Light mode")).to_be_visible()
    assert tab.page.evaluate(look) == dark
