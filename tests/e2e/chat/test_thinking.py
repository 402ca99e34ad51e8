"""What a model thinks before it answers: live, folded when it answers, and apart from the text."""

from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.provider import Fault, FaultKind, Script
from tests.provider.texts import prose

THOUGHTS = tuple(f"Idea {n}. " for n in range(60))


def section(tab):
    return tab.last.get_by_role("button", name="Th")


def test_thoughts_are_live_fold_when_the_answer_begins_and_open_again(open_tab, provider, data):
    provider.set(Script(prose(40), rate=40, reasoning=THOUGHTS))
    tab = open_tab()
    tab.send("Think first")
    tab.says("Idea 20.")
    expect(section(tab)).to_have_attribute("aria-expanded", "true")
    tab.ends("complete")
    expect(section(tab)).to_have_attribute("aria-expanded", "false")
    expect(tab.last).not_to_contain_text("Idea 20.")
    row = stored.last_reply(data, tab.chat_id())
    assert row["reasoning"] == "".join(THOUGHTS) and "Idea" not in row["content"]
    tab.page.reload()
    tab.ends("complete")
    expect(section(tab)).to_contain_text("Thought for")
    section(tab).click()
    tab.says("Idea 59.")


def test_whoever_folds_or_opens_thoughts_is_not_overruled(open_tab, provider):
    provider.set(Script(prose(60), rate=40, reasoning=THOUGHTS))
    tab = open_tab()
    tab.send("Think first")
    tab.says("Idea 5.")
    section(tab).click()
    expect(section(tab)).to_have_attribute("aria-expanded", "false")
    section(tab).click()
    tab.ends("complete")
    expect(section(tab)).to_have_attribute("aria-expanded", "true")
    tab.says("Idea 59.")


def test_thoughts_survive_a_reload_in_mid_thought(open_tab, provider, data):
    provider.set(Script(prose(20), rate=30, reasoning=THOUGHTS))
    tab = open_tab()
    tab.send("Think first")
    tab.says("Idea 10.")
    tab.page.reload()
    tab.says("Idea 30.")
    expect(tab.last).to_contain_text("Idea 0. Idea 1.")
    tab.ends("complete")
    assert stored.last_reply(data, tab.chat_id())["reasoning"] == "".join(THOUGHTS)


def test_an_answer_that_turns_out_to_be_a_thought_becomes_one_on_the_page(open_tab, provider, data):
    words = (*THOUGHTS[:30], "\n</think>\n\n", "So", " it", " is", " yes.", *prose(30))
    provider.set(Script(words, rate=30))
    tab = open_tab()
    tab.send("Think first")
    tab.says("Idea 10.")
    other = open_tab(f"/chat/{tab.chat_id()}")
    tab.says("So it is yes.")
    for it in (tab, other):
        expect(section(it)).to_be_visible()
        expect(it.last).not_to_contain_text("Idea 10.")
        expect(it.last).to_contain_text("So it is yes.")
    tab.ends("complete")
    row = stored.last_reply(data, tab.chat_id())
    assert row["reasoning"].strip() == "".join(THOUGHTS[:30]).strip()
    assert row["content"] == "".join(words[31:])
    tab.page.reload()
    tab.ends("complete")
    section(tab).click()
    tab.says("Idea 29.")


def test_a_passing_failure_is_counted_down_and_then_answered(open_tab, provider):
    provider.queue(Script(fault=Fault(FaultKind.STATUS, status=503)), Script(("Here", " now", ".")))
    tab = open_tab()
    tab.send("Are you there?")
    tab.says("Retrying in")
    tab.says("Here now.")
    tab.ends("complete")


def test_a_model_that_reaches_its_limit_while_it_thinks_says_so_and_can_be_asked_again(
    open_tab, provider
):
    provider.queue(Script((), reasoning=THOUGHTS, finish="length"), Script(("Here", " now", ".")))
    tab = open_tab()
    tab.send("Think first")
    tab.says("reached its length limit before the answer began")
    tab.last.get_by_role("button", name="Retry").click()
    tab.says("Here now.")
    tab.ends("complete")
