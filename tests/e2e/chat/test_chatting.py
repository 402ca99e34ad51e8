"""Writing to a model and reading what it says."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.provider import Script
from tests.provider.texts import prose, torture

GIVE_FILE = """
(field, way) => {
  const given = new DataTransfer();
  given.items.add(new File(["x"], "cat.png", { type: "image/png" }));
  if (way === "table") given.setData("text/plain", "1\\t2");
  const init = { bubbles: true, cancelable: true };
  const event = way === "drop"
    ? new DragEvent("drop", { ...init, dataTransfer: given })
    : new ClipboardEvent("paste", { ...init, clipboardData: given });
  return !field.dispatchEvent(event);
}
"""
"""Whether the page took what it was given, so that the browser does nothing of its own."""


def test_a_message_is_answered_and_both_are_stored(open_tab, provider, data):
    provider.set(Script(("Good", " morning", ", **friend**", ".")))
    tab = open_tab()
    tab.send("Hello?")
    tab.ends("complete")
    expect(tab.messages).to_have_count(2)
    expect(tab.last).to_contain_text("Good morning, friend.")
    question, reply = stored.messages(data, tab.chat_id())
    assert (question["content"], reply["content"]) == ("Hello?", "Good morning, **friend**.")


def test_text_appears_while_it_is_written(open_tab, provider):
    provider.set(Script(prose(200), rate=60))
    tab = open_tab()
    tab.send("Tell me something long")
    tab.writes(2)
    expect(tab.last).to_have_attribute("data-status", re.compile("pending|thinking|streaming"))
    expect(tab.last).to_have_attribute("aria-busy", "true")
    lengths = set()
    for _ in range(20):
        lengths.add(len(tab.text()))
        tab.page.wait_for_timeout(50)
    assert len(lengths) > 5
    tab.ends("complete")


def test_the_page_shows_exactly_what_the_database_holds(open_tab, provider, data):
    """Copy gives the page's own text: code, tables, emoji and right-to-left text included."""
    provider.set(Script(torture(), rate=800))
    tab = open_tab()
    tab.send("Everything at once")
    tab.ends("complete", timeout=60_000)
    expected = "".join(torture())
    assert stored.last_reply(data, tab.chat_id())["content"] == expected
    tab.last.hover()
    tab.last.get_by_role("button", name="Copy", exact=True).last.click()
    expect(tab.last.get_by_title("Copied")).to_be_visible()
    assert tab.page.evaluate("navigator.clipboard.readText()") == expected
    streamed = tab.letters()
    tab.page.reload()
    tab.ends("complete")
    assert tab.letters() == streamed


def test_a_second_message_continues_the_chat(open_tab, provider, data):
    tab = open_tab()
    tab.send("First")
    tab.ends("complete")
    chat = tab.chat_id()
    tab.send("Second")
    expect(tab.messages).to_have_count(4)
    tab.ends("complete")
    assert tab.chat_id() == chat
    rows = stored.messages(data, chat)
    assert [row["parent_id"] for row in rows] == [None, *(row["id"] for row in rows[:-1])]
    said = provider.provider.requests[-1].body["messages"]
    assert [message["role"] for message in said] == ["user", "assistant", "user"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_sent_when_nothing_was_written(open_tab, text):
    tab = open_tab()
    tab.send(text)
    expect(tab.page.get_by_role("button", name="Send")).to_be_disabled()
    expect(tab.messages).to_have_count(0)


def test_a_message_that_is_too_long_is_refused_and_kept(open_tab):
    tab = open_tab()
    text = "x" * 100_001
    tab.send(text)
    expect(tab.page.get_by_role("alert")).to_contain_text("100,000 characters")
    expect(tab.composer).to_have_value(text)
    expect(tab.messages).to_have_count(0)
    expect(tab.page.get_by_text("100,001 / 100,000")).to_be_visible()
    tab.composer.fill("40 short lines")
    expect(tab.page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_file_that_is_pasted_or_dropped_is_refused_in_words(open_tab, way):
    tab = open_tab()
    tab.composer.fill("Look at")
    handled = tab.composer.evaluate(GIVE_FILE, way)
    assert handled, "the browser would open the file in place of the page"
    expect(tab.page.get_by_role("alert")).to_contain_text("Files can’t be added yet")
    tab.composer.press_sequentially(" this")
    expect(tab.page.get_by_role("alert")).to_have_count(0)
    expect(tab.composer).to_have_value("Look at this")


def test_a_table_that_is_pasted_comes_as_text_though_a_picture_comes_along(open_tab):
    tab = open_tab()
    assert not tab.composer.evaluate(GIVE_FILE, "table")
    expect(tab.page.get_by_role("alert")).to_have_count(0)


def test_code_in_ones_own_message_has_a_fixed_font(open_tab):
    tab = open_tab()
    tab.send("Why does this fail?\n```python\nif x:\n    print(x)\n```\nThanks")
    code = tab.messages.first.locator("pre")
    expect(code).to_have_text("if x:\n    print(x)")
    assert "mono" in code.evaluate("it => getComputedStyle(it).fontFamily")
    expect(tab.messages.first).to_contain_text("Why does this fail?")
    expect(tab.messages.first).to_contain_text("Thanks")


def test_a_picture_is_a_link_that_says_where_it_is(open_tab, provider):
    provider.set(Script(("![a cat](https://example.org/cat.png) ", "![no](data:image/png,x)")))
    tab = open_tab()
    tab.send("A cat, please")
    tab.ends("complete")
    link = tab.last.get_by_role("link", name="Picture from example.org, not loaded: a cat")
    expect(link).to_have_attribute("href", "https://example.org/cat.png")
    expect(link).to_have_attribute("target", "_blank")
    expect(tab.last.get_by_role("link")).to_have_count(1)


def test_a_tables_headers_give_way_to_its_cells(open_tab, provider):
    head = "| Sort | Cost | What it needs beside the list that is sorted, and when it is too much |"
    provider.set(Script((f"{head}\n|--|--|--|\n| Merge | O(n log n) | {'much ' * 40}|",)))
    tab = open_tab()
    tab.send("Compare")
    tab.ends("complete")
    cost = tab.last.get_by_role("cell", name="O(n log n)")
    assert (
        cost.evaluate(
            "it => { const r = document.createRange(); r.selectNodeContents(it);"
            " return new Set([...r.getClientRects()].map(b => b.top)).size }"
        )
        <= 2
    )


def test_enter_sends_and_shift_enter_breaks_the_line(open_tab):
    tab = open_tab()
    tab.composer.fill("one")
    tab.composer.press("Shift+Enter")
    tab.composer.type("two")
    expect(tab.composer).to_have_value("one\ntwo")
    tab.composer.press("Enter")
    expect(tab.messages.first).to_contain_text("one\ntwo")


def test_enter_that_chooses_a_character_does_not_send(open_tab):
    tab = open_tab()
    tab.composer.fill("にほん")
    tab.composer.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(tab.messages).to_have_count(0)
    expect(tab.composer).to_have_value("にほん")


def test_enter_pressed_five_times_is_one_message(open_tab, provider, data):
    before = len(provider.provider.requests)
    tab = open_tab()
    tab.composer.fill("Once")
    tab.page.evaluate(
        """() => { const box = document.querySelector('textarea');
        for (let i = 0; i < 5; i++)
          box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true})); }"""
    )
    tab.ends("complete")
    assert len(stored.messages(data, tab.chat_id())) == 2
    assert len(provider.provider.requests) == before + 1


def test_suggestions_start_a_chat_and_ask_of_spacerr_only_who_knows_it(open_tab):
    tab = open_tab()
    about_spacerr = tab.page.get_by_role("button", name="How does streaming work?")
    expect(tab.page.get_by_role("button", name="Suggest a quick dinner")).to_be_visible()
    expect(about_spacerr).to_have_count(0)
    tab.use("demo")
    about_spacerr.click()
    tab.ends("complete")
    expect(tab.messages.first).to_contain_text("How does streaming work?")


def test_hostile_and_broken_text_is_shown_as_text(open_tab, provider):
    hostile = (
        "<script>window.hit=1</script> <img src=x onerror='window.hit=2'>\n\n"
        "[bad](javascript:window.hit=3) ![far](https://example.com/a.png) ![near](/near.png)\n\n"
        "مرحبا بالعالم\n\n| a | b |\n|--\n\n```python\nunclosed = True"
    )
    provider.set(Script(tuple(hostile), rate=0))
    tab = open_tab()
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.send("<b>bold</b> & <script>window.hit=4</script>")
    tab.ends("complete")
    expect(tab.messages.first).to_contain_text("<b>bold</b> & <script>window.hit=4</script>")
    expect(tab.last).to_contain_text("window.hit=1")
    expect(tab.last).to_contain_text("unclosed = True")
    expect(tab.last).to_contain_text("مرحبا بالعالم")
    assert tab.page.evaluate("window.hit") is None
    assert tab.last.locator("a[href^='javascript']").count() == 0
    expect(tab.last).to_contain_text("[Image blocked: near]")
    assert not [url for url in asked if "example.com" in url or "near.png" in url]


@pytest.mark.parametrize("language", ["bash", "python", "rust", "sql", "html"])
def test_code_that_is_coloured_while_it_comes_says_the_same_in_the_end(
    open_tab, provider, language
):
    lines = [f"echo 'line {n} of many words without a mark and more' and so on" for n in range(12)]
    words = [f"{word} " for line in lines for word in line.split(" ")]
    words = [f"{word}\n" if word == "on " else word for word in words]
    provider.set(Script(("Here:\n\n", f"```{language}\n", *words, "```\n\nDone."), rate=90))
    tab = open_tab()
    tab.send(f"Some {language}, please")
    code = tab.last.locator("pre")
    for n in (3, 6, 9):
        expect(code).to_contain_text(f"line {n} of many")
        seen = " ".join(code.text_content().split())
        assert " ".join(lines).startswith(seen.replace("onecho", "on echo"))
    tab.ends("complete")
    shown = code.text_content().replace("\n", " ").replace("onecho", "on echo").split()
    assert shown == " ".join(lines).split()
