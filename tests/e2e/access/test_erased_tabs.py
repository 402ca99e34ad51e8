"""Several workers keep tabs in Redis: those of a deleted account go with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.support.in_redis import found
from tests.e2e.support.people import People
from tests.e2e.support.tab import Tab
from tests.provider import Script
from tests.server import AppServer

HELD = 10  # seconds for which a worker may hold a tab's state, and more
ERASED = 30
OF_CHAT = "chat_state"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory, models, browser) -> Iterator[People]:
    settings = models | {"SPACERR_AUTH_MODE": "accounts", "SPACERR_SIGN_UP": "open"}
    server = AppServer(tmp_path_factory.mktemp("erased"), settings, workers=2)
    people = People(server.start(), browser)
    yield people
    people.close()
    server.stop()


def until(page: Page, reached, seconds: int) -> None:
    for _ in range(seconds * 5):
        if reached():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it did not happen in time")


def shown_by(data: Path, word: str) -> int:
    """How many tabs show a word in their chat, as Redis knows them."""
    return len([key for key in found(data, word).get(word, ()) if OF_CHAT in key])


def said(tab: Tab, text: str) -> None:
    tab.send(text)
    tab.ends("complete")


def test_nothing_of_a_deleted_account_is_left_in_redis_not_even_what_tabs_showed(crowd, provider):
    data, zora, stays = crowd.server.data, crowd.somebody("Zora"), crowd.owner.tab()
    said(stays, "Why do owls hoot?")
    provider.set(Script(("Resplendently", " so.")))
    closed, open_one = zora.tab(), zora.tab()
    for tab in (closed, open_one):
        said(tab, "Why do quetzals whistle?")
    chat = closed.chat_id()
    elsewhere = crowd.again(zora).tab(f"/chat/{chat}")
    words = ["quetzals", "Resplendently", "Zora", zora.ask("me")["id"], chat]
    until(stays.page, lambda: shown_by(data, "quetzals") == 3, HELD)
    until(stays.page, lambda: shown_by(data, "owls") == 1, HELD)
    closed.page.close()
    assert found(data, *words).keys() == {*words}

    zora.ask("account/delete", {"password": zora.password, "confirmation": zora.email})
    expect(elsewhere.page.get_by_role("dialog", name="You were signed out")).to_be_visible()
    until(stays.page, lambda: not found(data, *words), ERASED)
    stays.page.wait_for_timeout(HELD * 1000)
    assert found(data, *words) == {}
    assert shown_by(data, "owls") == 1
    said(stays, "And eagles?")
    expect(stays.messages).to_have_count(4)
