"""The server is killed with -9 while tools of a server run and ask persons."""

import pytest
from playwright.sync_api import expect

from tests.e2e.support.tab import READY
from tests.e2e.support.waiting import card, press, step, waits
from tests.e2e.support.with_tools import app_with_tools
from tests.provider import Call, Script
from tests.support.tools.kitchen import kitchen as open_kitchen

pytestmark = pytest.mark.takes_server_away
BACK = 60_000  # milliseconds
CALLS = {
    "Bake a cake": (Call("kitchen_bake", ('{"cake": "Carrot cake"}',)),),
    "Reserve a table": (Call("old_reserve"),),
    "Book a table and order": (
        Call("kitchen_book"),
        Call("kitchen_order", ('{"dish": "Soup"}',), id="call_2"),
    ),
}


@pytest.fixture
def kitchen():
    with open_kitchen() as found:
        yield found


@pytest.fixture
def server(tmp_path, models, provider, kitchen):
    """Before it orders, a person is asked. The model calls the tools that the question is about,
    and says what it was told.
    """
    provider.do(lambda it: setattr(it, "answer", answer))
    servers = {
        "kitchen": {"url": kitchen.url, "allow": ["bake", "book"]},
        "old": {"url": kitchen.old_url, "allow": "all"},
    }
    with app_with_tools(tmp_path, models, servers) as server:
        yield server
    provider.do(lambda it: setattr(it, "answer", None))


def answer(body):
    results = [it["content"] for it in body["messages"] if it["role"] == "tool"]
    if results:
        return Script(("The kitchen says: ", "; ".join(results)))
    return Script(("One moment.",), calls=CALLS[body["messages"][-1]["content"]])


def people(tab, tool):
    """The first field of a tool's form."""
    return card(tab, f"{tool} needs your answer").get_by_label("How many people")


def test_after_kill_9_no_call_is_run_again_and_what_was_asked_is_still_answered(
    open_tab, server, kitchen
):
    baking, reserving, booking = (open_tab(of=server) for _ in range(3))
    kitchen.doing = "In the oven"
    for tab, question in zip((baking, reserving, booking), CALLS, strict=True):
        tab.send(question)
    expect(step(baking)).to_contain_text("In the oven", timeout=READY)
    people(reserving, "Reserve").fill("3", timeout=READY)
    expect(card(booking, "Allow Order?")).to_contain_text("Soup")
    elsewhere = open_tab(f"/chat/{booking.chat_id()}", of=server)
    people(elsewhere, "Book").fill("4")
    waits(booking, 3)

    server.kill()
    for tab in baking, reserving, booking, elsewhere:
        expect(tab.page.locator("[data-connection=reconnecting]")).to_contain_text("Reconnecting")
        expect(tab.last).to_contain_text("One moment.")
    expect(step(baking)).to_contain_text("In the oven")
    expect(people(booking, "Book")).to_be_visible()
    press(booking, "Allow once", "Allow Order?")
    server.start()

    for tab in baking, reserving:
        tab.ends("complete", timeout=BACK)
        tab.says("One moment.")
        tab.says("Continued after an interruption")
        tab.says("The kitchen says: The server was restarted in the middle of this call.")
        expect(step(tab)).to_have_attribute("data-state", "failed")
        expect(step(tab).get_by_role("textbox")).to_have_count(0)
        expect(step(tab)).not_to_contain_text("In the oven")
    for tab in booking, elsewhere:
        expect(step(tab).last).to_contain_text("Allowed")
        waits(tab, 1)
    elsewhere.page.reload()
    expect(people(elsewhere, "Book")).to_have_value("4")
    people(elsewhere, "Book").press("Enter")
    for tab in booking, elsewhere:
        tab.ends("complete")
        tab.says("The kitchen says: accept: 4 inside, ; Soup is ordered")
        expect(step(tab).first).to_contain_text("Answered")
        expect(tab.last).not_to_contain_text("Continued after an interruption")
        waits(tab, 0)
    assert kitchen.runs == ["bake Carrot cake", "order Soup", "booked"]
