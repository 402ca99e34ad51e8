"""What a model thought is told from what it answered, however its text was cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.events import Delta, Reasoning
from spacerr.domain.thinking import BLANKS, Thinking


def told_apart(pieces) -> tuple[str, str]:
    """The whole thought and the whole text."""
    thinking = Thinking()
    said = [event for piece in pieces for event in thinking.feed(piece)] + thinking.rest()
    assert all(event.text for event in said)
    return (
        "".join(event.text for event in said if isinstance(event, Reasoning)),
        "".join(event.text for event in said if isinstance(event, Delta)),
    )


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
    ]
)


@given(st.lists(BITS, max_size=12).map("".join), st.data())
def test_any_cutting_gives_the_same_result(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    borders = zip([0, *cuts], [*cuts, len(text)], strict=True)
    assert told_apart(text[a:b] for a, b in borders) == told_apart([text])


@given(st.text().filter(lambda text: not text.lstrip().startswith("<think")))
def test_text_without_a_tag_is_never_changed(text):
    assert told_apart(text) == ("", text)


def test_text_is_passed_on_as_soon_as_it_is_certain():
    thinking = Thinking()
    assert thinking.feed("<think>H") == [Reasoning(text="H")]
    assert thinking.feed("m</th") == [Reasoning(text="m")]
    assert thinking.feed("ink>\n") == []
    assert thinking.feed("Yes") == [Delta(text="Yes")]
    assert thinking.feed(" <think>") == [Delta(text=" <think>")]
