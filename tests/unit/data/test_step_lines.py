"""Steps in Markdown: one line each, where they stand, and never inside a code block."""

import pytest

from spacerr.domain.data.step_lines import step_line, with_steps
from spacerr.domain.replies.questions import Question
from spacerr.domain.replies.steps import OPEN_STEPS, Step, StepState

STEP = Step(
    id="1",
    name="calculator",
    title="Calculator",
    state=StepState.SUCCEEDED,
    arguments='{"expression": "17 * 23"}',
    result="391",
)
LINE = "> Calculator: 17 * 23 → 391"


def at(units):
    return STEP.changed(at=units)


def failed(sentence):
    return STEP.changed(state=StepState.FAILED, result=sentence)


def test_a_line_says_what_was_asked_and_answered():
    assert step_line(STEP) == LINE


def test_a_line_without_arguments_or_title_says_what_there_is():
    assert step_line(STEP.changed(arguments="{}")) == "> Calculator → 391"
    assert step_line(STEP.changed(title="", result="")) == "> calculator: 17 * 23"


def test_of_a_long_result_the_first_line_is_shown_and_not_all_of_it():
    assert step_line(STEP.changed(result="\n one\ntwo")) == "> Calculator: 17 * 23 → one"
    line = step_line(STEP.changed(result="x" * 500 + "\nmore"))
    assert line.endswith("x…")
    assert len(line) < 160


def test_a_failure_is_told_with_its_sentence_on_the_same_line():
    assert step_line(failed("No such\nzone.")) == "> Calculator: 17 * 23 (failed: No such zone.)"
    assert step_line(failed("")) == "> Calculator: 17 * 23 (failed)"


def asked(*decisions):
    """Questions of these kinds, with what was decided."""
    return tuple(
        Question(id="q", kind=kind, asked_at=1, until=2, decision=decision)
        for kind, decision in decisions
    )


@pytest.mark.parametrize(
    ("decisions", "state", "line"),
    [
        ([("confirm", "accept")], "succeeded", " (allowed) → 391"),
        ([("confirm", "accept-in-chat")], "failed", " (allowed) (failed: 391)"),
        ([("confirm", "decline")], "failed", " (not allowed)"),
        ([("confirm", "expired")], "failed", " (not answered in time)"),
        ([("form", "accept")], "succeeded", " → 391"),
        ([("form", "cancel")], "succeeded", " (not answered) → 391"),
        (
            [("confirm", "accept"), ("form", "decline"), ("link", "decline")],
            "succeeded",
            " (allowed, not answered) → 391",
        ),
        ([("confirm", None)], "waiting", ""),
    ],
)
def test_what_a_person_decided_stands_behind_what_was_asked(decisions, state, line):
    step = STEP.changed(questions=asked(*decisions), state=StepState(state))
    assert step_line(step) == "> Calculator: 17 * 23" + line


def test_a_step_without_an_end_has_no_answer():
    cancelled = STEP.changed(state=StepState.CANCELLED)
    assert step_line(cancelled) == "> Calculator: 17 * 23 (cancelled)"
    for state in OPEN_STEPS:
        assert step_line(STEP.changed(state=state)) == "> Calculator: 17 * 23"


def test_what_a_tool_says_is_no_markup():
    step = STEP.changed(title="a\nb", arguments='{"x": "2**10 < 3"}', result="![x](http://y) <b>")
    assert step_line(step) == r"> a b: 2\*\*10 < 3 → !\[x](http://y) \<b>"


@pytest.mark.parametrize(
    ("text", "units", "expected"),
    [
        ("", 0, LINE),
        ("It is 391.", 0, f"{LINE}\n\nIt is 391."),
        ("Let me see.\n\nIt is 391.", 11, f"Let me see.\n\n{LINE}\n\nIt is 391."),
        ("Let me see. It is 391.", 11, f"Let me see.\n\n{LINE}\n\nIt is 391."),
        ("Let me see.", 11, f"Let me see.\n\n{LINE}"),
        ("Let me see.", 999, f"Let me see.\n\n{LINE}"),
        ("😀 ja.\n\nNein.", 6, f"😀 ja.\n\n{LINE}\n\nNein."),
        ("One.\n\n    code", 4, f"One.\n\n{LINE}\n\n    code"),
    ],
)
def test_a_line_stands_where_the_step_does_between_blank_lines(text, units, expected):
    assert with_steps(text, [at(units)]) == expected


@pytest.mark.parametrize(
    "code",
    [
        "```py\nprint(1)\n```",
        "~~~\n```\n~~~",
        "````\n```\n````",
        "- ```py\n  print(1)\n  ```",
        "> ```py\n> print(1)\n> ```",
    ],
)
def test_a_step_in_a_code_block_stands_before_it(code):
    text = f"Look:\n\n{code}\n\nDone."
    inside = text.index("\n", text.index(code)) + 2
    assert with_steps(text, [at(inside)]) == f"Look:\n\n{LINE}\n\n{code}\n\nDone."
    before, behind = text.index(code), text.index("\n\nDone")
    assert with_steps(text, [at(before)]) == f"Look:\n\n{LINE}\n\n{code}\n\nDone."
    assert with_steps(text, [at(behind)]) == f"Look:\n\n{code}\n\n{LINE}\n\nDone."


def test_a_code_block_that_is_never_closed_stays_what_it_is():
    assert with_steps("```\none two", [at(7)]) == f"{LINE}\n\n```\none two"


def test_code_within_a_line_is_no_code_block():
    assert with_steps("```a``` b\n\nc", [at(9)]) == f"```a``` b\n\n{LINE}\n\nc"


def test_text_that_goes_on_right_behind_a_code_block_does_not_open_it_again():
    text = "```\ncode\n```Then.\n\nEnd."
    expected = f"```\ncode\n```\n\n{LINE}\n\nThen.\n\n{LINE}\n\nEnd."
    assert with_steps(text, [at(12), at(17)]) == expected


def test_steps_in_one_place_are_lines_of_their_own():
    both = [at(4), failed("No.").changed(at=4)]
    expected = f"One.\n\n{LINE}\n\n> Calculator: 17 * 23 (failed: No.)\n\nTwo."
    assert with_steps("One.\n\nTwo.", both) == expected
