"""Forms and addresses that tools ask about, and what readers see of a question."""

import re

import pytest
from playwright.sync_api import expect

from spacerr.domain.replies.questions import Choice, FieldKind, FormField, QuestionKind
from spacerr.services.questions.questions import new_question
from tests.e2e.support.tab import READY
from tests.e2e.support.waiting import card, press, step, waiting_reply, waits

pytestmark = pytest.mark.usefixtures("alone")
FIELDS = (
    FormField(name="city", title="City", required=True),
    FormField(name="seats", title="Seats", kind=FieldKind.INTEGER, least=1, most=9, default=2),
    FormField(
        name="meals",
        title="Meals",
        kind=FieldKind.CHOICES,
        choices=(Choice(value="l", title="Lunch"), Choice(value="d", title="Dinner")),
    ),
)


def test_a_form_with_a_wrong_value_keeps_what_was_typed(open_tab, data):
    asked = new_question(QuestionKind.FORM, "Where to?", fields=FIELDS)
    chat = waiting_reply(data, "A trip", {"Travel": asked})
    tab = open_tab(f"/chat/{chat}")
    form = card(tab, "Travel needs your answer")
    expect(form).to_contain_text("Where to?")
    expect(form.get_by_label("Seats")).to_have_value("2")
    form.get_by_label("Seats").fill("12")
    form.get_by_label("Dinner").check()
    form.get_by_label("City").fill("Lisbon")
    form.get_by_label("City").press("Enter")
    wrong = form.get_by_role("alert")
    expect(wrong).to_have_text("Seats: at most 9.")
    expect(form.get_by_label("Seats")).to_be_focused()
    expect(form.get_by_label("Seats")).to_have_attribute("aria-invalid", "true")
    tab.page.reload()
    expect(form.get_by_label("City")).to_have_value("Lisbon")
    expect(form.get_by_label("Dinner")).to_be_checked()
    form.get_by_label("Seats").fill("3")
    form.get_by_label("Seats").press("Enter")
    tab.ends("complete")
    expect(step(tab)).to_contain_text("Answered")
    expect(tab.composer).to_be_focused()
    assert [it for it in tab.page.evaluate("Object.keys(sessionStorage)") if "form" in it] == []


def test_an_address_is_shown_and_opened_in_a_tab_of_its_own(open_tab, app, data):
    address = f"{app.url}/healthz?for=spacerr"
    asked = new_question(QuestionKind.LINK, "Sign in there.", url=address)
    chat = waiting_reply(data, "A calendar", {"Calendar": asked})
    tab = open_tab(f"/chat/{chat}")
    question = card(tab, f"Open {app.url.partition('//')[2]}?")
    expect(question.get_by_role("group", name="Whole address")).to_have_text(address)
    link = question.get_by_role("link", name="Open")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    with tab.page.context.expect_page() as opened:
        link.click()
    assert opened.value.url == address
    tab.ends("complete")
    expect(step(tab)).to_contain_text("Opened")


def test_an_address_that_is_no_page_is_not_opened(open_tab, data):
    asked = new_question(QuestionKind.LINK, "Sign in there.", url="javascript:alert(1)")
    chat = waiting_reply(data, "Odd", {"Odd": asked})
    tab = open_tab(f"/chat/{chat}")
    question = card(tab, "Open javascript:alert(1)?")
    expect(question).to_contain_text("doesn’t open addresses of this kind")
    expect(question.get_by_role("link")).to_have_count(0)
    tab.stop.click()
    tab.ends("stopped")


def test_readers_see_what_a_reply_waits_for_and_cannot_answer(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob")
    asked = new_question(QuestionKind.CONFIRM, '{"text": "Buy milk"}', rememberable=True)
    owner = {"user_id": ada.ask("me")["id"], "team_id": ada.team()["id"]}
    chat = waiting_reply(people.server.data, "Read this", {"Write": asked}, owner, shared="read")
    reader = bob.page(f"/chat/{chat}")
    question = reader.get_by_role("group", name="Allow Write?")
    expect(question).to_contain_text("Buy milk", timeout=READY)
    expect(question.get_by_role("button")).to_have_count(0)
    expect(reader.locator("article").last).to_contain_text("Waiting for an answer")
    expect(reader).not_to_have_title(re.compile("waiting"))
    mine = ada.tab(f"/chat/{chat}")
    waits(mine, 1)
    press(mine, "Don’t allow")
    expect(question).to_have_count(0)
