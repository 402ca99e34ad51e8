"""What models are told: written on every level, seen as a whole, and looked at for any reply."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.settings.test_agents import made, opened
from tests.e2e.settings.test_settings import SOON, section, setting


def box(page, name):
    return page.get_by_role("textbox", name=f"Instructions: {name}", exact=True)


def told(page):
    return setting(page, "Preview")


def level(inside, name):
    return inside.get_by_role("group", name=name, exact=True)


def in_team(person):
    return f"teams/{person.team()['id']}/instructions"


def write(person, path, text):
    """Change instructions by the API, as they are now."""
    known = person.ask(path)
    person.ask(path, {"text": text, "mark": known.get("team", known)["mark"]})


def save(page, name):
    setting(page, name).get_by_role("button", name="Save").click()


def inspect(tab):
    """Open the inspector on the newest reply, as a person does."""
    tab.last.get_by_role("button", name="Details").click()
    tab.page.get_by_role("button", name="Show full prompt").click()
    return tab.page.get_by_role("dialog", name="Full prompt")


def test_what_is_typed_shows_at_once_as_models_will_be_told(people):
    page = people.somebody("Ada").page("/settings/instructions")
    yours = box(page, "Personal")
    expect(yours).to_be_visible(timeout=SOON)
    yours.fill("I read {{language}}, {{time_zone}}.")
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    expect(level(told(page), "Personal")).to_contain_text(
        f"I read English (United States), {zone}.", timeout=SOON
    )
    yours.fill("Tone: dry\nI am ")
    setting(page, "Your instructions").get_by_role("button", name="Person").click()
    expect(yours).to_have_value("Tone: dry\nI am {{person}}")
    expect(level(told(page), "Personal")).to_contain_text("I am Ada")
    box(page, "Ada's team").fill("Tone: warm\nBe brief.")
    ours = level(told(page), "Team")
    expect(ours).to_contain_text("replaced by Personal")
    expect(ours).to_contain_text("Be brief.")
    save(page, "Your instructions")
    expect(setting(page, "Your instructions").get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(box(page, "Personal")).to_have_value("Tone: dry\nI am {{person}}", timeout=SOON)
    expect(box(page, "Ada's team")).to_have_value("Tone: warm\nBe brief.")
    expect(level(told(page), "Team")).to_contain_text("Be brief.", timeout=SOON)
    setting(page, "Ada's team").get_by_role("button", name="Discard changes").click()
    expect(box(page, "Ada's team")).to_have_value("")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("x" * 200_000, "20,000 characters"), ("Dear {{nmae}}", "There is no variable {{nmae}}")],
)
def test_what_cannot_be_told_is_refused_and_stays_in_its_field(people, text, sentence):
    page = people.somebody("Ada").page("/settings/instructions")
    box(page, "Personal").fill(text)
    save(page, "Your instructions")
    expect(setting(page, "Your instructions").get_by_role("alert")).to_contain_text(
        sentence, timeout=SOON
    )
    expect(box(page, "Personal")).to_have_value(text)
    section(page, "Profile").click()
    section(page, "Instructions").click()
    expect(box(page, "Personal")).to_have_value(text)


def test_nobody_overwrites_what_another_admin_wrote_without_being_told(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob", "admin")
    team = ada.team()["id"]
    page = ada.page("/settings/instructions")
    ours = box(page, "Ada's team")
    ours.fill("Be brief.")
    mark = bob.ask(f"teams/{team}/instructions")["team"]["mark"]
    bob.ask(f"teams/{team}/instructions", {"text": "Be kind.", "mark": mark})
    save(page, "Ada's team")
    warned = setting(page, "Ada's team").get_by_role("alert")
    expect(warned).to_contain_text("Somebody else changed", timeout=SOON)
    expect(ours).to_have_value("Be brief.")
    save(page, "Ada's team")
    expect(setting(page, "Ada's team").get_by_text("Saved", exact=True)).to_be_visible()
    assert bob.ask(f"teams/{team}/instructions")["team"]["text"] == "Be brief."


def test_nobody_overwrites_what_others_wrote_while_they_looked_elsewhere(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob", "admin")
    tab = ada.tab()
    tab.make_project("Boats")
    tab.make_project("Trains")
    [boats] = [it for it in bob.ask(in_team(ada))["projects"] if it["name"] == "Boats"]
    page = tab.page
    page.goto(f"{tab.url}/settings/instructions")
    which = page.get_by_role("combobox", name="Project")
    which.select_option("Boats", timeout=SOON)
    box(page, "Project").fill("We build boats.")
    box(page, "Ada's team").fill("Be brief.")
    section(page, "Profile").click()
    write(bob, f"projects/{boats['id']}/instructions", "We sail.")
    write(bob, in_team(ada), "Be kind.")
    section(page, "Instructions").click()
    which.select_option("Trains")
    expect(box(page, "Project")).to_have_value("")
    which.select_option("Boats")
    for name, typed in (("Project", "We build boats."), ("Ada's team", "Be brief.")):
        expect(box(page, name)).to_have_value(typed)
        save(page, name)
        warned = setting(page, name).get_by_role("alert")
        expect(warned).to_contain_text("Somebody else changed", timeout=SOON)
    assert bob.ask(in_team(ada))["team"]["text"] == "Be kind."


def test_what_is_typed_while_it_is_saved_stays_and_is_saved_next(people):
    ada = people.somebody("Ada")
    page = ada.page("/settings/instructions")
    yours = box(page, "Personal")
    yours.fill("Be brief.")
    held = []
    page.route("**/api/me/instructions", lambda route: held.append(route))
    save(page, "Your instructions")
    yours.press_sequentially(" And kind.")
    held[0].continue_()
    page.unroute("**/api/me/instructions")
    expect(setting(page, "Your instructions").get_by_role("button", name="Save")).to_be_visible(
        timeout=SOON
    )
    expect(yours).to_have_value("Be brief. And kind.")
    assert ada.ask("me/instructions")["text"] == "Be brief."
    save(page, "Your instructions")
    expect(setting(page, "Your instructions").get_by_text("Saved", exact=True)).to_be_visible(
        timeout=SOON
    )
    assert ada.ask("me/instructions")["text"] == "Be brief. And kind."


def test_what_changes_elsewhere_shows_and_leaves_what_is_typed(people):
    ada = people.somebody("Ada")
    tab = ada.tab()
    tab.make_project("Boats")
    [boats] = ada.ask(in_team(ada))["projects"]
    page, other = (it.page("/settings/instructions") for it in (ada, people.again(ada)))
    box(other, "Ada's team").fill("Be brief.")
    other.get_by_role("combobox", name="Project").select_option("Boats")
    expect(box(other, "Project")).to_have_value("")
    write(ada, f"projects/{boats['id']}/instructions", "We sail.")
    expect(box(other, "Project")).to_have_value("We sail.", timeout=SOON)
    box(page, "Personal").fill("Mine")
    save(page, "Your instructions")
    expect(box(other, "Personal")).to_have_value("Mine", timeout=SOON)
    expect(box(other, "Ada's team")).to_have_value("Be brief.")


def test_whoever_runs_the_server_writes_for_everybody_on_it(people):
    bob = people.somebody("Bob")
    theirs = bob.page("/settings/instructions")
    expect(box(theirs, "Personal")).to_be_visible(timeout=SOON)
    expect(setting(theirs, "Server instructions")).to_have_count(0)
    page = people.owner.page("/settings/instructions")
    try:
        box(page, "Server").fill("Be honest, {{person}}.")
        expect(level(told(page), "Server")).to_contain_text("Be honest, Olive.", timeout=SOON)
        save(page, "Server instructions")
        saved = setting(page, "Server instructions").get_by_text("Saved", exact=True)
        expect(saved).to_be_visible(timeout=SOON)
        expect(setting(theirs, "Server instructions")).to_contain_text("Be honest", timeout=SOON)
        expect(box(theirs, "Server")).to_have_count(0)
        expect(level(told(theirs), "Server")).to_contain_text("Be honest, Bob.")
    finally:
        mark = people.owner.ask(in_team(people.owner))["platform"]["mark"]
        people.owner.ask("platform/instructions", {"text": "", "mark": mark})
        page.close()


def test_an_agent_is_seen_with_all_else_that_models_are_told(people):
    ada = people.somebody("Ada")
    poet = made(ada, instructions="I am {{agent}}.")
    write(ada, "me/instructions", "Tone: dry")
    page = ada.page("/settings/instructions")
    page.get_by_role("combobox", name="With agent").select_option("Poet", timeout=SOON)
    expect(level(told(page), "Agent")).to_contain_text("I am Poet.")
    page = opened(ada, poet)
    page.get_by_role("textbox", name="Instructions").fill("Tone: warm\nFor ")
    page.get_by_role("group", name="Insert").get_by_role("button", name="Person").click()
    page.get_by_text("Full prompt").click()
    expect(level(page, "Agent")).to_contain_text("For Ada", timeout=SOON)
    expect(level(page, "Personal")).to_contain_text("replaced by Agent")


def test_a_member_reads_what_the_team_says_and_a_project_has_its_own(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob")
    team = ada.team()["id"]
    mark = ada.ask(f"teams/{team}/instructions")["team"]["mark"]
    ada.ask(f"teams/{team}/instructions", {"text": "Be kind.", "mark": mark})
    tab = bob.tab()
    tab.page.get_by_role("button", name="Team: Bob's team").click()
    tab.page.get_by_role("menuitemradio", name=re.compile("Ada's team")).click()
    tab.make_project("Boats")
    page = tab.page
    page.goto(f"{tab.url}/settings/instructions")
    expect(setting(page, "Ada's team")).to_contain_text("Be kind.", timeout=SOON)
    expect(box(page, "Ada's team")).to_have_count(0)
    page.get_by_role("combobox", name="Project").select_option("Boats")
    box(page, "Project").fill("We build boats.")
    expect(level(told(page), "Project")).to_contain_text("We build boats.")
    save(page, "Project")
    expect(setting(page, "Project").get_by_text("Saved", exact=True)).to_be_visible()


@pytest.mark.parametrize("phone", [False, True])
def test_for_a_reply_everything_its_model_was_told_is_seen_and_copied(people, provider, phone):
    ada = people.somebody("Ada", phone=phone)
    team = ada.team()["id"]
    for path, text in (
        (f"teams/{team}/instructions", "Tone: warm\nBe brief."),
        ("me/instructions", "Tone: dry"),
    ):
        known = ada.ask(path)
        mark = known.get("team", known)["mark"]
        ada.ask(path, {"text": text, "mark": mark})
    tab = ada.tab()
    tab.composer.fill("What is a keel?")
    tab.page.get_by_role("button", name="Send", exact=True).click()
    tab.ends("complete")
    dialog = inspect(tab)
    expect(level(dialog, "Team")).to_contain_text("Be brief.", timeout=SOON)
    expect(level(dialog, "Team")).to_contain_text("replaced by Personal")
    expect(dialog.get_by_role("listitem")).to_have_text("QuestionWhat is a keel?")
    dialog.get_by_role("button", name="Copy all").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    [system, question] = provider.provider.requests[-1].body["messages"][:2]
    assert copied == f"[system]\n{system['content']}\n\n[user]\n{question['content']}"
    assert "Tone: warm" not in copied and "Be brief." in copied
    if phone:
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 375
    tab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
