"""Agents as people use them: made in the settings, chosen in the composer, kept per chat."""

import json
import re
import uuid

import pytest
from playwright.sync_api import expect

SOON = 20_000  # milliseconds
POET = {
    "name": "Poet",
    "colour": "blue",
    "description": "Says it in rhyme",
    "instructions": "Answer in rhyme.",
    "starters": ["Why is the sky blue?"],
}


def made(person, shared=False, **settings):
    """Make an agent by the API, quickly; its id."""
    body = {"request_id": uuid.uuid4().hex, "settings": POET | settings, "shared": shared}
    return person.ask(f"teams/{person.team()['id']}/agents", body)["id"]


def picker(tab):
    return tab.page.get_by_role("combobox", name="Agent", exact=True)


def choose(tab, name):
    picker(tab).click()
    tab.page.get_by_role("option", name=name).click()
    expect(picker(tab)).to_have_text(re.compile(name))


def opened(person, agent, **browser):
    """The editor of an agent."""
    page = (browser.get("by") or person).page(f"/settings/agents#{agent}")
    expect(page.get_by_role("textbox", name="Instructions")).to_be_visible(timeout=SOON)
    return page


def test_an_agent_is_made_and_chosen_and_its_chat_remembers_it(people):
    ada = people.somebody("Ada")
    tab = ada.tab()
    expect(picker(tab)).to_have_count(0)
    page = ada.page("/settings/agents")
    page.get_by_role("link", name="New agent").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Poet")
    page.get_by_role("textbox", name="Instructions").fill("Answer in rhyme.")
    page.get_by_role("button", name="Add a question").click()
    page.get_by_role("textbox", name="Question 1").fill("Why is the sky blue?")
    page.get_by_role("button", name="Create agent").click()
    expect(page.get_by_role("heading", name="Poet")).to_be_visible(timeout=SOON)
    expect(picker(tab)).to_have_text("No agent", timeout=SOON)  # by itself
    choose(tab, "Poet")
    expect(tab.page.get_by_role("heading", name="Poet")).to_be_visible()
    tab.page.get_by_role("button", name="Why is the sky blue?").click()
    tab.ends("complete")
    chat = tab.chat_id()
    tab.page.reload()
    expect(picker(tab)).to_have_text(re.compile("Poet"), timeout=SOON)
    other = people.again(ada).tab(f"/chat/{chat}")
    expect(picker(other)).to_have_text(re.compile("Poet"), timeout=SOON)
    choose(tab, "No agent")
    tab.send("And now in prose")
    tab.ends("complete")
    expect(picker(other)).to_have_text("No agent", timeout=SOON)
    tab.page.get_by_role("button", name="New chat").first.click()
    expect(picker(tab)).to_have_text("No agent")


def test_who_answers_is_chosen_with_the_keyboard_alone(people):
    ada = people.somebody("Ada")
    made(ada)
    made(ada, name="Critic", starters=[])
    tab = ada.tab()
    expect(picker(tab)).to_be_visible(timeout=SOON)
    picker(tab).press("ArrowDown")
    expect(tab.page.get_by_role("listbox", name="Agent")).to_be_focused()
    tab.page.keyboard.press("p")
    tab.page.keyboard.press("Enter")
    expect(picker(tab)).to_have_text(re.compile("Poet"))
    expect(picker(tab)).to_be_focused()
    picker(tab).press("Enter")
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("listbox")).to_have_count(0)
    expect(picker(tab)).to_have_text(re.compile("Poet"))


def test_a_new_chat_takes_the_model_its_agent_prefers(people, provider):
    ada = people.somebody("Ada")
    models = ada.ask(f"teams/{ada.team()['id']}/models")["models"]
    made(ada, model=models[-1]["id"])
    page = ada.page("/settings/agents")
    page.get_by_role("button", name="New chat with Poet").click()
    expect(page.get_by_role("heading", name="Poet")).to_be_visible(timeout=SOON)
    shown = page.get_by_role("combobox", name="Model")
    expect(shown).to_contain_text(models[-1]["name"], timeout=SOON)


def test_of_two_who_edit_an_agent_the_second_is_told_and_loses_nothing(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob", "admin")
    agent = made(ada, shared=True)
    page = opened(ada, agent)
    name = page.get_by_role("textbox", name="Name", exact=True)
    name.fill("Ada's poet")
    change = {"version": 1, "settings": POET | {"name": "Bob's poet"}, "shared": True}
    bob.ask(f"agents/{agent}", change)
    expect(page.get_by_role("heading", name="Bob's poet")).to_be_visible(timeout=SOON)
    expect(name).to_have_value("Ada's poet")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("changed this agent meanwhile")
    expect(name).to_have_value("Ada's poet")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible(timeout=SOON)
    assert [it["name"] for it in ada.ask(f"agents/{agent}/versions")["versions"]] == [
        "Ada's poet",
        "Bob's poet",
        "Poet",
    ]


def test_what_is_typed_while_a_save_is_on_its_way_stays(people):
    ada = people.somebody("Ada")
    agent = made(ada)
    held = []

    def hold_the_first_save(socket):
        server = socket.connect_to_server()

        def on_message(sent):
            if "agent_editor_state.save" in str(sent) and not held:
                held.append(lambda: server.send(sent))
            else:
                server.send(sent)

        socket.on_message(on_message)
        server.on_message(socket.send)

    ada.context.route_web_socket("**/_event/**", hold_the_first_save)
    page = opened(ada, agent)
    name = page.get_by_role("textbox", name="Name", exact=True)
    told = page.get_by_role("textbox", name="Instructions")
    name.fill("Bard")
    page.get_by_role("button", name="Save", exact=True).click()
    while not held:
        page.wait_for_timeout(20)
    told.fill("Sing.")
    held[0]()
    expect(page.get_by_role("heading", name="Bard")).to_be_visible(timeout=SOON)
    expect(told).to_have_value("Sing.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible(timeout=SOON)
    kept = ada.ask(f"agents/{agent}")
    assert (kept["version"], kept["settings"]["name"]) == (3, "Bard")
    assert kept["settings"]["instructions"] == "Sing."


def test_an_agent_taken_back_meanwhile_is_not_shared_again_by_a_form(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob", "admin")
    agent = made(ada, shared=True)
    page = opened(ada, agent)
    page.get_by_role("textbox", name="Name", exact=True).fill("Bard")
    bob.ask(f"agents/{agent}", {"version": 1, "settings": POET, "shared": False})
    expect(page.get_by_role("radio", name="Only you")).to_be_checked(timeout=SOON)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible(timeout=SOON)
    kept = ada.ask(f"agents/{agent}")
    assert (kept["settings"]["name"], kept["shared"]) == ("Bard", False)


def test_an_agent_is_limited_to_the_tools_that_are_checked(people):
    ada = people.somebody("Ada")
    agent = made(ada)
    page = opened(ada, agent)
    tools = page.get_by_role("group", name="Tools", exact=True)
    expect(tools.get_by_role("radio", name="All tools")).to_be_checked()
    expect(tools.get_by_role("checkbox")).to_have_count(0)
    tools.get_by_role("radio", name="Only these").check(force=True)
    calculator = tools.get_by_role("checkbox", name="Calculator")
    expect(calculator).to_be_checked()
    for other in ("Clock", "Search", "Question"):
        tools.get_by_role("checkbox", name=other).uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible(timeout=SOON)
    kept = ada.ask(f"agents/{agent}")["settings"]
    assert (kept["only_tools"], kept["tools"]) == (True, ["calculator"])
    calculator.uncheck()
    page.reload()
    expect(calculator).not_to_be_checked(timeout=SOON)
    page.get_by_role("button", name="Discard changes").click()
    expect(calculator).to_be_checked()
    page.get_by_role("link", name="All agents").click()
    expect(page.get_by_text("Tools: Calculator")).to_be_visible(timeout=SOON)
    tab = ada.tab()
    tab.use("demo")
    choose(tab, "Poet")
    tab.page.get_by_role("button", name="Tools", exact=True).click()
    panel = tab.page.get_by_role("dialog", name="Tools")
    expect(panel.get_by_role("switch", name="Clock")).to_be_disabled()
    expect(panel.get_by_role("switch", name="Calculator")).to_be_focused()
    expect(panel.get_by_text("Poet may not use this")).to_have_count(3)
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("button", name="Tools", exact=True)).to_be_focused()


def test_an_earlier_version_is_looked_at_and_comes_back(people):
    ada = people.somebody("Ada")
    agent = made(ada)
    change = {"version": 1, "settings": POET | {"instructions": "Sing."}, "shared": False}
    ada.ask(f"agents/{agent}", change)
    page = opened(ada, agent)
    page.get_by_role("button", name="Show versions").click()
    page.get_by_role("button", name="View version 1").click()
    expect(page.get_by_role("dialog", name="Version 1")).to_contain_text("Answer in rhyme.")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Restore version 1").click()
    told = page.get_by_role("textbox", name="Instructions")
    expect(told).to_have_value("Answer in rhyme.", timeout=SOON)
    expect(page.get_by_text("Version 3: Poet")).to_be_visible(timeout=SOON)


def test_too_much_is_refused_beside_its_field_and_what_was_typed_stays(people):
    ada = people.somebody("Ada")
    agent = made(ada)
    page = opened(ada, agent)
    told = page.get_by_role("textbox", name="Instructions")
    told.fill("ü" * 100_000)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("20,000 characters", timeout=SOON)
    expect(told).to_be_focused()
    page.get_by_role("link", name="All agents").click()
    page.get_by_role("link", name="Poet").click()
    expect(told).to_have_value("ü" * 100_000, timeout=SOON)
    page.reload()
    expect(told).to_have_value("ü" * 100_000, timeout=SOON)
    page.get_by_role("button", name="Discard changes").click()
    expect(told).to_have_value("Answer in rhyme.")


def test_a_deleted_agent_can_be_brought_back(people):
    ada = people.somebody("Ada")
    made(ada)
    page = ada.page("/settings/agents")
    page.get_by_role("button", name="More about Poet").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("link", name="Poet")).to_have_count(0, timeout=SOON)
    expect(page.get_by_text("No agents yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Poet")).to_be_visible(timeout=SOON)


def test_an_agent_is_copied_taken_along_and_brought_in(people, tmp_path):
    ada, bob = people.somebody("Ada"), people.somebody("Bob")
    made(ada)
    page = ada.page("/settings/agents")
    page.get_by_role("button", name="More about Poet").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Export").click()
    assert saved.value.suggested_filename == "Poet.json"
    saved.value.save_as(tmp_path / "poet.json")
    page.get_by_role("button", name="More about Poet").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("heading", name="Poet (copy)")).to_be_visible(timeout=SOON)
    there = bob.page("/settings/agents")
    file = there.locator("input[type=file]")
    (tmp_path / "other.json").write_text(json.dumps({"format": "other"}))
    file.set_input_files(tmp_path / "other.json")
    expect(there.get_by_role("alert")).to_contain_text("isn't an agent", timeout=SOON)
    file.set_input_files(tmp_path / "poet.json")
    expect(there.get_by_role("heading", name="Poet")).to_be_visible(timeout=SOON)


def test_no_file_is_taken_before_the_section_knows_its_team(people):
    page = people.somebody("Ada").context.new_page()
    page.route_web_socket("**/_event/**", lambda _: None)  # nothing comes from State
    page.goto(f"{people.url}/settings/agents")
    expect(page.get_by_role("button", name="Import")).to_be_disabled()
    expect(page.locator("input[type=file]")).to_have_count(0)


def test_a_member_uses_the_team_s_agent_and_changes_only_a_copy(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob")
    agent = made(ada, shared=True)
    made(ada, name="Secret")
    team = ada.team()["id"]
    assert [it["settings"]["name"] for it in bob.ask(f"teams/{team}/agents")["agents"]] == ["Poet"]
    page = opened(bob, agent)
    expect(page.get_by_role("textbox", name="Instructions")).to_be_disabled()
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("heading", name="Poet (copy)")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("textbox", name="Instructions")).to_be_enabled()


@pytest.mark.parametrize("path", ["/settings/agents", "/settings/agents#new"])
def test_on_a_phone_nothing_is_wider_than_the_screen(people, path):
    ada = people.somebody("Ada", phone=True)
    made(ada, name="A poet with a name that goes on and on, for no good reason at all")
    page = ada.page(path)
    expect(page.get_by_text("Agents", exact=True).last).to_be_visible(timeout=SOON)
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
