"""What was used, in the settings: one's own for everybody, the team's for who manages it."""

from playwright.sync_api import expect

from tests.e2e.settings.test_settings import section, setting

SOON = 20_000  # milliseconds


def total(page, name):
    """A figure of the sums, by its name."""
    return setting(page, "Requests, tokens and cost").locator("div:has(> dt)", has_text=name)


def test_what_was_asked_for_is_counted_and_an_unknown_price_is_unknown(people, provider):
    ada = people.somebody("Ada")
    tab = ada.tab()
    tab.send("Hello")
    tab.ends()
    page = ada.page("/settings/usage")
    expect(total(page, "Requests")).to_be_visible(timeout=SOON)
    expect(total(page, "Cost")).to_contain_text("unknown")
    expect(page.get_by_text("The price of")).to_be_visible()
    models = setting(page, "By model").get_by_role("row")
    expect(models.nth(1)).to_contain_text("openai/scripted-1")


def test_a_member_sees_their_own_and_a_manager_everybody_s(people, provider):
    ada = people.somebody("Ada")
    tab = ada.tab()
    tab.send("Hello")
    tab.ends()
    bob = people.guest(ada, "Bob")
    page = ada.page("/settings/usage")
    page.get_by_role("radio", name="The team’s").check()
    expect(setting(page, "By person").get_by_role("row").nth(1)).to_contain_text("Ada")
    page.get_by_role("radio", name="7 days").check()
    expect(setting(page, "By person").get_by_role("row").nth(1)).to_contain_text("Ada")
    there = bob.page("/settings/team")
    there.get_by_role("button", name="Switch to Ada's team").click()
    section(there, "Usage").click()
    expect(there.get_by_text("No requests in this period")).to_be_visible()
    expect(there.get_by_role("radio", name="The team’s")).to_have_count(0)


def test_it_fits_a_phone(people, provider):
    ada = people.somebody("Ada")
    tab = ada.tab()
    tab.send("Hello")
    tab.ends()
    page = people.again(ada, phone=True).page("/settings/usage")
    expect(total(page, "Requests")).to_be_visible(timeout=SOON)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_manager_holds_replies_to_a_ceiling(people):
    page = people.somebody("Ada").page("/settings/usage#ceilings")
    most = setting(page, "Limit per reply")
    tokens, dollars = most.get_by_label("Tokens"), most.get_by_label("Dollars")
    tokens.fill("many")
    most.get_by_role("button", name="Save").click()
    expect(most.get_by_role("alert")).to_contain_text("whole number")
    expect(tokens).to_have_value("many")
    tokens.fill("5")
    most.get_by_role("button", name="Save").click()
    expect(most.get_by_role("alert")).to_contain_text("from 16")
    tokens.fill("500")
    dollars.fill("0.05")
    most.get_by_role("button", name="Save").click()
    expect(most.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(tokens).to_have_value("500", timeout=SOON)
    expect(dollars).to_have_value("0.05")
    tokens.fill("16,000")
    dollars.fill("1,000")
    most.get_by_role("button", name="Save").click()
    expect(most.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(tokens).to_have_value("16000", timeout=SOON)
    expect(dollars).to_have_value("1000")
    tokens.fill("700")
    page.reload()  # what is typed and not saved stays
    expect(tokens).to_have_value("700", timeout=SOON)
    most.get_by_role("button", name="Save").click()
    expect(most.get_by_text("Saved")).to_be_visible()
