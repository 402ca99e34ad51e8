"""Where the focus is after a button that goes away was pressed: never nowhere."""

import pytest
from playwright.sync_api import expect

from tests.provider import Fault, FaultKind, Script
from tests.provider.texts import prose


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_after_stop_one_writes_on(open_tab, provider, way):
    provider.set(Script(prose(400), rate=40))
    tab = open_tab()
    tab.send("Go on and on")
    tab.writes()
    tab.stop.focus()
    tab.stop.click() if way == "mouse" else tab.stop.press("Enter")
    tab.ends("stopped")
    expect(tab.composer).to_be_focused()
    tab.page.keyboard.type("Shorter, please")
    expect(tab.composer).to_have_value("Shorter, please")


def test_after_a_retry_and_a_new_version_one_writes_on(open_tab, provider):
    provider.queue(Script(fault=Fault(FaultKind.STATUS, status=401)), Script(("Yes.",)))
    tab = open_tab()
    tab.send("Will it work?")
    tab.ends("failed")
    tab.last.get_by_role("button", name="Retry").press("Enter")
    tab.says("Yes.")
    tab.ends("complete")
    expect(tab.composer).to_be_focused()
    tab.last.hover()
    tab.last.get_by_role("button", name="Regenerate").press("Enter")
    expect(tab.last).to_contain_text("2 / 2")
    expect(tab.composer).to_be_focused()


def test_an_edit_gives_the_focus_back(open_tab, provider):
    provider.set(Script(("Yes.",)))
    tab = open_tab()
    tab.send("First words")
    tab.ends("complete")
    edit = tab.messages.first.get_by_role("button", name="Edit")
    field = tab.page.get_by_role("textbox", name="Your question")
    for leave in ("Escape", "Cancel"):
        tab.messages.first.hover()
        edit.press("Enter")
        expect(field).to_be_focused()
        if leave == "Escape":
            field.press("Escape")
        else:
            tab.page.get_by_role("button", name=leave).press("Enter")
        expect(edit).to_be_focused()
    edit.press("Enter")
    field.fill("Better words")
    field.press("Enter")
    expect(tab.messages.first).to_contain_text("Better words")
    expect(tab.composer).to_be_focused()
    tab.ends("complete")
