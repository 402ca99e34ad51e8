"""Choosing a model, as tests do it: the list, its search and groups, the settings' switches."""

import pytest
from playwright.sync_api import expect

from tests.provider import Script

ONE, TWO, DEMO = "scripted-1", "scripted-2", "Demo"


@pytest.fixture
def ada(people, provider):
    provider.set(Script(("It", " is", " me.")))
    return people.somebody("Ada")


def options(page):
    return page.get_by_role("option")


def finder(page):
    return page.get_by_role("combobox", name="Find by name or ability")


def group(page, name):
    return page.get_by_role("listbox", name="Choose a model").get_by_role("group", name=name)


def switch(page, model):
    return page.get_by_role("switch", name=f"Enable {model}")


def default_is(page, name):
    """A manager chooses what new chats begin with."""
    box = page.get_by_role("combobox", name="Default", exact=True)
    box.click()
    options(page).filter(has_text=name).click()
    expect(box).to_contain_text(name)
