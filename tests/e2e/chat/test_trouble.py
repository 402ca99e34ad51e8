"""When a model or its server fails: a sentence, a next step, and the question kept."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.provider import (
    Fault,
    FaultKind,
    Script,
    context_too_long,
    quota_used_up,
    rate_limited,
    wrong_key,
)
from tests.provider.texts import prose


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (wrong_key(), "API key"),
        (rate_limited(), "slow down"),
        (quota_used_up(), "no credit left"),
        (Fault(FaultKind.STATUS, status=500), "had a problem"),
    ],
    ids=["wrong key", "rate limit", "quota", "server error"],
)
def test_a_refusal_is_said_in_the_thread_and_can_be_retried(open_tab, provider, fault, sentence):
    provider.set(Script(fault=fault))
    tab = open_tab()
    tab.send("Will this work?")
    tab.ends("failed")
    expect(tab.last.get_by_role("alert")).to_contain_text(sentence)
    expect(tab.messages.first).to_contain_text("Will this work?")
    provider.set(Script(("It", " does", ".")))
    tab.page.get_by_role("button", name="Retry").click()
    tab.says("It does.")
    tab.ends("complete")


def test_a_chat_that_is_too_long_offers_a_new_one(open_tab, provider):
    provider.set(Script(("Short.",)))
    tab = open_tab()
    tab.send("Begin")
    tab.ends("complete")
    provider.set(Script(fault=context_too_long()))
    tab.send("One too many")
    tab.ends("failed")
    told = tab.last.get_by_role("alert")
    expect(told).to_contain_text("too long for the model")
    expect(told.get_by_role("button", name="Choose another model")).to_be_visible()
    told.get_by_role("link", name="Start a new chat").click()
    tab.page.wait_for_url(re.compile("/chat$"))
    expect(tab.messages).to_have_count(0)


def test_text_that_arrived_before_a_break_is_kept(open_tab, provider, data):
    words = prose(60)
    provider.set(Script(words, rate=120, fault=Fault(FaultKind.RESET, after=40)))
    tab = open_tab()
    tab.send("Break in the middle")
    tab.ends("failed")
    expect(tab.last.get_by_role("alert")).to_contain_text("What arrived is kept")
    kept = stored.last_reply(data, tab.chat_id())["content"]
    assert kept
    assert "".join(words).startswith(kept)
    tab.page.reload()
    tab.ends("failed")
    expect(tab.last).to_contain_text(re.compile(r"\w+"))


def test_a_failure_outlives_a_reload(open_tab, provider):
    provider.set(Script(fault=wrong_key()))
    tab = open_tab()
    tab.send("Remember this")
    tab.ends("failed")
    tab.page.reload()
    expect(tab.last.get_by_role("alert")).to_contain_text("API key")
    expect(tab.page.get_by_role("button", name="Retry")).to_be_visible()


def test_an_empty_answer_is_an_explicit_end(open_tab, provider):
    provider.set(Script(()))
    tab = open_tab()
    tab.send("Say nothing")
    tab.ends("failed")
    expect(tab.last.get_by_role("alert")).to_contain_text("returned nothing")


def test_a_wrong_key_leads_to_the_keys(open_tab, provider):
    provider.set(Script(fault=wrong_key()))
    tab = open_tab()
    tab.send("Is the key right?")
    tab.ends("failed")
    tab.last.get_by_role("link", name="Open keys").click()
    tab.page.wait_for_url(re.compile("/settings/keys"))


def test_where_another_model_may_help_the_list_is_one_click_away(open_tab, provider):
    provider.set(Script(fault=quota_used_up()))
    tab = open_tab()
    tab.send("Is there credit?")
    tab.ends("failed")
    tab.page.get_by_role("button", name="Choose another model").click()
    expect(tab.page.get_by_role("listbox", name="Choose a model")).to_be_visible()
