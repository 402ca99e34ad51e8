"""What is told of several levels: the highest wins, the lowest is cut first, nothing gets lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.errors import InstructionsTooLong, UnknownVariable
from spacerr.domain.instructions import (
    FRAME,
    HEADINGS,
    PREFACE,
    Level,
    State,
    checked,
    compose,
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
        ("Tone: warm", State.OVERRIDDEN),
        ("Be kind.", State.TOLD),
    ]
    assert states(told, Level.TEAM) == [("TONE: loud", State.OVERRIDDEN)]
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
    assert states(told, Level.TEAM) == [(lower, State.TOLD)]


def test_lines_of_code_have_no_labels():
    code = "```yaml\ntone: warm\n```\ntone: warm"
    told = compose({Level.TEAM: code, Level.AGENT: "tone: dry"}, {}, PLENTY)
    assert [state for _, state in states(told, Level.TEAM)] == [
        State.TOLD,
        State.TOLD,
        State.TOLD,
        State.OVERRIDDEN,
    ]


def test_variables_are_put_in_and_bring_no_labels_along():
    values = {"date": "Monday", "person": "Tone: dry"}
    told = compose({Level.TEAM: "Tone: warm", Level.AGENT: "{{person}} on {{ date }}"}, values, 999)
    assert told.text.endswith("Tone: dry on Monday")
    assert states(told, Level.TEAM) == [("Tone: warm", State.TOLD)]


def test_the_lowest_level_is_cut_first_from_its_end():
    texts = {Level.TEAM: "one\ntwo\nthree", Level.PERSONAL: "mine"}
    told = compose(texts, {}, len("one\ntwo\nmine\n"))
    assert states(told, Level.TEAM) == [
        ("one", State.TOLD),
        ("two", State.TOLD),
        ("three", State.CUT),
    ]
    assert states(told, Level.PERSONAL) == [("mine", State.TOLD)]
    assert compose(texts, {}, len("mine\n")).levels == [Level.PERSONAL]


@given(TEXTS, st.integers(0, 120))
def test_nothing_gets_lost_and_what_is_told_has_room(texts, budget):
    composed = compose(texts, VALUES, budget)
    for level, text in texts.items():
        if text.strip():
            assert len(states(composed, level)) == len(text.strip().splitlines())
    people = [part for part in composed.parts if part.level != FRAME]
    told = [it.text for part in people for it in part.lines if it.state is State.TOLD]
    assert sum(len(it.encode()) + 1 for it in told) <= budget
    shown = [it.text for part in composed.parts for it in part.lines if it.state is State.TOLD]
    assert composed.text == "\n".join(shown)


@given(TEXTS, st.integers(0, 120))
def test_a_level_is_cut_only_where_nothing_below_it_is_left(texts, budget):
    composed = compose(texts, VALUES, budget)
    levels = [part for part in composed.parts if part.level != FRAME]
    for at, part in enumerate(levels):
        lost = any(line.state is State.CUT and line.text.strip() for line in part.lines)
        below = [line for lower in levels[:at] for line in lower.lines if line.text.strip()]
        assert not lost or all(line.state is not State.TOLD for line in below)


@given(TEXTS)
def test_no_two_levels_are_told_the_same_label(texts):
    composed = compose(texts, VALUES, PLENTY)
    tones = [
        part.level
        for part in composed.parts
        for line in part.lines
        if line.state is State.TOLD and line.text in ("Language: German",)
    ]
    code = any("```" in text for text in texts.values())
    assert code or len(set(tones)) <= 1


def test_an_unknown_variable_is_refused_by_its_name():
    with pytest.raises(UnknownVariable) as error:
        checked("Today is {{date}}, dear {{ name }}.")
    assert "There is no variable {{name}}" in str(error.value)
    assert "{{time_zone}}" in str(error.value)
    with pytest.raises(UnknownVariable):
        checked("{{}}")


@pytest.mark.parametrize("text", ["{{date}} {{ person }}", "{date}", "{{\n}}", "a {{ b", "}}{{"])
def test_what_names_no_variable_may_stand_in_instructions(text):
    assert checked(text) == text


def test_a_text_may_be_long_but_not_longer():
    assert checked("x" * 20_000 + "\n\n")
    with pytest.raises(InstructionsTooLong):
        checked("x" * 20_001)


@pytest.mark.parametrize("piece", ["{{", " ", "a ", "- ", "**", "x:", "`"])
def test_no_text_takes_long(piece):
    text = piece * (20_000 // len(piece))
    began = time.perf_counter()
    compose(dict.fromkeys(Level, text), {}, 1_000)
    assert time.perf_counter() - began < 2
