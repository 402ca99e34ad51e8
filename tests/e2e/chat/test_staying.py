"""Nothing is lost: reload, second tab, closed tabs, stop."""

from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.provider import Script
from tests.provider.texts import prose

LONG = Script(prose(300), rate=60)
TEXT = LONG.text


def test_a_reload_shows_everything_so_far_and_goes_on(open_tab, provider, data):
    provider.set(LONG)
    tab = open_tab()
    tab.send("Go on")
    tab.writes(10)
    tab.chat_id()
    before = tab.written()
    tab.page.reload()
    tab.says(before)
    expect(tab.last).to_have_attribute("aria-busy", "true")
    tab.ends("complete")
    assert stored.last_reply(data, tab.chat_id())["content"] == TEXT
    expect(tab.messages).to_have_count(2)


def test_a_second_tab_sees_the_same_live(open_tab, provider):
    provider.set(LONG)
    first = open_tab()
    first.send("Share this")
    first.writes()
    second = open_tab(f"/chat/{first.chat_id()}")
    second.says(first.written())
    expect(second.last).to_have_attribute("aria-busy", "true")
    first.ends("complete")
    second.ends("complete")
    assert first.letters() == second.letters()


def test_a_tab_that_shows_the_chat_sees_a_message_sent_in_another(open_tab):
    first = open_tab()
    first.send("One")
    first.ends("complete")
    second = open_tab(f"/chat/{first.chat_id()}")
    expect(second.messages).to_have_count(2)
    first.send("Two")
    expect(second.messages).to_have_count(4)
    second.ends("complete")
    expect(second.messages.nth(2)).to_contain_text("Two")


def test_a_reply_is_finished_when_every_tab_is_closed(open_tab, provider, data):
    provider.set(Script(prose(120), rate=60))
    tab = open_tab()
    tab.send("I am leaving")
    tab.writes()
    chat = tab.chat_id()
    tab.page.close()
    later = open_tab()
    later.page.wait_for_timeout(1000)
    later.open(f"/chat/{chat}")
    later.ends("complete")
    assert stored.last_reply(data, chat)["content"] == "".join(prose(120))


def test_stop_keeps_what_was_on_screen_and_closes_the_provider(open_tab, provider, data):
    provider.set(LONG)
    tab = open_tab()
    tab.send("Until I say stop")
    tab.writes(5)
    tab.stop.click()
    tab.ends("stopped")
    expect(tab.last).to_contain_text("Stopped")
    expect(tab.page.get_by_role("button", name="Send")).to_be_visible()
    provider.wait_closed(timeout=2)
    kept = stored.last_reply(data, tab.chat_id())["content"]
    assert TEXT.startswith(kept)
    assert 0 < len(kept) < len(TEXT)
    shown = tab.letters()
    tab.page.reload()
    tab.ends("stopped")
    assert tab.letters() == shown


def test_stop_works_from_another_tab(open_tab, provider):
    provider.set(LONG)
    first = open_tab()
    first.send("Stop me from elsewhere")
    first.writes()
    second = open_tab(f"/chat/{first.chat_id()}")
    second.writes()
    second.stop.click()
    first.ends("stopped")
    second.ends("stopped")
    assert first.letters() == second.letters()


def test_stop_before_the_first_word(open_tab, provider):
    provider.set(Script(prose(5), first_delay=30))
    tab = open_tab()
    tab.send("Wait")
    expect(tab.last).to_contain_text("Thinking")
    tab.stop.click()
    tab.ends("stopped")
    provider.set(Script())
    tab.send("And again")
    expect(tab.replies).to_have_count(2)
    tab.ends("complete")


def test_a_stopped_reply_can_be_regenerated(open_tab, provider):
    provider.set(LONG)
    tab = open_tab()
    tab.send("Try twice")
    tab.writes()
    tab.stop.click()
    tab.ends("stopped")
    provider.set(Script(("Better", " now", ".")))
    tab.page.get_by_role("button", name="Regenerate").click()
    tab.says("Better now.")
    tab.ends("complete")
    expect(tab.messages).to_have_count(2)


def test_leaving_a_chat_and_coming_back_misses_nothing(open_tab, provider):
    provider.set(LONG)
    tab = open_tab()
    tab.send("Keep writing")
    tab.writes()
    chat = tab.chat_id()
    tab.page.get_by_role("button", name="New chat").click()
    expect(tab.messages).to_have_count(0)
    tab.page.locator(f'a[data-chat-id="{chat}"]').click()
    tab.ends("complete")
    expect(tab.messages).to_have_count(2)


def test_what_was_typed_for_a_new_chat_is_there_in_a_new_tab(open_tab):
    tab = open_tab()
    tab.composer.fill("not sent yet")
    tab.page.close()
    later = open_tab()
    expect(later.composer).to_have_value("not sent yet")
    later.composer.fill("")


TYPES_AT_ONCE = """
    // As soon as the page has changed for the chat's address, before anything else is done with it.
    new MutationObserver((_, observer) => {
      if (!/chat[/]./.test(location.pathname)) return;
      if (!document.querySelector("nav [aria-current]")) return;
      const field = document.querySelector("form.composer textarea");
      observer.disconnect();
      const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
      set.call(field, "typed meanwhile");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
"""


def test_what_is_typed_in_the_moment_a_chat_gets_its_address_survives_a_reload(open_tab):
    tab = open_tab()
    tab.page.evaluate(TYPES_AT_ONCE)
    tab.send("A question")
    tab.ends()
    expect(tab.composer).to_have_value("typed meanwhile")
    tab.page.reload()
    expect(tab.composer).to_have_value("typed meanwhile")


def test_what_was_typed_survives_a_reload_per_chat(open_tab):
    tab = open_tab()
    tab.send("A chat")
    tab.ends("complete")
    tab.chat_id()
    tab.composer.fill("half a thought")
    tab.page.reload()
    expect(tab.composer).to_have_value("half a thought")
    tab.page.get_by_role("button", name="New chat").click()
    expect(tab.composer).to_have_value("")
    tab.page.go_back()
    expect(tab.composer).to_have_value("half a thought")
