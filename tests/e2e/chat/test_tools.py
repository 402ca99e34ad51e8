"""Tools in a reply: shown where they stand, in every tab, and after a reload."""

from playwright.sync_api import expect

QUESTION = "What is 17 * 23, and what time is it in Tokyo?"


def steps(tab):
    return tab.last.locator("[data-step-id]")


def test_tools_are_shown_with_what_they_asked_and_answered(open_tab):
    tab = open_tab()
    tab.use("demo")
    tab.send(QUESTION)
    expect(steps(tab).first).to_contain_text("17 * 23")
    tab.ends("complete")
    tab.says("391")
    expect(steps(tab)).to_have_count(2)
    for step, title in zip(steps(tab).all(), ("Calculator", "Clock"), strict=True):
        expect(step).to_contain_text(title)
        expect(step).to_have_attribute("data-state", "succeeded")
    steps(tab).first.get_by_role("button").click()
    expect(steps(tab).first.get_by_role("group", name="Answer")).to_contain_text("391")


def test_another_tab_and_a_reload_show_the_same_steps(open_tab):
    tab = open_tab()
    tab.use("demo")
    tab.send(QUESTION)
    other = open_tab(f"/chat/{tab.chat_id()}")
    tab.ends("complete")
    other.ends("complete")
    expect(steps(other)).to_have_count(2)
    tab.page.reload()
    tab.ends("complete")
    expect(steps(tab)).to_have_count(2)
    shown = [it.get_attribute("data-step-id") for it in steps(tab).all()]
    assert shown == [it.get_attribute("data-step-id") for it in steps(other).all()]
    assert tab.letters() == other.letters()


def switch(tab, name):
    """The switch of a tool, in the panel that the button opens."""
    if not tab.page.get_by_role("dialog", name="Tools").is_visible():
        tab.page.get_by_role("button", name="Tools", exact=True).click()
    return tab.page.get_by_role("switch", name=name)


def test_a_tool_that_is_turned_off_is_off_in_every_tab_of_the_chat(open_tab):
    tab = open_tab()
    tab.use("demo")
    switch(tab, "Calculator").set_checked(False)
    tab.page.keyboard.press("Escape")
    tab.send(QUESTION)
    tab.ends("complete")
    expect(steps(tab)).to_have_count(1)
    expect(steps(tab)).to_contain_text("Clock")
    other = open_tab(f"/chat/{tab.chat_id()}")
    expect(switch(other, "Calculator")).not_to_be_checked()
    switch(tab, "Calculator").set_checked(True)
    expect(switch(other, "Calculator")).to_be_checked()


def test_a_model_that_is_not_known_to_use_tools_says_so(open_tab):
    tab = open_tab()
    tab.page.get_by_role("button", name="Tools", exact=True).click()
    expect(tab.page.get_by_role("dialog", name="Tools")).to_contain_text("known to use tools")


def test_demo_asks_a_question_and_uses_the_answer(open_tab):
    tab = open_tab()
    tab.use("demo")
    tab.send("Ask me a question")
    form = tab.last.get_by_role("group", name="Question needs your answer")
    expect(form).to_contain_text("What would you like to see next?")
    form.get_by_label("A table").check()
    form.get_by_role("button", name="Send", exact=True).click()
    tab.ends("complete")
    tab.says("You chose A table")
    expect(tab.last.get_by_role("table")).to_be_visible()
