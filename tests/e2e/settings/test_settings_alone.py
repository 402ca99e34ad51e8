"""The settings of a person who works alone, without accounts."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.settings.test_settings import SOON, setting


def test_who_works_alone_is_told_where_links_work(open_tab, provider):
    tab = open_tab()
    tab.send("Hello")
    tab.ends("complete")
    tab.page.get_by_role("button", name="Share", exact=True).click()
    dialog = tab.page.get_by_role("dialog")
    expect(dialog.get_by_text("A link works on this computer only")).to_be_visible()
    with tab.page.expect_download() as download:
        dialog.get_by_role("link", name="Export as Markdown").click()
    assert "Hello" in download.value.path().read_text()


def test_where_nobody_signs_in_there_is_nothing_about_accounts(open_tab):
    tab = open_tab()
    tab.page.get_by_role("link", name="Settings").click()
    expect(setting(tab.page, "Name")).to_be_visible()
    sections = tab.page.get_by_role("navigation", name="Sections of the settings")
    expect(sections.get_by_role("link")).to_have_text(
        [
            "Profile",
            "Appearance",
            "Notifications",
            "Instructions",
            "Agents",
            "Models",
            "Tools",
            "API keys",
            "Usage",
            "Data",
        ]
    )
    expect(tab.page.get_by_text("Password")).to_have_count(0)


@pytest.mark.parametrize(
    ("section", "region"),
    [
        ("profile", "Name"),
        ("instructions", "Preview"),
        ("agents", "Your agents"),
        ("models", "All models"),
        ("keys", "Your keys"),
        ("usage", "Requests, tokens and cost"),
        ("data", "Import"),
    ],
)
def test_who_works_alone_reads_of_no_team(open_tab, section, region):
    tab = open_tab()
    tab.page.goto(f"{tab.url}/settings/{section}")
    expect(setting(tab.page, region)).to_be_visible(timeout=SOON)
    if section == "models":
        tab.page.get_by_role("button", name="Settings of").first.click()
        expect(tab.page.get_by_role("dialog")).to_be_visible()
    expect(tab.page.locator(".settings")).not_to_contain_text(re.compile(r"\bteams?\b", re.I))
    if section == "models":
        tab.page.keyboard.press("Escape")
    tab.page.get_by_role("searchbox", name="Search settings").fill("team")
    expect(tab.page.get_by_text("No settings found")).to_be_visible()


def test_the_browser_s_title_names_the_section(open_tab):
    tab = open_tab()
    tab.page.goto(f"{tab.url}/settings/keys")
    expect(tab.page).to_have_title(re.compile(r"^(\(\d+\) )?API keys · Settings · Spacerr$"))
    sections = tab.page.get_by_role("navigation", name="Sections of the settings")
    sections.get_by_role("link", name="Usage").click()
    expect(tab.page).to_have_title(re.compile(r"^(\(\d+\) )?Usage · Settings · Spacerr$"))
    tab.page.get_by_role("link", name="Spacerr", exact=True).click()
    expect(tab.page).to_have_title(re.compile(r"^(\(\d+\) )?Spacerr$"))


@pytest.mark.parametrize("path", ["/settings/nothing", "/settings/audit"])
def test_a_section_that_is_not_there_is_said(open_tab, path):
    tab = open_tab()
    tab.page.goto(tab.url + path)
    expect(tab.page.get_by_text("This section doesn’t exist.")).to_be_visible()
