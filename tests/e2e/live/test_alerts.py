"""Notifications and sounds: only when asked for, once per reply, never for what is seen."""

import pytest
from playwright.sync_api import expect

from tests.e2e.support.lists import begin, new_chat, row
from tests.provider import Fault, FaultKind, Script
from tests.provider.texts import prose

pytestmark = pytest.mark.usefixtures("alone")

SLOW = Script(prose(20), rate=20, first_delay=2)
PRETEND = """
window.told = [];
window.sounds = 0;
window.asked = 0;
window.Notification = class {
    static get permission() { return localStorage.getItem('pretended') ?? 'default'; }
    static async requestPermission() {
        window.asked += 1;
        localStorage.setItem('pretended', localStorage.getItem('answer') ?? 'granted');
        return this.permission;
    }
    constructor(title, options) { this.about = {title, ...options}; window.told.push(this); }
    close() {}
};
const Real = window.AudioContext;
window.AudioContext = class extends Real { constructor() { super(); window.sounds += 1; } };
"""


@pytest.fixture(autouse=True)
def pretended(context):
    """A browser that notes what it would show and play."""
    context.add_init_script(PRETEND)


def told(*tabs):
    """What all tabs together have told of chats."""
    said = "window.told.map(it => it.about).filter(it => it.tag)"
    return [notice for tab in tabs for notice in tab.page.evaluate(said)]


def until(tab, condition):
    for _ in range(200):
        if condition():
            return
        tab.page.wait_for_timeout(50)
    raise AssertionError("it did not happen")


def switch(tab, name):
    panel = tab.page.get_by_role("dialog", name="When a reply is done")
    if not panel.is_visible():
        tab.page.get_by_role("button", name="Notifications").click()
    return panel.get_by_role("switch", name=name)


def ended(tab, chat):
    expect(row(tab, chat)).to_have_attribute("data-unseen", "true", timeout=15_000)


def test_nothing_is_asked_shown_or_played_before_somebody_wants_it(open_tab, provider):
    provider.set(SLOW)
    tab = open_tab()
    chat = begin(tab, "Quietly")
    ended(tab, chat)
    expect(switch(tab, "Show a notification")).not_to_be_checked()
    expect(switch(tab, "Play a sound")).not_to_be_checked()
    assert tab.page.evaluate("[window.asked, window.told.length, window.sounds]") == [0, 0, 0]


def test_one_of_several_tabs_tells_of_a_reply(open_tab, provider):
    provider.set(SLOW)
    tabs = tab, *_ = [open_tab() for _ in range(3)]
    switch(tab, "Show a notification").check()
    expect(switch(tabs[1], "Show a notification")).to_be_checked()
    for number in (1, 2):
        chat = begin(tab, f"Tell me {number}")
        until(tab, lambda: len(told(*tabs)) >= number)  # noqa: B023
        for each in tabs:
            ended(each, chat)
    notices = told(*tabs)
    assert len(notices) == 2
    assert notices[-1]["tag"] == chat or notices[0]["tag"] == chat
    assert {notice["body"] for notice in notices} == {"Reply finished"}


def test_a_failed_reply_is_told_as_such(open_tab, provider):
    tab = open_tab()
    switch(tab, "Show a notification").check()
    lost = Fault(FaultKind.RESET, after=5)
    provider.set(Script(prose(20), rate=20, first_delay=2, fault=lost))
    begin(tab, "This fails")
    until(tab, lambda: told(tab))
    assert told(tab)[0]["body"].startswith("Reply failed")


def test_a_chat_on_the_screen_of_another_tab_is_not_told(open_tab, provider):
    provider.set(SLOW)
    tab = open_tab()
    switch(tab, "Show a notification").check()
    tab.send("Watch me")
    watched = tab.chat_id()
    other = open_tab(f"/chat/{watched}")
    new_chat(tab)
    other.ends("complete")
    expect(row(tab, watched)).to_have_attribute("data-running", "false")
    chat = begin(tab, "And me")
    until(tab, lambda: told(tab, other))
    assert [notice["tag"] for notice in told(tab, other)] == [chat]


def test_clicking_a_notification_opens_its_chat(open_tab, provider):
    provider.set(SLOW)
    tab = open_tab()
    switch(tab, "Show a notification").check()
    chat = begin(tab, "Take me there")
    until(tab, lambda: told(tab))
    tab.page.evaluate("window.told.find(it => it.about.tag).onclick()")
    tab.page.wait_for_url(f"**/chat/{chat}")
    expect(tab.messages).to_have_count(2)


def test_a_browser_that_blocks_notifications_is_explained(open_tab):
    tab = open_tab()
    tab.page.evaluate("localStorage.setItem('answer', 'denied')")
    wanted = switch(tab, "Show a notification")
    wanted.click()
    expect(wanted).not_to_be_checked()
    expect(tab.page.get_by_role("dialog")).to_contain_text("This browser blocks notifications")


def test_a_sound_is_played_once_when_it_is_chosen_and_once_per_reply(open_tab, provider):
    provider.set(SLOW)
    tab, other = open_tab(), open_tab()

    def sounds():
        return sum(it.page.evaluate("window.sounds") for it in (tab, other))

    switch(tab, "Play a sound").check()
    assert sounds() == 1
    for number in (2, 3):
        chat = begin(tab, f"Sound {number}")
        until(tab, lambda: sounds() >= number)  # noqa: B023
        ended(other, chat)
    assert sounds() == 3
    tab.page.reload()
    expect(switch(tab, "Play a sound")).to_be_checked()
