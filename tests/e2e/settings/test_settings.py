"""The settings: found by words and by links, kept, live, and honest about what others changed."""

import re

from playwright.sync_api import expect

from tests.e2e.support.people import PASSWORD, fill_in, in_workspace

SOON = 20_000  # milliseconds


def section(page, name):
    return page.get_by_role("navigation", name="Sections of the settings").get_by_role(
        "link", name=name
    )


def setting(page, name):
    return page.get_by_role("region", name=name, exact=True)


def test_settings_are_reached_and_found_by_words_of_any_section(people):
    tab = people.somebody("Ada").tab()
    tab.page.get_by_role("button", name="Account", exact=True).click()
    tab.page.get_by_role("menuitem", name="Settings").click()
    search = tab.page.get_by_role("searchbox", name="Search settings")
    expect(tab.page.locator(".settings-page")).to_be_focused()
    search.fill("night mode")
    tab.page.get_by_role("link", name="Theme Appearance").click()
    expect(tab.page).to_have_url(re.compile("/settings/appearance#theme"))
    expect(setting(tab.page, "Theme")).to_be_focused()
    search.fill("no such thing")
    expect(tab.page.get_by_text("No settings found")).to_be_visible()


def test_a_link_shows_a_setting_that_is_still_loading(people):
    page = people.somebody("Ada").page("/settings/profile#password")
    expect(setting(page, "Password")).to_be_focused(timeout=SOON)


def test_a_link_opens_its_section_also_on_a_phone(people):
    ada = people.again(people.somebody("Ada"), phone=True)
    page = ada.page("/settings/sessions")
    expect(setting(page, "Where you are signed in")).to_be_visible(timeout=SOON)
    section(page, "Data").click()
    expect(setting(page, "Export")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_how_it_looks_holds_after_a_reload_from_the_first_paint_on(people):
    page = people.somebody("Ada").page("/settings/appearance")
    for name in ("Dark", "Larger", "Compact", "Reduced"):
        page.get_by_role("radio", name=name, exact=True).check()
    shown = "Object.assign({}, document.documentElement.dataset)"
    looks = {"text": "larger", "density": "compact", "motion": "reduced"}
    assert looks.items() <= page.evaluate(shown).items()
    page.add_init_script(
        """new MutationObserver(() => {
            if (document.body && !window.first)
                window.first = [document.documentElement.className,
                                document.documentElement.dataset.text];
        }).observe(document, {childList: true, subtree: true});"""
    )
    page.reload()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked(timeout=SOON)
    first = page.evaluate("window.first")
    assert "dark" in first[0] and first[1] == "larger"
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert page.evaluate(size) == 20


def test_a_name_is_changed_and_a_bad_one_is_refused(people):
    ada = people.somebody("Ada")
    page = ada.page("/settings/profile")
    name = page.get_by_role("textbox", name="Name", exact=True)
    name.fill("x" * 10_000)
    name.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("80 characters")
    expect(name).to_have_value("x" * 10_000)
    name.fill("Ada King")
    name.press("Enter")
    expect(page.get_by_role("button", name="Account", exact=True)).to_have_attribute(
        "title", "Account: Ada King"
    )


def test_changing_the_password_signs_out_everywhere_else(people):
    ada = people.somebody("Ada")
    other = people.again(ada)
    page = ada.page("/settings/profile")
    page.get_by_label("Current password").fill("not it")
    page.get_by_label("New password").fill("another good one")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("isn't your password")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed")).to_be_visible()
    there = other.page("/chat")
    there.wait_for_url(re.compile("/sign-in"))
    fill_in(there, email=ada.email, password="another good one")
    there.keyboard.press("Enter")
    in_workspace(there)


def test_sessions_are_listed_and_ended(people):
    ada = people.somebody("Ada")
    phone = people.again(ada, phone=True)
    page = ada.page("/settings/sessions")
    lines = setting(page, "Where you are signed in").get_by_role("listitem")
    expect(lines).to_have_count(2, timeout=SOON)
    expect(lines.filter(has_text="This browser")).to_have_count(1)
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(lines).to_have_count(1)
    there = phone.page("/chat")
    there.wait_for_url(re.compile("/sign-in"))


def test_a_team_renamed_by_another_admin_is_not_overwritten_silently(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob", "admin")
    team = ada.team()
    page = ada.page("/settings/team")
    name = page.get_by_role("textbox", name="Team name")
    expect(name).to_have_value("Ada's team", timeout=SOON)
    name.fill("Analysts")
    change = {"name": "Bob was here", "revision": team["revision"]}
    bob.ask(f"teams/{team['id']}/name", change)
    expect(setting(page, "Your teams")).to_contain_text("Bob was here")
    expect(name).to_have_value("Analysts")
    name.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Bob was here", timeout=SOON)
    expect(name).to_have_value("Analysts")
    name.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert ada.team("Analysts")


def test_members_are_shown_live_changed_and_removed(people):
    ada = people.somebody("Ada")
    page = ada.page("/settings/members")
    members = setting(page, "Members of Ada's team").get_by_role("listitem")
    expect(members).to_have_count(1, timeout=SOON)
    bob = people.guest(ada, "Bob")
    expect(members).to_have_count(2, timeout=SOON)
    role = page.get_by_role("combobox", name="Role of Bob")
    role.select_option("Admin")
    expect(page.get_by_text("Bob is now: Admin")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Bob is now: Member")).to_be_visible()
    expect(role).to_have_value("member")
    role.select_option("Admin")
    there = bob.page("/settings/team")
    expect(there.get_by_text("Admin", exact=True)).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Remove Bob").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(members).to_have_count(1)
    expect(setting(there, "Your teams").get_by_role("listitem")).to_have_count(1, timeout=SOON)
    expect(there.get_by_text("You are no longer in Ada's team")).to_be_visible()
    there.goto(f"{people.url}/settings/data")
    expect(there.get_by_text("Chats in teams you have left aren’t included.")).to_be_visible()


def test_an_only_owner_is_told_before_deleting_the_account(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob")
    page = ada.page("/settings/data")
    expect(page.get_by_text("You are the only owner of Ada's team.")).to_be_visible()
    expect(page.get_by_role("button", name="Delete account")).to_have_count(0)
    page.get_by_role("link", name="Members of Ada's team").click()
    page.wait_for_url("**/settings/members")
    page.get_by_role("combobox", name="Role of Bob").select_option("Owner")
    expect(page.get_by_text("Bob is now: Owner")).to_be_visible()
    page.goto(f"{people.url}/settings/data")
    expect(page.get_by_role("button", name="Delete account")).to_be_visible()
    assert bob.team("Ada's team")["role"] == "owner"


def test_an_invitation_is_shown_once_copied_and_revoked(people):
    page = people.somebody("Ada").page("/settings/members")
    page.get_by_role("button", name="Create link").click()
    link = page.get_by_label("Invitation link").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_label("Invitation link")).to_have_count(0)
    page.get_by_role("button", name="Revoke the invitation").click()
    expect(page.get_by_text("No pending invitations.")).to_be_visible()
    visitor = people.device().new_page()
    visitor.goto(link)
    expect(visitor.get_by_role("heading", name="Invitation not valid")).to_be_visible()


def test_a_team_is_handed_over_and_left(people):
    ada = people.somebody("Ada")
    people.guest(ada, "Bob")
    page = ada.page("/settings/team")
    page.get_by_role("button", name="Leave team").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Leave team").click()
    expect(dialog.get_by_role("alert")).to_contain_text("somebody else the owner")
    dialog.get_by_role("button", name="Cancel").click()
    section(page, "Members").click()
    page.get_by_role("button", name="Make Bob the owner").click()
    page.get_by_role("dialog").get_by_role("button", name="Make owner").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    section(page, "Team").first.click()
    page.get_by_role("button", name="Leave team").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave team").click()
    expect(page.get_by_text("You left Ada's team")).to_be_visible()


def test_what_was_done_is_shown_to_managers_only(people):
    ada = people.somebody("Ada")
    bob = people.guest(ada, "Bob")
    page = ada.page("/settings/audit")
    entries = setting(page, "Audit log").get_by_role("listitem")
    expect(entries.filter(has_text="joined the team").first).to_contain_text("Bob", timeout=SOON)
    page.get_by_role("combobox", name="Filter").select_option("Created an invitation")
    expect(entries).to_have_count(1)
    there = bob.page("/settings/team")
    there.get_by_role("button", name="Switch to Ada's team").click()
    expect(section(there, "Audit")).to_have_count(0)


def test_a_team_is_deleted_by_who_types_its_name(people):
    ada = people.somebody("Ada")
    ada.ask("teams", {"name": "Poets"})
    page = ada.page("/chat")
    page.get_by_role("button", name="Team:").click()
    page.get_by_role("menuitemradio", name="Poets").click()
    page.goto(f"{people.url}/settings/data")
    page.get_by_role("button", name="Delete team").click()
    dialog = page.get_by_role("dialog", name="Delete Poets?")
    for typed, said in (("", "Type the word to confirm"), ("Prose", "Nothing was deleted")):
        dialog.get_by_label("To confirm, type Poets").fill(typed)
        dialog.get_by_role("button", name="Delete permanently").click()
        expect(dialog.get_by_role("alert")).to_contain_text(said)
    dialog.get_by_label("To confirm, type Poets").fill("Poets")
    dialog.get_by_role("button", name="Delete permanently").click()
    expect(page.get_by_text("Poets was deleted")).to_be_visible(timeout=SOON)
    assert [it["name"] for it in ada.ask("me")["teams"]] == ["Ada's team"]


def test_older_entries_of_the_audit_come_once_however_impatiently_they_are_asked_for(people):
    ada = people.somebody("Ada")
    team = ada.team()["id"]
    for _ in range(30):
        made = ada.ask(f"teams/{team}/invitations", {"role": "member", "days": 1})
        ada.ask(f"teams/{team}/invitations/revoke", {"id": made["id"]})
    page = ada.page("/settings/audit")
    entries = setting(page, "Audit log").get_by_role("listitem")
    expect(entries).to_have_count(50, timeout=SOON)
    page.get_by_role("button", name="Show more").dblclick()
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)
    expect(entries).to_have_count(61)
