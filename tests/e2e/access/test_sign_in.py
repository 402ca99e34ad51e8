"""The door: signing in and up, invitations, and where nobody is led."""

import re
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.e2e.support.people import PASSWORD, fill_in, in_workspace
from tests.e2e.support.tab import READY

NOT_OURS = [
    "https://evil.example/chat",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/a/..//evil.example",
    "javascript:alert(1)",
    "evil",
]


def test_a_wrong_password_is_said_and_what_was_typed_stays(people):
    ada = people.somebody("Ada")
    page = people.device().new_page()
    page.goto(f"{people.url}/sign-in")
    fill_in(page, email=ada.email, password="not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("isn't right")
    expect(page.get_by_label("E-mail")).to_have_value(ada.email)
    expect(page.get_by_label("Password", exact=True)).to_have_value("not this one")
    fill_in(page, password=PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    in_workspace(page)


def test_a_field_left_empty_is_named_before_anything_is_asked(people):
    _ = people.owner
    page = people.device().new_page()
    page.goto(f"{people.url}/sign-in")
    fill_in(page, email="ada@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Type your password.")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()


def test_the_door_is_passed_by_keyboard_alone_on_a_phone(people):
    ada = people.somebody("Ada")
    page = people.device(phone=True).new_page()
    page.goto(f"{people.url}/sign-in")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(ada.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.keyboard.press("Enter")
    in_workspace(page)


def test_an_impatient_enter_signs_in_once(people):
    ada = people.somebody("Ada")
    page = people.device().new_page()
    page.goto(f"{people.url}/sign-in")
    fill_in(page, email=ada.email, password=PASSWORD)
    for _ in range(5):
        page.keyboard.press("Enter")
    in_workspace(page)
    assert len(ada.ask("account/sign-ins")["sign_ins"]) == 2


def test_a_password_can_be_looked_at(people):
    _ = people.owner
    page = people.device().new_page()
    page.goto(f"{people.url}/sign-in")
    field = page.get_by_label("Password", exact=True)
    field.fill("seen")
    page.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide password").click()
    expect(field).to_have_attribute("type", "password")


@pytest.mark.parametrize("hostile", NOT_OURS)
def test_nobody_is_led_elsewhere_after_signing_in(people, hostile):
    page = people.owner.context.new_page()
    page.goto(f"{people.url}/sign-in?{urlencode({'next': hostile})}")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    assert page.url.startswith(people.url + "/")
    page.close()


def test_whoever_wanted_a_page_gets_it_after_signing_in(people):
    ada = people.somebody("Ada")
    page = people.device().new_page()
    page.goto(f"{people.url}/settings/appearance")
    page.wait_for_url(re.compile("/sign-in"))
    fill_in(page, email=ada.email, password=PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Appearance")).to_be_visible(timeout=20_000)


def test_whoever_has_signed_in_is_led_past_the_door(people):
    ada = people.somebody("Ada")
    for door in ("/sign-in", "/sign-up", "/setup"):
        page = ada.page(door)
        in_workspace(page)
        page.close()


def test_an_account_is_made_and_signed_in_at_once(people):
    _ = people.owner
    page = people.device().new_page()
    page.goto(f"{people.url}/sign-up")
    email = "grace+cobol@example.org"
    fill_in(page, name="Grace", email=email, password="short")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("at least 8")
    fill_in(page, password=PASSWORD)
    page.keyboard.press("Enter")
    in_workspace(page)
    page.goto(f"{people.url}/settings/profile")
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Grace")
    expect(page.get_by_text(email)).to_be_visible()


def test_an_invitation_leads_into_the_team_from_another_browser(people):
    ada = people.somebody("Ada")
    page = people.device(phone=True).new_page()
    page.goto(people.invitation(ada))
    expect(page.get_by_role("heading", name="Join Ada's team")).to_be_visible()
    expect(page.get_by_text("Ada invites you")).to_be_visible()
    page.get_by_role("link", name="Create an account").click()
    fill_in(page, name="Bob", email="bob-invited@example.org", password=PASSWORD)
    page.keyboard.press("Enter")
    in_workspace(page)
    members = ada.ask(f"teams/{ada.team()['id']}")["members"]
    assert sorted(it["name"] for it in members) == ["Ada", "Bob"]


def test_somebody_with_an_account_signs_in_and_joins(people):
    ada, bob = people.somebody("Ada"), people.somebody("Bob")
    page = people.device().new_page()
    page.goto(people.invitation(ada))
    page.get_by_role("link", name="I have an account").click()
    fill_in(page, email=bob.email, password=PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Join Ada's team").click()
    in_workspace(page)
    expect(page.get_by_role("button", name="Team: Ada's team")).to_be_visible(timeout=READY)


def slowly(route):
    """The list of chats, with the teams as the tab knew them, is there before the answer."""
    time.sleep(2)
    route.continue_()


def test_a_tab_that_showed_another_team_shows_the_one_it_joined(people):
    ada, bob = people.somebody("Ada"), people.somebody("Bob")
    bob.ask("teams", {"name": "Bakers"})
    page = bob.page("/chat")
    page.get_by_role("button", name="Team:").click()
    page.get_by_role("menuitemradio", name="Bakers").click()
    page.goto(people.invitation(ada))
    page.route("**/api/me", slowly)
    page.get_by_role("button", name="Join Ada's team").click()
    in_workspace(page)
    expect(page.get_by_role("button", name="Team: Ada's team")).to_be_visible(timeout=READY)


def test_an_invitation_works_once_and_leads_its_own_person_back(people):
    ada, bob, eve = (people.somebody(name) for name in ("Ada", "Bob", "Eve"))
    link = people.invitation(ada)
    page = bob.context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Join").click()
    in_workspace(page)
    page.goto(link)
    in_workspace(page)
    other = eve.context.new_page()
    other.goto(link)
    expect(other.get_by_role("heading", name="Invitation not valid")).to_be_visible()


def test_a_forged_invitation_says_no_more_than_that(people):
    _ = people.owner
    page = people.device().new_page()
    page.goto(f"{people.url}/invite/{'x' * 43}")
    expect(page.get_by_role("heading", name="Invitation not valid")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_label("E-mail")).to_be_visible()


def test_an_invitation_leaves_the_address_before_the_server_is_told_of_it(people):
    ada = people.somebody("Ada")
    link = people.invitation(ada)
    token = link.rsplit("/", 1)[-1]
    page = people.device().new_page()
    sent: list[str] = []
    hear = lambda frame: sent.append(str(frame))  # noqa: E731
    page.on("websocket", lambda socket: socket.on("framesent", hear))
    page.goto(link)
    expect(page.get_by_role("heading", name="Join Ada's team")).to_be_visible()
    page.wait_for_timeout(1000)
    assert token not in page.url
    assert sent and token not in "".join(sent)


def test_where_nobody_signs_in_the_door_leads_to_the_chats(open_tab):
    for door in ("/sign-in", "/sign-up", "/setup", f"/invite/{'x' * 43}"):
        tab = open_tab(door, wait=False)
        tab.page.goto(tab.url + door)
        in_workspace(tab.page)
