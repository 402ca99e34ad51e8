"""Numbers are read as people type them, never as smaller ones."""

import pytest

from spacerr.domain import numbers

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
