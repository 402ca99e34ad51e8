"""Replies that wait for a person: what a tool asks is seen and answered in every tab, once."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.e2e.support.tab import READY
from tests.e2e.support.waiting import card, press, step, waits
from tests.e2e.support.with_tools import app_with_tools
from tests.provider import Call, Script
from tests.server import ROOT, free_port

QUESTION = "Write it down, please."
WRITES = Script(("I write it down.",), calls=(Call("notes_write", ('{"text": "Buy milk"}',)),))
DONE = Script(("It is ", "written."))
WATCH = """asked => new Promise(resolve => {
    const look = () =>
        Boolean(document.querySelector('[data-question-id]')) === asked && resolve(Date.now());
    look();
    new MutationObserver(look).observe(document, {childList: true, subtree: true});
})"""
CLICK = """() => {
    const buttons = document.querySelectorAll('[data-question-id] button');
    [...buttons].find(it => it.textContent === 'Allow once').click();
    return Date.now();
}"""


@pytest.fixture(scope="module")
def _server(tmp_path_factory, models):
    port = free_port()
    tools = subprocess.Popen(
        [sys.executable, "-m", "tests.support.tools.mcp_server", str(port)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    notes = {"url": f"http://127.0.0.1:{port}/mcp"}
    with app_with_tools(tmp_path_factory.mktemp("asking"), models, {"notes": notes}) as server:
        yield server
    tools.kill()
    tools.wait()


@pytest.fixture
def server(_server, provider):
    """A server with a tool that isn't read-only: a person is asked before it writes. The model
    calls it, and is done when it knows the result.
    """
    stored.empty(_server.data)
    provider.do(lambda it: setattr(it, "answer", answer))
    yield _server
    provider.do(lambda it: setattr(it, "answer", None))


def answer(body):
    return DONE if body["messages"][-1]["role"] == "tool" else WRITES


@pytest.fixture
def tab(open_tab, server):
    return open_tab(of=server)


def asks(tab):
    """Send something for which the model calls the tool that writes."""
    tab.send(QUESTION)
    expect(card(tab)).to_be_visible(timeout=READY)


def way(tab):
    """The link to the page of what waits."""
    return tab.page.get_by_role("link", name=re.compile("^Waiting for you"))


def test_a_tool_runs_once_it_is_allowed(tab):
    asks(tab)
    expect(card(tab)).to_contain_text("Buy milk")
    expect(card(tab)).to_contain_text("Can be answered until")
    expect(tab.last).to_contain_text("Waiting for your answer")
    expect(tab.last).to_have_attribute("aria-busy", "false")
    expect(tab.chats.first.get_by_role("img", name="Waiting for your answer")).to_be_visible()
    expect(way(tab)).to_contain_text("1 question waits for you")
    waits(tab, 1)
    tab.send("And now?")
    expect(tab.page.get_by_role("alert")).to_contain_text("waits for an answer from you")
    expect(tab.stop).to_be_visible()
    press(tab, "Allow once")
    tab.ends("complete")
    tab.says("It is written.")
    expect(step(tab)).to_contain_text("Allowed")
    expect(step(tab)).to_have_attribute("data-state", "succeeded")
    expect(card(tab)).to_have_count(0)
    expect(tab.page.get_by_role("alert")).to_have_count(0)
    expect(tab.composer).to_be_focused()
    expect(tab.composer).to_have_value("And now?")
    expect(way(tab)).to_have_count(0)
    waits(tab, 0)


def test_what_is_not_allowed_is_not_done_and_the_model_knows(tab, provider):
    asks(tab)
    press(tab, "Don’t allow")
    tab.ends("complete")
    expect(step(tab)).to_contain_text("Not allowed")
    told = provider.do(lambda it: it.requests[-1].body["messages"][-1])
    assert told["role"] == "tool" and "written: Buy milk" not in told["content"]


def test_a_tool_that_is_allowed_in_the_chat_is_not_asked_about_again(tab):
    asks(tab)
    press(tab, "Allow in this chat")
    tab.ends("complete")
    expect(step(tab)).to_contain_text("Allowed in this chat")
    tab.send("Once more")
    expect(tab.replies).to_have_count(2)
    tab.ends("complete")
    expect(step(tab)).to_have_attribute("data-state", "succeeded")
    expect(step(tab)).not_to_contain_text("Allowed")


def watch(tab, asked):
    """Note when a question comes or goes, until `seen`."""
    tab.page.evaluate(f"() => {{ window.seen = ({WATCH})({str(asked).lower()}) }}")


def seen(tab):
    """When that was, in milliseconds."""
    return tab.page.evaluate("() => window.seen")


def test_another_tab_sees_the_question_and_its_answer_at_once(
    open_tab, server, tab, record_property
):
    asks(tab)
    other = open_tab(f"/chat/{tab.chat_id()}", of=server)
    expect(card(other)).to_be_visible()
    other.composer.fill("Typed meanwhile")
    watch(other, asked=False)
    clicked = tab.page.evaluate(CLICK)
    answered = seen(other) - clicked
    for each in tab, other:
        each.ends("complete")
        expect(step(each)).to_contain_text("Allowed")
        watch(each, asked=True)
    expect(other.composer).to_be_focused()
    expect(other.composer).to_have_value("Typed meanwhile")
    tab.send("Once more")
    asked = abs(seen(other) - seen(tab))
    expect(card(other)).to_be_visible()
    for name, took in {"question": asked, "answer": answered}.items():
        record_property(f"{name}_seen_elsewhere_ms", took)
        print(f"{name} seen in another tab after {took} ms")
    assert max(asked, answered) < 5_000


def test_a_reload_asks_again_and_goes_on(tab):
    asks(tab)
    tab.page.reload()
    expect(card(tab)).to_contain_text("Buy milk")
    waits(tab, 1)
    press(tab, "Allow once")
    tab.ends("complete")
    tab.says("It is written.")


def test_a_reply_that_is_stopped_while_it_waits_asks_nothing_any_more(open_tab, server, tab):
    asks(tab)
    other = open_tab(f"/chat/{tab.chat_id()}", of=server)
    expect(card(other)).to_be_visible()
    tab.stop.click()
    expect(card(tab)).to_have_count(0)
    for each in tab, other:
        each.ends("stopped")
        expect(card(each)).to_have_count(0)
        expect(step(each)).to_have_attribute("data-state", "cancelled")
        waits(each, 0)


def test_what_waits_is_listed_and_answered_on_a_page_of_its_own(open_tab, server, tab):
    page = open_tab("/waiting", of=server, wait=False)
    page.page.goto(f"{server.url}/waiting")
    expect(page.page.get_by_text("Nothing waits for you.")).to_be_visible()
    asks(tab)
    expect(card(page)).to_contain_text("Buy milk")
    expect(page.page).to_have_title("(1 waiting) Waiting for you · Spacerr")
    expect(way(page)).to_have_attribute("aria-current", "page")
    link = page.page.get_by_role("main").get_by_role("heading").get_by_role("link")
    expect(link).to_have_attribute("href", f"/chat/{tab.chat_id()}")
    card(page).get_by_role("button", name="Allow once").focus()
    page.page.keyboard.press("Enter")
    expect(page.page.get_by_text("Nothing waits for you.")).to_be_visible()
    expect(page.page.get_by_role("heading", name="Waiting for you")).to_be_focused()
    expect(page.page).to_have_title("Waiting for you · Spacerr")
    expect(way(page)).to_have_count(0)
    tab.ends("complete")
    expect(step(tab)).to_contain_text("Allowed")
