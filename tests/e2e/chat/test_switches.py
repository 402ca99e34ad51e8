"""Who answers: lines where that changes, how a reply came about, what is kept in mind."""

import re

import pytest
from playwright.sync_api import expect

from tests.provider import Script

FIRST, OTHER = "openai/scripted-1", "openai/scripted-2"


def asked(tab, provider, question, *words):
    """A question and its whole answer."""
    provider.set(Script(words or ("Yes", ".")))
    before = tab.replies.count()
    tab.send(question)
    expect(tab.replies).to_have_count(before + 1)
    tab.ends("complete")


def button(place, name):
    return place.get_by_role("button", name=name, exact=True)


def line(tab, words):
    """The line of a switch."""
    return tab.page.get_by_role("log").locator("p").get_by_text(words, exact=True)


def details(tab, reply):
    """The open dialog of a reply."""
    reply.hover()
    button(reply, "Details").click()
    dialog = tab.page.get_by_role("dialog", name="Reply details")
    expect(dialog.get_by_role("region", name="Model")).to_be_visible()
    return dialog


def fact(dialog, label):
    """What the dialog says under a label."""
    return dialog.get_by_text(label, exact=True).locator("xpath=following-sibling::dd")


def test_another_model_is_announced_in_every_tab_and_after_a_reload(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "One?")
    other = open_tab(f"/chat/{tab.chat_id()}")
    tab.use(OTHER)
    asked(tab, provider, "Two?")
    for it in (tab, other):
        expect(line(it, "Switched to scripted-2")).to_have_count(1)
        expect(it.messages).to_have_count(4)
    order = tab.page.get_by_role("log").text_content() or ""
    assert order.index("One?") < order.index("Switched to scripted-2") < order.index("Two?")
    expect(tab.replies.first).to_contain_text("scripted-1")
    expect(tab.last).to_contain_text("scripted-2")
    tab.page.reload()
    expect(line(tab, "Switched to scripted-2")).to_have_count(1)
    tab.send("Three?")
    expect(tab.replies).to_have_count(3)
    expect(line(tab, "Switched to scripted-2")).to_have_count(1)


def test_a_reply_written_anew_by_another_model_is_announced_while_it_is_shown(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "One?")
    asked(tab, provider, "Two?")
    other = open_tab(f"/chat/{tab.chat_id()}")
    tab.use(OTHER)
    tab.last.hover()
    button(tab.last, "Regenerate").click()
    for it in (tab, other):
        expect(line(it, "Switched to scripted-2")).to_have_count(1)
        expect(it.last).to_contain_text("2 / 2")
        it.ends("complete")
        expect(it.messages).to_have_count(4)
    order = other.page.get_by_role("log").text_content() or ""
    assert order.index("One?") < order.index("Switched to scripted-2") < order.index("Two?")
    asked(tab, provider, "Three?")
    expect(line(tab, "Switched to scripted-2")).to_have_count(1)
    reply = tab.replies.nth(1)
    reply.hover()
    button(reply, "Previous version").click()
    for it in (tab, other):
        expect(line(it, "Switched to scripted-2")).to_have_count(0)
        expect(it.messages).to_have_count(4)


def test_a_question_behind_a_switch_keeps_its_versions(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "One?")
    tab.use(OTHER)
    asked(tab, provider, "Two?")
    tab.use(FIRST)
    question = tab.messages.nth(2)
    question.hover()
    button(question, "Edit").click()
    field = tab.page.get_by_role("textbox", name="Your question")
    field.fill("Zwei?")
    field.press("Enter")
    expect(question).to_contain_text("Zwei?")
    tab.ends("complete")
    expect(line(tab, "Switched to scripted-2")).to_have_count(0)
    expect(question).to_contain_text("2 / 2")
    question.hover()
    button(question, "Previous version").click()
    expect(tab.messages.nth(2)).to_contain_text("Two?")
    expect(line(tab, "Switched to scripted-2")).to_have_count(1)
    expect(tab.messages).to_have_count(4)


def test_a_reply_says_how_it_came_about(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "One?", "Un", ".")
    dialog = details(tab, tab.last)
    expect(fact(dialog, "Model")).to_have_text("scripted-1 (openai/scripted-1)")
    expect(fact(dialog, "Ended")).to_contain_text("Finished")
    expect(fact(dialog, "First token")).to_have_text(re.compile(r"After [\d.,]+ s"))
    expect(fact(dialog, "Output")).to_have_text(re.compile(r"[\d,.]+ tokens?"))
    expect(dialog).not_to_contain_text("sk-test")
    expect(button(dialog, "Close")).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button(tab.last, "Details")).to_be_focused()


def test_details_lead_to_what_the_model_was_told_and_back(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "One?", "Un", ".")
    dialog = details(tab, tab.last)
    button(dialog, "Show full prompt").click()
    told = tab.page.get_by_role("dialog", name="Full prompt")
    expect(told).to_contain_text("One?")
    tab.page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(dialog).to_be_visible()


def test_a_stopped_reply_says_that_it_was_stopped(open_tab, provider):
    tab = open_tab()
    provider.set(Script(tuple(f"word{n} " for n in range(200)), rate=30))
    tab.send("A long one")
    tab.says("word5")
    tab.stop.click()
    tab.ends("stopped")
    expect(fact(details(tab, tab.last), "Ended")).to_contain_text("Stopped")


@pytest.mark.parametrize("width", [375, 1280])
def test_details_fill_a_phone_and_nothing_sticks_out(open_tab, provider, width):
    tab = open_tab()
    tab.page.set_viewport_size({"width": width, "height": 740})
    asked(tab, provider, "One?", "Un", ".")
    dialog = details(tab, tab.last)
    box = dialog.bounding_box()
    assert box
    if width == 375:
        assert (box["x"], box["width"], box["height"]) == (0, 375, 740)
    else:
        assert box["width"] < 600
    assert dialog.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_what_is_kept_in_mind_says_so_in_every_tab(open_tab, provider):
    tab = open_tab()
    asked(tab, provider, "My name is Ada")
    other = open_tab(f"/chat/{tab.chat_id()}", apart=True)
    question = tab.messages.first
    question.hover()
    button(question, "Pin").click()
    for it in (tab, other):
        expect(button(it.messages.first, "Pinned")).to_be_visible()
    asked(tab, provider, "And?")
    expect(button(tab.messages.first, "Pinned")).to_be_visible()
    tab.page.reload()
    expect(button(tab.messages.first, "Pinned")).to_be_visible()
    other.messages.first.hover()
    button(other.messages.first, "Pinned").click()
    for it in (tab, other):
        expect(button(it.messages.first, "Pinned")).to_have_count(0)
