"""Numbers are read as people type them, never as smaller ones, and shown as people read them."""

import pytest

from spacerr.domain import numbers
from spacerr.words import numbers as shown

NONE = "none"
"""What is no number."""

WHOLE = {
    "": None,
    "  ": None,
    "16000": 16_000,
    " 500 ": 500,
    "16,000": 16_000,
    "16.000": 16_000,
    "16 000": 16_000,
    "16\u00a0000": 16_000,
    "16\u202f000": 16_000,
    "16'000": 16_000,
    "16’000": 16_000,
    "16_000": 16_000,
    "100,000": 100_000,
    "1,000,000": 1_000_000,
    "1.000.000": 1_000_000,
    "0": 0,
    "-16,000": -16_000,
    "16.0": 16,
    "3.5": NONE,
    "16,00": NONE,
    "1,0000": NONE,
    "16,000.5": NONE,
    "1,000.000": NONE,
    "16k": NONE,
    "many": NONE,
    "1e3": NONE,
    "0x10": NONE,
    "Infinity": NONE,
    "--1": NONE,
    ",": NONE,
    "1,": NONE,
}
AMOUNTS = {
    "": None,
    "0.05": 0.05,
    "0,05": 0.05,
    ".5": 0.5,
    ",5": 0.5,
    "$0.50": 0.5,
    "$ 2": 2,
    "1,000": 1_000,
    "1'000": 1_000,
    "1 000": 1_000,
    "1,000.50": 1_000.5,
    "1.000,50": 1_000.5,
    "1 000,50": 1_000.5,
    "1'000.50": 1_000.5,
    "1,000,000": 1_000_000,
    "1.000.000": 1_000_000,
    "1.500": 1.5,
    "0,500": 0.5,
    "10": 10,
    "-0.5": -0.5,
    "1.2.3": NONE,
    "1,2,3": NONE,
    "1,00,000": NONE,
    "1.": NONE,
    "5 dollars": NONE,
    "half": NONE,
    ".": NONE,
    "1e-3": NONE,
}


def read(number, typed):
    try:
        return number(typed)
    except numbers.NotANumber:
        return NONE


@pytest.mark.parametrize("typed", WHOLE)
def test_a_whole_number_is_what_people_mean_by_it(typed):
    assert read(numbers.whole_number, typed) == WHOLE[typed]


@pytest.mark.parametrize("typed", AMOUNTS)
def test_an_amount_is_what_people_mean_by_it(typed):
    assert read(numbers.amount, typed) == AMOUNTS[typed]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"), (950, "950"), (999, "999"), (1_000, "1K"), (1_234, "1.2K"), (35_000, "35K"),
        (999_949, "999.9K"), (999_950, "1M"), (1_500_000_000, "1.5B"), (2 * 10**12, "2T"),
    ],
)  # fmt: skip
def test_a_large_number_is_short_and_never_a_thousand_of_a_unit(number, words):
    assert shown.compact(number) == words


@pytest.mark.parametrize(
    ("millionths", "words"),
    [
        (None, "unknown"), (0, "none"), (99, "< $0.0001"), (100, "$0.0001"), (9_999, "$0.0100"),
        (10_000, "$0.01"), (1_234_567, "$1.23"), (1_234_567_890, "$1,234.57"),
    ],
)  # fmt: skip
def test_small_costs_keep_their_digits(millionths, words):
    assert shown.money(millionths) == words


@pytest.mark.parametrize("number", [0, 1, 0.05, 1_000, 0.000001, 2.5])
def test_a_number_can_be_typed_again_as_it_is_shown(number):
    assert numbers.amount(shown.plain(number)) == number


def test_one_is_counted_in_the_singular():
    assert [shown.count(n, "request") for n in (0, 1, 12_345)] == [
        "0 requests", "1 request", "12,345 requests",
    ]  # fmt: skip
