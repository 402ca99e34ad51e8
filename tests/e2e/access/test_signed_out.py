"""Being signed out while a page is open, and what the next person at this browser finds."""

import re

from playwright.sync_api import expect

from tests.e2e.support.people import PASSWORD, fill_in, in_workspace
from tests.provider import Script
from tests.provider.texts import prose

SOON = 20_000  # milliseconds
LONG = Script(prose(60), rate=20)


def end_elsewhere(people, person):
    """End every sign-in of a person but that of the browser it is done with."""
    other = people.again(person)
    for it in other.ask("account/sign-ins")["sign_ins"]:
        if not it["here"]:
            other.ask("account/sign-ins/end", {"id": it["id"]})
    return other


def test_a_page_says_that_it_was_signed_out_while_a_reply_goes_on(people, provider):
    provider.set(LONG)
    ada = people.somebody("Ada")
    tab = ada.tab()
    tab.send("Tell me much")
    chat = tab.chat_id()
    tab.composer.fill("and what I write meanwhile")
    other = end_elsewhere(people, ada)
    said = tab.page.get_by_role("dialog", name="You were signed out")
    expect(said).to_be_visible(timeout=SOON)
    elsewhere = other.tab(f"/chat/{chat}")
    elsewhere.ends("complete", timeout=SOON * 2)
    said.get_by_role("button", name="Sign in").click()
    tab.page.wait_for_url(re.compile("/sign-in"))
    fill_in(tab.page, email=ada.email, password=PASSWORD)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(f"**/chat/{chat}")
    expect(tab.composer).to_have_value("and what I write meanwhile")
    tab.ends("complete")


def test_what_somebody_typed_is_nobody_elses(people):
    ada, bob = people.somebody("Ada"), people.somebody("Bob")
    tab = ada.tab()
    tab.composer.fill("a secret of Ada's")
    end_elsewhere(people, ada)
    tab.page.reload()
    tab.page.wait_for_url(re.compile("/sign-in"))
    fill_in(tab.page, email=bob.email, password=PASSWORD)
    tab.page.keyboard.press("Enter")
    in_workspace(tab.page)
    expect(tab.composer).to_have_value("")
    sign_out(tab.page)
    fill_in(tab.page, email=ada.email, password=PASSWORD)
    tab.page.keyboard.press("Enter")
    expect(tab.composer).to_have_value("a secret of Ada's", timeout=SOON)


def test_signing_out_leaves_nothing_in_the_browser(people):
    ada = people.somebody("Ada")
    tab = ada.tab()
    tab.composer.fill("not for the next one")
    sign_out(tab.page)
    kept = tab.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert "not for the next one" not in kept
    assert not re.search("spacerr:(draft|alert|person|team|scope|query)", kept)
    tab.page.goto(people.url + "/chat")
    tab.page.wait_for_url(re.compile("/sign-in"))


def test_signing_out_in_one_tab_closes_the_others(people):
    ada = people.somebody("Ada")
    tab, other = ada.tab(), ada.tab("/chat")
    sign_out(tab.page)
    other.page.wait_for_url(re.compile("/sign-in"))


def sign_out(page):
    page.get_by_role("button", name="Account", exact=True).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.get_by_label("E-mail")).to_be_visible()
