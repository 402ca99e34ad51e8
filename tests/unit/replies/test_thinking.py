"""What a model thought is told from what it answered, however its text was cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.replies.channels import BEGINNINGS
from spacerr.domain.replies.events import Delta, Reasoning, WasThought
from spacerr.domain.replies.think_tags import BLANKS, LONE, TAGS, ThinkTagParser


def told_apart(pieces) -> tuple[str, str]:
    """The whole thought and the whole text."""
    thinking = ThinkTagParser()
    said = [event for piece in pieces for event in thinking.feed(piece)] + thinking.rest()
    thought, text = "", ""
    for event in said:
        match event:
            case Reasoning():
                assert event.text
                thought += event.text
            case Delta():
                assert event.text
                text += event.text
            case WasThought():
                thought, text = thought + text, ""
    return thought, text


ANALYSIS = "<|channel|>analysis<|message|>"
COMMENTARY = "<|end|><|start|>assistant<|channel|>commentary to=functions.x<|message|>"
FINAL = "<|end|><|start|>assistant<|channel|>final<|message|>"
CASES = {
    "Hello": ("", "Hello"),
    "": ("", ""),
    " \n ": ("", " \n "),
    "  indented": ("", "  indented"),
    "<think>Hm.</think>Hello": ("Hm.", "Hello"),
    "<thinking>Hm.</thinking>Hello": ("Hm.", "Hello"),
    "\n <think>Hm.</think>\n\nHello": ("Hm.", "Hello"),
    "<think>Hm.</think>\n\n    code\n": ("Hm.", "    code\n"),
    "<think>Hm.</think> Hello": ("Hm.", " Hello"),
    "<think>a < b </thin></thinking> c</think>d": ("a < b </thin></thinking> c", "d"),
    "<think>\n\n</think>\n\nHello": ("", "Hello"),
    "<think>Hm. And then": ("Hm. And then", ""),
    "<think>Hm.</thi": ("Hm.</thi", ""),
    "<think>Hm.</think>": ("Hm.", ""),
    "<think>Hm.</think>\n\n": ("Hm.", ""),
    "<thi": ("", "<thi"),
    "<thinker>no</thinker>": ("", "<thinker>no</thinker>"),
    "Use <think>x</think>": ("", "Use <think>x</think>"),
    "```\n<think>x</think>\n```": ("", "```\n<think>x</think>\n```"),
    "<think>a</think>b<think>c</think>": ("a", "b<think>c</think>"),
    "Hm. </think> Hello": ("Hm. ", " Hello"),
    "Hm.\n</think>\n\n    code\n": ("Hm.\n", "    code\n"),
    "Say `a < b`.</think>Hello": ("Say `a < b`.", "Hello"),
    'Say "yes"</think>\n"Yes."': ('Say "yes"', '"Yes."'),
    "</think>\n\nHello": ("", "Hello"),
    "Hm.</seed:think>Hello": ("Hm.", "Hello"),
    "Hm.</thinking>b</think>c": ("Hm.", "b</think>c"),
    "Hm.</think>": ("", "Hm.</think>"),
    "Hm.</think>\n": ("", "Hm.</think>\n"),
    "Close it with `</think>` then": ("", "Close it with `</think>` then"),
    'Close it with "</think>" then': ("", 'Close it with "</think>" then'),
    "Close it with </think>, then": ("", "Close it with </think>, then"),
    "Run `x = '</think>'` now": ("", "Run `x = '</think>'` now"),
    "So:\n```xml\na\n</think>\nb\n```\n": ("", "So:\n```xml\na\n</think>\nb\n```\n"),
    "So: <think> a </think> b": ("", "So: <think> a </think> b"),
    "`</think>` is one.\nHm.\n</think>\nYes": ("`</think>` is one.\nHm.\n", "Yes"),
    "<seed:think>Hm.</seed:think>Hello": ("Hm.", "Hello"),
    "<reasoning>Hm.</reasoning>\nHello": ("Hm.", "Hello"),
    "<reason>Hm.</reason>Hello": ("Hm.", "Hello"),
    "<thought>Hm.</thought>Hello": ("Hm.", "Hello"),
    "[THINK]Hm.[/THINK]Hello": ("Hm.", "Hello"),
    "<|START_THINKING|>Hm.<|END_THINKING|>Hello": ("Hm.", "Hello"),
    "[THIN]k": ("", "[THIN]k"),
    f"{ANALYSIS}Hm.{FINAL}Hello": ("Hm.", "Hello"),
    f"{ANALYSIS}Hm.{FINAL}Hello<|return|>": ("Hm.", "Hello"),
    f"<|start|>assistant{ANALYSIS}Hm.{FINAL}Hello<|end|>\n": ("Hm.", "Hello"),
    f"{ANALYSIS}a{COMMENTARY}b{FINAL}c": ("a\n\nb", "c"),
    f"{ANALYSIS}Hm <|en": ("Hm <|en", ""),
    f"{ANALYSIS}Hm.<|end|><|start|>assist": ("Hm.", ""),
    f"{ANALYSIS}a{FINAL}Write `<|end|>` last.": ("a", "Write `<|end|>` last."),
    f"{ANALYSIS}a{FINAL}b <| c": ("a", "b <| c"),
    "<|channel|>final<|message|>Hello": ("", "Hello"),
    "<|channel|>anal": ("", "<|channel|>anal"),
    "<|chan": ("", "<|chan"),
    "<|system|>": ("", "<|system|>"),
    "<|channel|>" + "a" * 300: ("", "<|channel|>" + "a" * 300),
    " " * (BLANKS + 1) + "<think>a": ("", " " * (BLANKS + 1) + "<think>a"),
}


@pytest.mark.parametrize("text", CASES)
def test_only_a_tag_at_the_very_beginning_marks_a_thought(text):
    assert told_apart([text]) == CASES[text]


@pytest.mark.parametrize("text", CASES)
def test_one_character_at_a_time_says_the_same(text):
    assert told_apart(text) == CASES[text]


BITS = st.sampled_from(
    [
        "<think>",
        "<thinking>",
        "</think>",
        "</thinking>",
        "<",
        "</",
        "think",
        ">",
        "\n",
        " ",
        "a",
        "é",
        "`",
        ".",
        "<|channel|>",
        "<|message|>",
        "final",
        "<|end|>",
        "<|start|>assistant",
    ]
)


@given(st.lists(BITS, max_size=12).map("".join), st.data())
def test_any_cutting_gives_the_same_result(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    borders = zip([0, *cuts], [*cuts, len(text)], strict=True)
    assert told_apart(text[a:b] for a, b in borders) == told_apart([text])


MARKS = (*TAGS, *LONE, *BEGINNINGS)


@given(st.text().filter(lambda text: not any(mark in text for mark in MARKS)))
def test_text_without_a_tag_is_never_changed(text):
    assert told_apart(text) == ("", text)


def test_text_is_passed_on_as_soon_as_it_is_certain():
    thinking = ThinkTagParser()
    assert thinking.feed("<think>H") == [Reasoning(text="H")]
    assert thinking.feed("m</th") == [Reasoning(text="m")]
    assert thinking.feed("ink>\n") == []
    assert thinking.feed("Yes") == [Delta(text="Yes")]
    assert thinking.feed(" <think>") == [Delta(text=" <think>")]


def test_what_was_said_turns_into_a_thought_with_the_first_word_behind_it():
    thinking = ThinkTagParser()
    assert thinking.feed("Hm.") == [Delta(text="Hm.")]
    assert thinking.feed("\n</think>\n") == [Delta(text="\n")]
    assert thinking.feed("Yes") == [WasThought(), Delta(text="Yes")]
    assert thinking.feed(" </think> no") == [Delta(text=" </think> no")]


@pytest.mark.parametrize("heard", [True, False])
def test_where_thoughts_come_apart_or_tags_are_asked_about_a_lone_tag_is_text(heard):
    thinking = ThinkTagParser(watches=heard)
    told = thinking.feed("Hm. <")
    if heard:
        thinking.end_watch()
    told += thinking.feed("/think> Yes") + thinking.rest()
    assert "".join(it.text for it in told) == "Hm. </think> Yes"


def test_many_tags_that_are_spoken_of_are_soon_passed_on():
    text = "`</think>` " * 20_000
    assert told_apart([text]) == ("", text)
    assert told_apart(["`</think>` "] * 20_000) == ("", text)
