"""What a person fills into a form arrives as values of the types that its fields take."""

import json

import pytest

from spacerr.domain.errors.questions import WrongAnswer
from spacerr.domain.replies.forms import TEXT_CHARS, read_answer
from spacerr.domain.replies.questions import Choice, FieldKind, FormField

COLOURS = tuple(Choice(value=it, title=it.upper()) for it in ("red", "green", "blue"))
SIZES = (
    Choice(value=1, title="One"),
    Choice(value=2.5, title="Two"),
    Choice(value=True, title="Y"),
)


def field(kind, **more):
    return FormField(name="it", title="It", kind=kind, **more)


def read(one, value):
    return read_answer([one], {"it": value}).get("it")


def said(value):
    """A value with its type, as JSON has it: 1 is not true, and 2 is not 2.0."""
    return json.dumps(value)


@pytest.mark.parametrize(
    ("one", "value", "meant"),
    [
        (field(FieldKind.TEXT), "a\0b \ud83d", "ab \ufffd"),
        (field(FieldKind.TEXT), 12, "12"),
        (field(FieldKind.EMAIL), " ann@example.org ", "ann@example.org"),
        (field(FieldKind.URL), "https://example.org/a?b=c", "https://example.org/a?b=c"),
        (field(FieldKind.URL), "mailto:ann@example.org", "mailto:ann@example.org"),
        (field(FieldKind.DATE), "2026-02-28", "2026-02-28"),
        (field(FieldKind.TIME), "2026-05-31T15:30", "2026-05-31T15:30:00Z"),
        (field(FieldKind.TIME), "2026-05-31 15:30:09+02:00", "2026-05-31T15:30:09+02:00"),
        (field(FieldKind.INTEGER), "17", 17),
        (field(FieldKind.INTEGER), " -3 ", -3),
        (field(FieldKind.INTEGER), 4.0, 4),
        (field(FieldKind.INTEGER), "9007199254740993", 9007199254740993),
        (field(FieldKind.NUMBER), "1,5", 1.5),
        (field(FieldKind.NUMBER), "2", 2),
        (field(FieldKind.NUMBER), "1e-3", 0.001),
        (field(FieldKind.NUMBER, least=0, most=1), 0.25, 0.25),
        (field(FieldKind.SWITCH), False, False),
        (field(FieldKind.CHOICE, choices=COLOURS), "red", "red"),
        (field(FieldKind.CHOICE, choices=SIZES), "1", 1),
        (field(FieldKind.CHOICE, choices=SIZES), "2.5", 2.5),
        (field(FieldKind.CHOICE, choices=SIZES), "true", True),
        (field(FieldKind.CHOICES, choices=COLOURS), ["blue", "red", "blue"], ["blue", "red"]),
        (field(FieldKind.CHOICES, choices=COLOURS), "green", ["green"]),
    ],
)
def test_a_value_gets_the_type_that_its_field_takes(one, value, meant):
    assert said(read(one, value)) == said(meant)


@pytest.mark.parametrize(
    ("one", "value", "why"),
    [
        (field(FieldKind.TEXT), {"a": 1}, "this is a text"),
        (field(FieldKind.TEXT), True, "this is a text"),
        (field(FieldKind.TEXT, least=3), "ab", "at least 3 characters"),
        (field(FieldKind.TEXT, most=3), "abcd", "at most 3 characters"),
        (field(FieldKind.TEXT), "x" * (TEXT_CHARS + 1), "at most 10,000 characters"),
        (field(FieldKind.EMAIL), "ann", "an email address"),
        (field(FieldKind.URL), "example.org", "an address"),
        (field(FieldKind.URL), "https://[example.org", "an address"),
        (field(FieldKind.DATE), "2026-02-30", "a date"),
        (field(FieldKind.DATE), "20260228", "a date"),
        (field(FieldKind.DATE), "2026-W09-6", "a date"),
        (field(FieldKind.TIME), "15:30", "a date and time"),
        (field(FieldKind.INTEGER), "1.5", "a whole number"),
        (field(FieldKind.INTEGER), "1" * 19, "a whole number"),
        (field(FieldKind.INTEGER), 1e300, "a whole number"),
        (field(FieldKind.INTEGER), "1_000", "a whole number"),
        (field(FieldKind.INTEGER), True, "a whole number"),
        (field(FieldKind.NUMBER), "1,000", "a number"),
        (field(FieldKind.NUMBER), "nan", "a number"),
        (field(FieldKind.NUMBER), "1e999", "a number"),
        (field(FieldKind.NUMBER), "12 EUR", "a number"),
        (field(FieldKind.NUMBER, least=0.5), "0.4", "at least 0.5"),
        (field(FieldKind.INTEGER, most=2_000_000), "2000001", "at most 2000000"),
        (field(FieldKind.SWITCH), "yes", "yes or no"),
        (field(FieldKind.CHOICE, choices=COLOURS), "RED", "from the list"),
        (field(FieldKind.CHOICE, choices=COLOURS), ["red"], "from the list"),
        (field(FieldKind.CHOICES, choices=COLOURS), ["red", {}], "from the list"),
        (field(FieldKind.CHOICES, choices=COLOURS, least=2), ["red"], "at least 2 chosen"),
        (field(FieldKind.CHOICES, choices=COLOURS, most=1), ["red", "blue"], "at most 1 chosen"),
    ],
)
def test_what_a_field_does_not_take_is_said_of_that_field(one, value, why):
    with pytest.raises(WrongAnswer, match=f"It: .*{why}") as caught:
        read(one, value)
    assert caught.value.name == "it"


@pytest.mark.parametrize("nothing", [None, "", []])
@pytest.mark.parametrize("kind", FieldKind)
def test_a_field_that_is_left_empty_has_no_value(kind, nothing):
    assert read_answer([field(kind, choices=COLOURS)], {"it": nothing}) == {}
    with pytest.raises(WrongAnswer, match="fill this in"):
        read_answer([field(kind, choices=COLOURS, required=True)], {"it": nothing})


def test_false_and_zero_are_values():
    wanted = [field(FieldKind.SWITCH, required=True)]
    assert read_answer(wanted, {"it": False}) == {"it": False}
    assert read_answer([field(FieldKind.INTEGER, required=True)], {"it": 0}) == {"it": 0}


def test_values_without_a_field_are_left_out():
    assert read_answer([field(FieldKind.TEXT)], {"it": "a", "other": "b"}) == {"it": "a"}
