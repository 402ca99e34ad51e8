"""Numbers are read as people type them, never as smaller ones, by the server and by the page."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from spacerr.domain import numbers

NUMBERS = Path(__file__).parents[3] / "assets" / "format" / "numbers.js"
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


def read_by_server(read, typed):
    try:
        return read(typed)
    except numbers.NotANumber:
        return NONE


@pytest.fixture(scope="module", params=["server", "page"])
def read(request):
    """What is made of everything that could be typed."""
    if request.param == "server":
        return (
            {typed: read_by_server(numbers.whole_number, typed) for typed in WHOLE},
            {typed: read_by_server(numbers.amount, typed) for typed in AMOUNTS},
        )
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is not on PATH: put the environment's bin first")
    script = f"""
        import {{ amount, whole }} from {json.dumps(NUMBERS.as_uri())};
        const said = (it) => (it === undefined ? {json.dumps(NONE)} : it);
        const of = (read, typed) => typed.map((it) => said(read(it)));
        const [wholes, amounts] = {json.dumps([list(WHOLE), list(AMOUNTS)])};
        console.log(JSON.stringify([of(whole, wholes), of(amount, amounts)]));
    """
    asked = [node, "--input-type=module", "--eval", script]
    wholes, amounts = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    return dict(zip(WHOLE, wholes, strict=True)), dict(zip(AMOUNTS, amounts, strict=True))


@pytest.mark.parametrize("typed", WHOLE)
def test_a_whole_number_is_what_people_mean_by_it(read, typed):
    assert read[0][typed] == WHOLE[typed]


@pytest.mark.parametrize("typed", AMOUNTS)
def test_an_amount_is_what_people_mean_by_it(read, typed):
    assert read[1][typed] == AMOUNTS[typed]
