"""Keys in the settings: tested when they are entered, never shown again, each for whom it is."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.settings.test_settings import setting

SOON = 20_000  # milliseconds
KEY = "sk-typed-by-somebody"
COMPATIBLE = "OpenAI-compatible server"


@pytest.fixture
def page(context, app, provider) -> Page:
    """Of the one who works alone. A browser complains of every refusal, so none is looked for."""
    page = context.new_page()
    page.goto(f"{app.url}/settings/keys")
    expect(setting(page, "Your keys")).to_be_visible(timeout=SOON)
    return page


def enter(page: Page, button: str, **fields: str) -> None:
    """Open the dialog, fill it in and send it with Enter."""
    page.get_by_role("button", name=button, exact=True).click()
    for label, text in fields.items():
        field = page.get_by_role("dialog").get_by_label(label, exact=True)
        field.select_option(text) if label == "Provider" else field.fill(text)
    page.keyboard.press("Enter")


def lines(page: Page, name: str = "Your keys"):
    return setting(page, name).get_by_role("listitem")


def more(page: Page, name: str, entry: str) -> None:
    page.get_by_role("button", name=f"More about {name}").click()
    page.get_by_role("menuitem", name=entry).click()


def test_a_key_is_entered_tested_renamed_replaced_and_removed(page, provider):
    enter(page, "Add a key", Provider=COMPATIBLE, Name="Lab", Address=provider.url, Key=KEY)
    line = lines(page).filter(has_text="Lab")
    expect(line).to_contain_text("Works since")
    expect(line).to_contain_text("ends with body")
    page.get_by_role("button", name="Test Lab").click()
    expect(line.get_by_role("status")).to_contain_text("It works:")
    more(page, "Lab", "Rename")
    page.get_by_role("dialog").get_by_label("Name").fill("Our lab")
    page.keyboard.press("Enter")
    line = lines(page).filter(has_text="Our lab")
    expect(line).to_be_visible()
    more(page, "Our lab", "Replace")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Address")).to_have_value(provider.url)
    dialog.get_by_label("Key", exact=True).fill("sk-another-of-mine")
    page.keyboard.press("Enter")
    expect(line).to_contain_text("ends with mine")
    expect(line).not_to_contain_text("It works:")  # which was said of the old one
    page.reload()
    expect(line).to_contain_text("ends with mine", timeout=SOON)
    assert KEY not in page.content() and "sk-another" not in page.content()
    more(page, "Our lab", "Remove")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(lines(page)).to_have_count(0)


def test_what_does_not_work_says_why_loses_nothing_and_may_be_kept(page):
    nowhere = "http://127.0.0.1:9/v1"
    enter(page, "Add a key", Provider=COMPATIBLE, Name="Later", Address=nowhere, Key=KEY)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing answers at this address")
    expect(dialog.get_by_label("Address")).to_be_focused()
    for label, text in {"Name": "Later", "Address": nowhere, "Key": KEY}.items():
        expect(dialog.get_by_label(label, exact=True)).to_have_value(text)
    dialog.get_by_role("button", name="Save anyway").click()
    expect(lines(page).filter(has_text="Later")).to_contain_text("Not tested yet")
    page.get_by_role("button", name="Test Later").click()
    expect(lines(page).get_by_role("status")).to_contain_text("Nothing answers")
    expect(lines(page)).to_contain_text("Unreachable since")
    more(page, "Later", "Remove")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(lines(page)).to_have_count(0)


def test_a_provider_s_key_is_missed_before_anybody_is_asked(page):
    enter(page, "Add a key", Provider="Anthropic", Name="Claude")
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("A key is needed")
    expect(page.get_by_role("button", name="Save anyway")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_members_see_the_team_s_keys_live_and_have_their_own_where_they_may(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob")
    path, openai = f"teams/{ada.team()['id']}/connections", {"provider": "openai", "key": KEY}
    there = bob.page("/settings/team")
    there.get_by_role("button", name="Switch to Ada's team").click()
    there.get_by_role("link", name="API keys", exact=True).click()
    team = lines(there, "Keys of Ada's team")
    expect(setting(there, "Keys of Ada's team")).to_contain_text("No keys yet", timeout=SOON)
    ada.ask(path, openai | {"name": "Ours", "untested": True})
    expect(team).to_contain_text("Ours", timeout=SOON)
    expect(team.get_by_role("button")).to_have_count(0)
    assert "ends with" not in team.inner_text()
    expect(setting(there, "Your own keys")).to_have_count(0)
    page = ada.page("/settings/keys")
    page.get_by_role("switch", name="Allow members to use their own API keys").check()
    expect(setting(there, "Your own keys")).to_be_visible(timeout=SOON)
    bob.ask(path, openai | {"name": "Mine", "own": True, "untested": True})
    expect(lines(there, "Your own keys")).to_contain_text("Mine", timeout=SOON)
    expect(setting(page, "Your own keys").get_by_role("listitem")).to_have_count(0)
    page.get_by_role("switch", name="Allow members to use their own API keys").uncheck()
    expect(setting(there, "Your own keys")).to_contain_text("These aren’t used", timeout=SOON)


def test_a_key_that_others_replaced_meanwhile_is_replaced_knowingly(people, provider):
    ada = people.somebody("Ada")
    path = f"teams/{ada.team()['id']}/connections"
    server = {"base_url": provider.url, "key": KEY}
    key = ada.ask(path, server | {"provider": "compatible", "name": "Lab"})["id"]
    page = ada.page("/settings/keys")
    more(page, "Lab", "Replace")
    ada.ask(f"{path}/key", server | {"id": key, "revision": 0})
    dialog = page.get_by_role("dialog")
    typed = dialog.get_by_label("Key", exact=True)
    typed.fill("sk-another-of-mine")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else changed this key")
    expect(typed).to_have_value("sk-another-of-mine")
    dialog.get_by_role("button", name="Replace", exact=True).click()
    expect(page.get_by_text("ends with mine")).to_be_visible(timeout=SOON)


def test_keys_fit_on_a_phone(people):
    ada = people.again(people.somebody("Ada"), phone=True)
    keys = {
        "provider": "openai",
        "key": KEY,
        "name": "A rather long name of a key",
        "untested": True,
    }
    ada.ask(f"teams/{ada.team()['id']}/connections", keys)
    page = ada.page("/settings/keys")
    expect(page.get_by_text("A rather long name")).to_be_visible(timeout=SOON)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Add a key", exact=True).click()
    box = page.get_by_role("dialog").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 375
