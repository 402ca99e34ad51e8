"""What is told of several levels: the highest wins, the lowest is cut first, nothing gets lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.errors.prompts import InstructionsTooLong, UnknownVariable
from spacerr.domain.prompts.instructions import (
    HEADINGS,
    PREAMBLE,
    PREFACE,
    SPLIT_BYTES,
    Level,
    LineState,
    compose,
    validate_instructions,
)

PLENTY = 1_000_000
LINES = st.lists(
    st.sampled_from(
        ["", "Tone: warm", "- tone: dry", "Be brief.", "Language: German", "```", "Grüße {{date}}"]
    )
    | st.text(alphabet="ab :{}`", max_size=12),
    max_size=8,
).map("\n".join)
TEXTS = st.dictionaries(st.sampled_from(Level), LINES)
VALUES = {"date": "Monday", "person": "Ada"}


def states(composed, level):
    """The lines of a level as text and state."""
    [lines] = [part.lines for part in composed.parts if part.level == level]
    return [(line.text, line.state) for line in lines]


def test_every_level_has_a_section_and_the_highest_comes_last():
    told = compose({level: f"I am {level}." for level in reversed(Level)}, {}, PLENTY).text
    places = [told.index(f"{HEADINGS[level]}\nI am {level}.") for level in Level]
    assert places == sorted(places)
    assert told.startswith(PREFACE)


def test_one_level_alone_needs_no_word_on_who_wins():
    assert compose({Level.TEAM: "Be brief."}, {}, PLENTY).text == "# From the team\nBe brief."


def test_where_nobody_said_anything_nothing_is_told():
    assert compose({Level.TEAM: " \n", Level.AGENT: ""}, {}, PLENTY).text == ""


@pytest.mark.parametrize(
    "higher", ["Tone: dry", "- tone : dry", "* **Tone:** dry", "**Tone**: dry"]
)
def test_a_labelled_line_replaces_those_of_lower_levels(higher):
    told = compose(
        {Level.PLATFORM: "Tone: warm\nBe kind.", Level.TEAM: "TONE: loud", Level.AGENT: higher},
        {},
        PLENTY,
    )
    assert states(told, Level.PLATFORM) == [
        ("Tone: warm", LineState.OVERRIDDEN),
        ("Be kind.", LineState.INCLUDED),
    ]
    assert states(told, Level.TEAM) == [("TONE: loud", LineState.OVERRIDDEN)]
    [line] = next(part.lines for part in told.parts if part.level == Level.TEAM)
    assert line.by == Level.AGENT
    assert "warm" not in told.text and "loud" not in told.text and higher in told.text
    assert HEADINGS[Level.TEAM] not in told.text


@pytest.mark.parametrize(
    "lower",
    ["Tone:", "See https://tone: x", "Never ever under any circumstances tone: dry", "12: dry"],
)
def test_what_is_no_label_overrides_nothing(lower):
    told = compose({Level.TEAM: lower, Level.AGENT: lower}, {}, PLENTY)
    assert states(told, Level.TEAM) == [(lower, LineState.INCLUDED)]


def test_lines_of_code_have_no_labels():
    code = "```yaml\ntone: warm\n```\ntone: warm"
    told = compose({Level.TEAM: code, Level.AGENT: "tone: dry"}, {}, PLENTY)
    assert [state for _, state in states(told, Level.TEAM)] == [
        LineState.INCLUDED,
        LineState.INCLUDED,
        LineState.INCLUDED,
        LineState.OVERRIDDEN,
    ]


def test_variables_are_put_in_and_bring_no_labels_along():
    values = {"date": "Monday", "person": "Tone: dry"}
    told = compose({Level.TEAM: "Tone: warm", Level.AGENT: "{{person}} on {{ date }}"}, values, 999)
    assert told.text.endswith("Tone: dry on Monday")
    assert states(told, Level.TEAM) == [("Tone: warm", LineState.INCLUDED)]


def test_the_lowest_level_is_cut_first_from_its_end():
    texts = {Level.TEAM: "one\ntwo\nthree", Level.PERSONAL: "mine"}
    told = compose(texts, {}, len("one\ntwo\nmine\n"))
    assert states(told, Level.TEAM) == [
        ("one", LineState.INCLUDED),
        ("two", LineState.INCLUDED),
        ("three", LineState.CUT),
    ]
    assert states(told, Level.PERSONAL) == [("mine", LineState.INCLUDED)]
    assert compose(texts, {}, len("mine\n")).levels == [Level.PERSONAL]


@pytest.mark.parametrize("text", ["語" * 20_000, "Be kind to all of them. " * 900, "x" * 20_000])
def test_of_one_long_line_as_much_is_told_as_has_room(text):
    composed = compose({Level.TEAM: "Be brief.", Level.AGENT: text}, {}, 6_000)
    [(head, told), (tail, cut)] = states(composed, Level.AGENT)
    assert (told, cut) == (LineState.INCLUDED, LineState.CUT)
    assert head + tail == text.strip() and 5_900 < len(head.encode()) < 6_000
    assert head in composed.text and composed.levels == [Level.AGENT]
    assert states(composed, Level.TEAM) == [("Be brief.", LineState.CUT)]
    assert composed.cut and not compose({Level.TEAM: "Be brief."}, {}, PLENTY).cut


def test_a_line_is_left_at_the_end_of_a_sentence_or_a_word_or_a_character():
    def head(text, room):
        return states(compose({Level.TEAM: text}, {}, room), Level.TEAM)[0][0]

    sentences = "Always be kind. Never be rude! " * 20
    assert head(sentences, 300).endswith((" be kind.", " be rude!"))
    words = "always be kind and never be rude " * 20
    assert head(words, 300).rpartition(" ")[2] in words.split()
    family = "👩‍👩‍👧‍👦"
    for room in range(300, 330):
        assert set(head(family * 20, room).split(family)) == {""}
        assert head("e\u0301" * 300, room).endswith("\u0301")


def test_half_a_short_rule_is_none():
    told = compose({Level.TEAM: "Be kind.\nNever say a word of it."}, {}, 20)
    assert states(told, Level.TEAM)[-1] == ("Never say a word of it.", LineState.CUT)


@given(TEXTS, st.integers(0, 120))
def test_nothing_gets_lost_and_what_is_told_has_room(texts, budget):
    composed = compose(texts, VALUES, budget)
    for level, text in texts.items():
        if text.strip():
            assert len(states(composed, level)) == len(text.strip().splitlines())
    assert_has_room(composed, budget)


@given(
    st.dictionaries(st.sampled_from(Level), st.text(min_size=SPLIT_BYTES)), st.integers(0, 2_000)
)
def test_of_long_lines_nothing_gets_lost_either(texts, budget):
    composed = compose(texts, {}, budget)
    for level, text in texts.items():
        if lines := text.strip().splitlines():
            assert "".join(it for it, _ in states(composed, level)) == "".join(lines)
    assert_has_room(composed, budget)


def assert_has_room(composed, budget):
    people = [part for part in composed.parts if part.level != PREAMBLE]
    told = [it.text for part in people for it in part.lines if it.state is LineState.INCLUDED]
    assert sum(len(it.encode()) + 1 for it in told) <= budget
    shown = [
        it.text for part in composed.parts for it in part.lines if it.state is LineState.INCLUDED
    ]
    assert composed.text == "\n".join(shown)


@given(TEXTS, st.integers(0, 120))
def test_a_level_is_cut_only_where_nothing_below_it_is_left(texts, budget):
    composed = compose(texts, VALUES, budget)
    levels = [part for part in composed.parts if part.level != PREAMBLE]
    for at, part in enumerate(levels):
        lost = any(line.state is LineState.CUT and line.text.strip() for line in part.lines)
        below = [line for lower in levels[:at] for line in lower.lines if line.text.strip()]
        assert not lost or all(line.state is not LineState.INCLUDED for line in below)


@given(TEXTS)
def test_no_two_levels_are_told_the_same_label(texts):
    composed = compose(texts, VALUES, PLENTY)
    tones = [
        part.level
        for part in composed.parts
        for line in part.lines
        if line.state is LineState.INCLUDED and line.text in ("Language: German",)
    ]
    code = any("```" in text for text in texts.values())
    assert code or len(set(tones)) <= 1


def test_an_unknown_variable_is_refused_by_its_name():
    with pytest.raises(UnknownVariable) as error:
        validate_instructions("Today is {{date}}, dear {{ name }}.")
    assert "There is no variable {{name}}" in str(error.value)
    assert "{{time_zone}}" in str(error.value)
    assert r"use \{{" in str(error.value)
    with pytest.raises(UnknownVariable):
        validate_instructions("{{}}")


def test_braces_that_are_meant_as_they_stand_are_told_without_the_backslash():
    text = r"Write \{{ name }}, \{{{raw}}} and \{{#each it}} on {{date}}."
    assert validate_instructions(text) == text
    told = compose({Level.TEAM: text}, VALUES, PLENTY).text
    assert told.endswith("Write {{ name }}, {{{raw}}} and {{#each it}} on Monday.")


@pytest.mark.parametrize("text", ["{{date}} {{ person }}", "{date}", "{{\n}}", "a {{ b", "}}{{"])
def test_what_names_no_variable_may_stand_in_instructions(text):
    assert validate_instructions(text) == text


def test_a_text_may_be_long_but_not_longer():
    assert validate_instructions("x" * 20_000 + "\n\n")
    with pytest.raises(InstructionsTooLong):
        validate_instructions("x" * 20_001)


@pytest.mark.parametrize("piece", ["{{", " ", "a ", "- ", "**", "x:", "`", ".", "\u0301", "\n"])
def test_no_text_takes_long(piece):
    text = piece * (20_000 // len(piece))
    began = time.perf_counter()
    compose(dict.fromkeys(Level, text), {}, 1_000)
    assert time.perf_counter() - began < 2
