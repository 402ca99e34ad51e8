"""The model of the next reply: a default, somebody's own choice, and what is switched off."""

import re

from playwright.sync_api import expect

from tests.e2e.settings.test_settings import SOON
from tests.e2e.support.choosing import DEMO, ONE, TWO, ada, default_is, options, switch
from tests.e2e.support.lists import new_chat

__all__ = ["ada"]


def test_a_model_that_is_switched_off_says_so_and_loses_nothing_that_was_typed(ada):
    tab = ada.tab()
    tab.send("Who are you?")
    tab.ends("complete")
    tab.composer.fill("And what now?")
    page = ada.page("/settings/models")
    switch(page, ONE).click()
    expect(switch(page, ONE)).not_to_be_checked(timeout=SOON)
    notice = tab.page.get_by_role("alert")
    expect(notice).to_contain_text("turned off", timeout=SOON)
    tab.composer.press("Enter")
    expect(notice).to_have_count(1)
    expect(tab.composer).to_have_value("And what now?")
    expect(tab.messages).to_have_count(2)
    notice.get_by_role("button", name=re.compile(f"Use {TWO}")).click()
    expect(notice).to_have_count(0)
    expect(tab.model).to_contain_text(TWO)
    tab.composer.press("Enter")
    expect(tab.messages).to_have_count(4)
    tab.ends("complete")
    tab.model.click()
    expect(options(tab.page)).to_have_count(2)
    switch(page, ONE).click()
    expect(options(tab.page)).to_have_count(3)  # in the list that is open


def test_where_every_model_is_switched_off_who_decides_is_led_to_the_models(ada, people):
    page = ada.page("/settings/models")
    for model in (ONE, TWO, DEMO):
        switch(page, model).click()
        expect(switch(page, model)).not_to_be_checked(timeout=SOON)
    member = people.guest(ada, "Bob").page("/settings/team")
    member.get_by_role("button", name="Switch to Ada's team").click()
    for shown, links in ((page, 1), (member, 0)):
        shown.get_by_role("button", name="New chat").click()
        notice = shown.get_by_role("alert")
        expect(notice).to_contain_text("No model is available", timeout=SOON)
        expect(notice.get_by_role("link", name="Open models")).to_have_count(links)


def test_a_new_chat_begins_with_what_is_offered(ada):
    page = ada.page("/settings/models")
    switch(page, ONE).click()
    expect(switch(page, ONE)).not_to_be_checked(timeout=SOON)
    tab = ada.tab()
    expect(tab.model).to_contain_text(TWO)
    expect(tab.page.get_by_role("alert")).to_have_count(0)


def test_new_chats_begin_with_the_default_whatever_was_open_before(ada):
    tab = ada.tab()
    tab.choose_model(TWO)
    tab.send("Who are you?")
    tab.ends("complete")
    new_chat(tab)
    expect(tab.model).to_have_text(ONE)
    page = ada.page("/settings/models")
    default_is(page, DEMO)
    expect(tab.model).to_contain_text(DEMO, timeout=SOON)


def test_what_was_chosen_for_a_new_chat_survives_a_reload_and_a_new_default(ada):
    tab = ada.tab()
    tab.choose_model(TWO)
    tab.page.reload()
    expect(tab.model).to_have_text(TWO)
    default_is(ada.page("/settings/models"), DEMO)
    other = ada.tab()
    expect(other.model).to_contain_text(DEMO)
    expect(tab.model).to_have_text(TWO)
    tab.page.evaluate("sessionStorage.removeItem('token')")  # as if the server forgot this tab
    tab.page.reload()
    expect(tab.model).to_have_text(TWO)
    tab.send("Who are you?")
    tab.ends("complete")
    new_chat(tab)
    expect(tab.model).to_contain_text(DEMO)


def test_what_was_chosen_for_a_new_chat_and_is_switched_off_says_so(ada):
    tab = ada.tab()
    tab.choose_model(TWO)
    tab.composer.fill("And what now?")
    page = ada.page("/settings/models")
    switch(page, TWO).click()
    notice = tab.page.get_by_role("alert")
    expect(notice).to_contain_text("turned off", timeout=SOON)
    notice.get_by_role("button", name=f"Use {ONE}").click()
    expect(notice).to_have_count(0)
    expect(tab.model).to_have_text(ONE)
    expect(tab.composer).to_have_value("And what now?")
