"""Asking in other words, asking again, going on: every version stays, one is shown."""

from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.provider import Script
from tests.provider.texts import prose


def button(tab, name, within=None):
    return (within or tab.page).get_by_role("button", name=name, exact=True)


def asked(tab, provider, question, *words):
    """A question and its whole answer."""
    provider.set(Script(words))
    before = tab.replies.count()
    tab.send(question)
    expect(tab.replies).to_have_count(before + 1)
    tab.ends("complete")


def test_a_question_is_asked_in_other_words_and_both_versions_can_be_read(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "Why is the sky blue?", "Rayleigh", " scattering.")
    provider.set(Script(("Rust", ".")))
    tab.messages.first.hover()
    button(tab, "Edit").click()
    field = tab.page.get_by_role("textbox", name="Your question")
    expect(field).to_have_value("Why is the sky blue?")
    field.fill("Why is Mars red?")
    field.press("Enter")
    tab.says("Rust.")
    tab.ends("complete")
    expect(tab.messages).to_have_count(2)
    expect(tab.messages.first).to_contain_text("2 / 2")
    tab.messages.first.hover()
    button(tab, "Previous version").click()
    expect(tab.messages.first).to_contain_text("Why is the sky blue?")
    tab.says("Rayleigh scattering.")
    tab.page.reload()
    expect(tab.messages.first).to_contain_text("Why is the sky blue?")
    expect(tab.messages.first).to_contain_text("1 / 2")


def test_an_edit_survives_a_reload_and_can_be_dropped(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "First words", "Yes.")
    tab.messages.first.hover()
    button(tab, "Edit").click()
    tab.page.get_by_role("textbox", name="Your question").fill("Better words")
    tab.page.reload()
    expect(tab.page.get_by_role("textbox", name="Your question")).to_have_value("Better words")
    button(tab, "Cancel").click()
    expect(tab.messages.first).to_contain_text("First words")
    tab.page.reload()
    expect(tab.messages.first).to_contain_text("First words")


def test_escape_belongs_to_the_input_method_and_loses_no_edit(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "First words", "Yes.")
    tab.messages.first.hover()
    button(tab, "Edit").click()
    field = tab.page.get_by_role("textbox", name="Your question")
    field.fill("ことば")
    chosen = {"key": "Escape", "isComposing": True, "bubbles": True}
    field.dispatch_event("keydown", chosen)
    expect(field).to_have_value("ことば")
    field.press("Escape")
    expect(field).to_have_count(0)
    tab.page.reload()
    expect(tab.messages.first).to_contain_text("First words")
    tab.messages.first.hover()
    button(tab, "Edit").click()
    expect(field).to_have_value("ことば")
    tab.page.reload()
    expect(field).to_have_value("ことば")


def test_an_earlier_reply_is_regenerated_and_what_followed_comes_back(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "One?", "Un.")
    asked(tab, provider, "Two?", "Deux.")
    provider.set(Script(("Eins", ".")))
    first = tab.replies.first
    first.hover()
    button(tab, "Regenerate", first).click()
    tab.says("Eins.")
    tab.ends("complete")
    expect(tab.messages).to_have_count(2)
    button(tab, "Previous version", tab.last).click()
    expect(tab.messages).to_have_count(4)
    tab.says("Deux.")


def test_another_tab_follows_to_the_chosen_version(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "One?", "Un.")
    other = open_tab(f"/chat/{tab.chat_id()}")
    other.says("Un.")
    provider.set(Script(("Eins", ".")))
    button(tab, "Regenerate").click()
    other.says("Eins.")
    other.ends("complete")
    button(tab, "Previous version").click()
    other.says("Un.")


def test_regenerate_pressed_five_times_is_one_reply(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "Once?", "Once.")
    provider.set(Script(prose(60), rate=60))
    before = len(provider.provider.requests)
    tab.page.evaluate(
        "const b = document.querySelector('[aria-label=Regenerate]');"
        "for (let n = 0; n < 5; n++) b.click()"
    )
    tab.ends("complete")
    expect(tab.last).to_contain_text("2 / 2")
    assert len(provider.provider.requests) == before + 1


def test_a_stopped_reply_goes_on_where_it_stopped(open_tab, provider, data):
    whole = Script(prose(200), rate=60)
    provider.set(whole)
    tab = open_tab()
    tab.send("Tell me all of it")
    tab.writes(20)
    tab.stop.click()
    tab.ends("stopped")
    stopped = stored.last_reply(data, tab.chat_id())
    button(tab, "Continue").click()
    tab.ends("complete")
    now = stored.last_reply(data, tab.chat_id())
    assert now["content"] == whole.text and now["id"] != stopped["id"]
    live = tab.letters()
    tab.page.reload()
    tab.ends("complete")
    assert tab.letters() == live
    button(tab, "Previous version").click()
    tab.ends("stopped")
    expect(tab.last).to_contain_text("1 / 2")


def test_stop_then_send_at_once_keeps_the_order(open_tab, provider, data):
    provider.set(Script(prose(600), rate=60))
    tab = open_tab()
    tab.send("A long one")
    tab.writes(10)
    provider.set(Script(("Short", ".")))
    tab.composer.fill("A short one")
    tab.stop.click()
    tab.composer.press("Enter")
    expect(tab.messages).to_have_count(4)
    tab.says("Short.")
    tab.ends("complete")
    expect(tab.messages.nth(1)).to_have_attribute("data-status", "stopped")
    expect(tab.composer).to_have_value("")
