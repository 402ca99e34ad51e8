"""Choosing a model: found by typing, liked, remembered; and what a team's managers decide."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.settings.test_settings import SOON, setting
from tests.e2e.support import stored
from tests.e2e.support.choosing import DEMO, ONE, TWO, ada, finder, group, options
from tests.provider import ScriptedProvider
from tests.provider.thread import ProviderThread

__all__ = ["ada"]
MANY = 5_000
LISTED = '"opened_rx_state_":{"version"'
CHANGED = "studio.changed"


@pytest.fixture(scope="module")
def many():
    names = [f"model-{number}" for number in range(MANY)]
    with ProviderThread(ScriptedProvider(models=names)) as provider:
        yield provider


def test_a_model_is_chosen_with_the_keyboard_and_answers_from_then_on(ada):
    tab = ada.tab()
    expect(tab.model).to_have_text(ONE)
    tab.model.press("ArrowDown")
    expect(options(tab.page).first).to_be_visible()
    tab.page.keyboard.type("no ai")
    expect(options(tab.page)).to_have_count(1)
    tab.page.keyboard.press("Enter")
    expect(tab.model).to_contain_text(DEMO)
    expect(tab.model).to_be_focused()
    tab.send("Who are you?")
    tab.ends("complete")
    tab.chat_id()
    tab.page.reload()
    expect(tab.model).to_contain_text(DEMO)
    tab.choose_model(ONE)
    tab.send("And you?")
    tab.says("It is me.")


def test_who_chooses_a_model_keeps_the_focus_when_the_list_of_chats_arrives(ada):
    held, sockets = [], []

    def slowly(socket):
        server = socket.connect_to_server()
        server.on_message(
            lambda told: held.append(told) if LISTED in str(told) else socket.send(told)
        )
        socket.on_message(server.send)
        sockets.append(socket)

    ada.context.route_web_socket("**/_event/**", slowly)
    tab = ada.tab()
    tab.model.press("ArrowDown")
    expect(finder(tab.page)).to_be_focused()
    while not held:
        tab.page.wait_for_timeout(20)
    for told in held:
        sockets[-1].send(told)
    expect(tab.page.get_by_text("No chats yet")).to_be_visible()
    expect(finder(tab.page)).to_be_focused()


def test_the_arrows_go_around_and_escape_first_clears_then_closes(ada):
    tab = ada.tab()
    tab.model.click()
    expect(options(tab.page)).to_have_count(3)
    active = tab.page.locator("[role=option][data-active=true]")
    expect(active).to_contain_text(ONE)
    tab.page.keyboard.press("ArrowUp")
    expect(active).to_contain_text(DEMO)
    tab.page.keyboard.press("ArrowDown")
    expect(active).to_contain_text(ONE)
    named = finder(tab.page).get_attribute("aria-activedescendant")
    assert named == active.get_attribute("id")
    tab.page.keyboard.type("nothing like it")
    expect(options(tab.page)).to_have_count(0)
    expect(tab.page.get_by_text("No models found")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(options(tab.page)).to_have_count(3)
    tab.page.keyboard.press("Escape")
    expect(finder(tab.page)).to_have_count(0)
    expect(tab.model).to_be_focused()
    expect(tab.model).to_have_text(ONE)


def test_what_is_liked_and_what_was_chosen_last_comes_first_on_every_device(people, ada):
    tab = ada.tab()
    tab.choose_model(DEMO)
    tab.model.click()
    expect(group(tab.page, "Recent")).to_contain_text(DEMO)
    line = options(tab.page).filter(has_text=ONE)
    line.hover()
    line.get_by_title("Add to favourites").click()
    expect(group(tab.page, "Favourites")).to_contain_text(ONE)
    phone = people.again(ada, phone=True).tab()
    phone.model.click()
    expect(options(phone.page).first).to_contain_text(ONE)
    expect(group(phone.page, "Recent")).to_contain_text(DEMO)
    sheet = phone.page.get_by_role("dialog", name="Choose a model")
    sheet.evaluate("(it) => Promise.all(it.getAnimations().map((moving) => moving.finished))")
    box = sheet.bounding_box()
    assert box["width"] == 375 and box["y"] + box["height"] == 667
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 375
    options(phone.page).filter(has_text=DEMO).tap()
    expect(phone.model).to_contain_text(DEMO)


def test_managers_name_order_and_choose_for_their_team(people, ada):
    bob = people.guest(ada, "Bob")
    page = ada.page("/settings/models")
    lines = setting(page, "Models of this team").get_by_role("listitem")
    expect(lines.first).to_contain_text(ONE, timeout=SOON)
    page.get_by_role("button", name=f"Pin {DEMO}").click()
    expect(lines.first).to_contain_text(DEMO)
    page.get_by_role("button", name=f"Settings of {ONE}").click()
    form = page.get_by_role("dialog", name=f"Settings of {ONE}")
    form.get_by_label("Nickname").fill("Our one")
    form.get_by_label("Temperature").fill("hot")
    form.get_by_label("Temperature").press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("from 0 to 2")
    expect(form.get_by_label("Nickname")).to_have_value("Our one")
    form.get_by_label("Temperature").fill("0,5")
    form.get_by_label("Maximum output tokens").fill("3.5")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("whole number")
    form.get_by_label("Maximum output tokens").fill("2,000")
    form.get_by_label("Tools", exact=True).select_option("Yes")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(lines.filter(has_text="Our one")).to_contain_text("Can use tools")
    page.get_by_role("combobox", name="Default", exact=True).click()
    options(page).filter(has_text="Our one").click()
    expect(page.get_by_role("combobox", name="Default", exact=True)).to_have_text("Our one")
    there = bob.page("/settings/team")
    there.get_by_role("button", name="Switch to Ada's team").click()
    sections = there.get_by_role("navigation", name="Sections of the settings")
    expect(sections.get_by_role("link", name="Models", exact=True)).to_have_count(0)
    there.goto(bob.url + "/chat")
    model = there.get_by_role("combobox", name="Model", exact=True)
    expect(model).to_have_text("Our one", timeout=SOON)
    model.click()
    expect(options(there).first).to_contain_text(DEMO)


def test_the_model_is_asked_as_the_team_wishes(ada, provider):
    team = ada.team()["id"]
    wishes = {"model": f"openai/{ONE}", "temperature": 0.5, "max_tokens": 100, "revision": 0}
    ada.ask(f"teams/{team}/models/change", wishes)
    tab = ada.tab()
    tab.send("How are you asked?")
    tab.says("It is me.")
    body = provider.do(lambda it: it.requests[-1].body)
    assert (body["temperature"], body["max_tokens"]) == (0.5, 100)


def test_five_thousand_models_are_found_as_one_types(people, ada, many):
    stored.server(people.server.data, ada.team()["id"], many.url)
    tab = ada.tab()
    tab.model.click()
    expect(tab.page.get_by_text(re.compile(r"4,9\d\d more"))).to_be_visible(timeout=SOON)
    assert options(tab.page).count() == 100
    took = tab.page.evaluate(
        """async () => {
            const field = document.querySelector(".models-finder input");
            const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
            const began = performance.now();
            for (const typed of ["4", "49", "499", "4999"]) {
                set.call(field, typed);
                field.dispatchEvent(new Event("input", { bubbles: true }));
                await new Promise(requestAnimationFrame);
            }
            return performance.now() - began;
        }"""
    )
    assert took < 2_000
    expect(options(tab.page)).to_have_count(1)
    tab.page.keyboard.press("Enter")
    expect(tab.model).to_have_text("model-4999")
    tab.send("One of many?")
    tab.ends("complete")


def test_a_model_is_added_by_its_id_and_taken_away_again(people, ada, provider):
    stored.server(people.server.data, ada.team()["id"], provider.do(lambda it: it.url))
    page = ada.page("/settings/models")
    page.get_by_role("button", name="Add a model").click(timeout=SOON)
    form = page.get_by_role("dialog", name="Add a model by its ID")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("Type the model")
    form.get_by_label("Model ID").fill(ONE)
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("in the list already")
    expect(form.get_by_label("Model ID")).to_have_value(ONE)
    form.get_by_label("Model ID").fill("hidden-7")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form).to_have_count(0)
    line = setting(page, "Models of this team").get_by_role("listitem").filter(has_text="hidden-7")
    expect(line).to_contain_text("added manually")
    tab = ada.tab()
    tab.choose_model("hidden-7")
    tab.send("Are you there?")
    tab.ends("complete")
    assert provider.do(lambda it: it.requests[-1].body["model"]) == "hidden-7"
    line.get_by_role("button", name="Remove hidden-7").click()
    expect(line).to_have_count(0)
    expect(tab.page.get_by_role("alert")).to_contain_text("no longer available", timeout=SOON)


def test_who_arranges_what_somebody_else_arranged_meanwhile_is_told(ada):
    deaf = []

    def hears(socket):
        server = socket.connect_to_server()
        server.on_message(lambda told: (CHANGED in str(told) and deaf) or socket.send(told))
        socket.on_message(server.send)

    ada.context.route_web_socket("**/_event/**", hears)
    page = ada.page("/settings/models")
    lines = setting(page, "Models of this team").get_by_role("listitem")
    page.get_by_role("button", name=f"Pin {TWO}").click()
    expect(lines.first).to_contain_text(TWO)
    page.get_by_role("button", name=f"Pin {DEMO}").click()
    expect(lines.nth(1)).to_contain_text(DEMO)
    page.get_by_role("button", name=f"Move {DEMO}").and_(
        page.get_by_role("button", name=re.compile("up$"))
    ).click()
    expect(lines.first).to_contain_text(DEMO)
    team = ada.team()["id"]
    deaf.append(page)
    there = ada.ask(f"teams/{team}/models/all")["placed"]
    ada.ask(f"teams/{team}/models/order", {"first": there[:1], "before": there})
    page.get_by_role("button", name=f"Move {TWO} up").click()
    expect(page.get_by_text("Somebody else changed the order")).to_be_visible()
    assert ada.ask(f"teams/{team}/models/all")["placed"] == there[:1]
