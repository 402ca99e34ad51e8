"""Servers of tools that ask persons, say how far they are and show images, in the browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.e2e.support.tab import READY
from tests.e2e.support.waiting import card, press, step, waits
from tests.e2e.support.with_tools import app_with_tools
from tests.provider import Call, Script
from tests.support.tools.kitchen import kitchen as open_kitchen

CALLS = {
    "Book a table": Call("new_book"),
    "Reserve a table": Call("old_reserve"),
    "Take a picture": Call("new_photograph"),
    "Bake a cake": Call("new_bake", ('{"cake": "Carrot cake"}',)),
}


@pytest.fixture(scope="module")
def _kitchen():
    with open_kitchen() as found:
        yield found


@pytest.fixture(scope="module")
def _server(tmp_path_factory, models, _kitchen):
    servers = {
        "new": {"url": _kitchen.url, "allow": "all"},
        "old": {"url": _kitchen.old_url, "allow": "all"},
    }
    with app_with_tools(tmp_path_factory.mktemp("kitchen"), models, servers) as server:
        yield server


@pytest.fixture
def kitchen(_kitchen):
    _kitchen.empty()
    return _kitchen


@pytest.fixture
def server(_server, provider):
    """The model calls the tool that the question is about, and says what it was told."""
    stored.empty(_server.data)
    provider.do(lambda it: setattr(it, "answer", answer))
    yield _server
    provider.do(lambda it: setattr(it, "answer", None))


@pytest.fixture
def tab(open_tab, server, kitchen):
    return open_tab(of=server)


def answer(body):
    last = body["messages"][-1]
    if last["role"] == "tool":
        return Script(("The kitchen says: ", last["content"]), first_delay=0.5)
    return Script(("One moment.",), calls=(CALLS[last["content"]],))


@pytest.mark.parametrize(
    ("question", "name", "said"),
    [("Book a table", "Book", "booked"), ("Reserve a table", "Reserve", "reserved")],
)
def test_what_a_server_asks_for_is_filled_in_and_reaches_its_tool(
    tab, kitchen, question, name, said
):
    tab.send(question)
    form = card(tab, f"{name} needs your answer")
    expect(form).to_contain_text("Which table would you like?", timeout=READY)
    expect(form.get_by_label("Where")).to_have_value("inside")
    waits(tab, 1)
    form.get_by_label("How many people").fill("12")
    press(tab, "Send", f"{name} needs your answer")
    expect(form.get_by_role("alert")).to_have_text("How many people: at most 8.")
    assert said not in kitchen.runs
    form.get_by_label("How many people").fill("4")
    form.get_by_label("Where").select_option("outside")
    form.get_by_label("Wishes").fill("A high chair")
    form.get_by_label("Wishes").press("Enter")
    tab.ends("complete")
    tab.says("The kitchen says: accept: 4 outside, A high chair")
    expect(step(tab)).to_have_attribute("data-state", "succeeded")
    expect(step(tab)).to_contain_text("Answered")
    expect(form).to_have_count(0)
    waits(tab, 0)
    assert kitchen.runs.count(said) == 1


def test_what_a_server_is_doing_shows_while_its_tool_runs(open_tab, server, tab, kitchen):
    kitchen.doing = "Mixing the dough"
    tab.send("Bake a cake")
    expect(step(tab)).to_contain_text("Mixing the dough", timeout=READY)
    expect(step(tab)).to_have_attribute("data-state", "running")
    kitchen.doing = "In the oven"
    expect(step(tab)).to_contain_text("In the oven")
    expect(step(tab)).not_to_contain_text("Mixing the dough")
    other = open_tab(f"/chat/{tab.chat_id()}", of=server)
    expect(step(other)).to_contain_text("In the oven")
    kitchen.done.set()
    expect(step(tab)).to_have_attribute("data-state", "succeeded")
    assert "In the oven" not in step(tab).inner_text(), (
        "gone with the result, before the reply ends"
    )
    for each in tab, other:
        each.ends("complete")
        each.says("The kitchen says: Carrot cake is baked")
        expect(step(each)).not_to_contain_text("In the oven")


def test_an_image_is_seen_in_the_reply_after_a_reload_and_behind_a_link(open_tab, server, tab):
    def sees_it(page):
        image = page.get_by_role("img", name="Image from Photograph")
        expect(image).to_be_visible(timeout=READY)
        page.wait_for_function("document.querySelector('.step-images img').naturalWidth === 40")

    tab.send("Take a picture")
    sees_it(tab.page)
    tab.ends("complete")
    expect(tab.page.get_by_text("Picture No. 7")).to_have_count(0)
    tab.page.reload()
    sees_it(tab.page)
    step(tab).get_by_role("button", name="Photograph").click()
    expect(step(tab).get_by_role("group", name="For you, not for the model")).to_have_text(
        "Picture No. 7"
    )
    tab.page.get_by_role("button", name="Share", exact=True).click()
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Create link").click()
    address = dialog.get_by_role("textbox", name="Link address").input_value()
    dialog.get_by_role("button", name="Done").click()
    tab.page.goto(address)
    sees_it(tab.page)
    assert tab.problems == []
