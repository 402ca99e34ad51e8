"""The calculator is never slow, and says why it refuses what it doesn't take."""

import random
import time

import pytest

from spacerr.domain.errors.tools import CalculationError
from spacerr.domain.tools.calculator import calculate

REFUSED = {
    "": "nothing to calculate",
    " \n": "nothing to calculate",
    "1/0": "Division by zero",
    "5 % (0)": "Division by zero",
    "5 // 0": "Division by zero",
    "0^-1": "Division by zero",
    "1 / (0.1 + 0.2 - 0.3)": "Division by zero",
    "sqrt(-1)": "real number",
    "(-8)^(1/3)": "real number",
    "ln(0)": "above 0",
    "log(5, 1)": "base 1",
    "asin(2)": "between -1 and 1",
    "tan(pi/2)": "isn't defined",
    "sin(10^40)": "too large",
    "foo(3)": r"'foo' \(character 1\) isn't a function I know. Known: sqrt, .*hypot",
    "2 + bar1": "'bar1'",
    "mils": "Did you mean .*mile",
    "5 gb": "Did you mean .*GB",
    "2 +": "too early",
    "2 pi": "operator, such as",
    "2(3)": r"operator, such as \*, before '\(' \(character 2\)",
    "1 000": "operator",
    "3 h 20": "operator",
    "(2": r"the '\(' at character 1 isn't closed",
    "[2)": "isn't closed",
    "2)": "closes nothing",
    "[2]": "doesn't belong",
    "3,5": "written with a point",
    "1,0000": "written with a point",
    "max(1,000, 5)": "one number or several",
    "sum(1,500, 2,300)": "one number or several",
    "max()": "at least 1 argument",
    "sqrt(1, 2)": "takes 1 argument, but 2",
    "round(1, 2, 3)": "1 or 2 arguments",
    "(-3)!": "0 or more",
    "2.5!": "0 or more",
    "gcd(1.5, 2)": "whole numbers",
    "round(1, 0.5)": "whole number",
    "1 << 3": "'<' at character 3",
    "1 == 1": "'='",
    "x = 5": "'='",
    "__import__('os').system('x')": "character",
    "(1).real": "'.'",
    "pi.real": "'.'",
    "lambda: 1": "':'",
    "1j": "'j'",
    "nan": "'nan'",
    "inf": "'inf'",
    "1 if 1 else 2": "character",
    "5 km + 3 kg": r"km \(a length\) and kg \(a mass\)",
    "5 km + 3": "without a unit",
    "3/4 cup in mL": r"as in \(3/4\) cup",
    "5 in cm": "no unit",
    "5 km in 3": "only a unit",
    "5 km in 3 m": "only a unit",
    "5 km in m in cm": "doesn't belong",
    "20 degC + 5 degC": "only be converted",
    "sqrt(4 m)": "can't have a unit",
    "2^(3 m)": "can't have a unit",
    "5 m^0.5": "whole number",
    "5 m^2^2": "doesn't belong",
    "9**9**9": "5,000 digits",
    "10**10**10": "5,000 digits",
    "9^9^9^9^9^9": "5,000 digits",
    "1e999999": "5,000 digits",
    "1e5000": "5,000 digits",
    "10^4999 * 10": "5,000 digits",
    "-(10^5000)": "5,000 digits",
    "10^5001 / 3": "5,000 digits",
    "1.5^100000": "5,000 digits",
    "exp(1e10)": "5,000 digits",
    "exp(exp(exp(9)))": "5,000 digits",
    "factorial(10**9)": "5,000 digits",
    "factorial(factorial(20))": "5,000 digits",
    "9!!!!!!!!": "5,000 digits",
    "comb(10**6, 5*10**5)": "5,000 digits",
    "comb(10**4000, 10**3000)": "5,000 digits",
    "perm(10**9, 10**6)": "5,000 digits",
    "lcm(9^3000, 7^3000)": "5,000 digits",
    "1.5^(10^40)": "exponent is too large",
    "round(1/7, 100000)": "1,000 decimals",
    "+".join(["9^5000"] * 140): "too much to calculate",
    "+".join(["comb(16600,8300)"] * 58): "too much to calculate",
    "(" * 31 + "1" + ")" * 31: "brackets are open",
    "1" + "+1" * 500: "1,000 characters",
    "1" * 1_000_000: "1,000 characters",
}
LONG = [
    "-" * 999 + "1",
    "1" + "!" * 999,
    "2" + "²" * 999,
    "2^-" * 333 + "1",
    "%" * 1000,
    "1 " + "ft 1 " * 190 + "in",
    "5 " + "m*" * 400 + "m",
    "5 " + "km^2 " * 190,
    "x" * 1000,
    "1_" * 500,
    "1e" * 500,
    "1,000" + ",000" * 240,
    "9" * 999 + "!",
    "max([" * 100,
    "cbrt(" * 29 + "9^5000" + ")" * 29,
    "/".join(["9^5000/7^5000"] * 70),
    "*".join(["(3/7)^1400"] * 80),
    "^".join(["7^-1450"] * 120),
    "hypot(" + ", ".join(["9^2500"] * 120) + ")",
    "+".join(["atan(.9)"] * 110),
    "+".join(["1e-4999"] * 120),
    "+".join(["(9^4000)^(1/99)"] * 60),
    "+".join(["2^.1"] * 190),
    "gcd(9^5200,7^5900)" + "+gcd(9^5200,7^5900)" * 50,
]
PIECES = [
    "1", "2", "0", "10", "0.5", ".5", "1e3", "1e-4999", "9^4000", "1,000", "5 km", "pi", "e", "π",
    "+", "-", "*", "/", "//", "%", "^", "**", "!", "²", "(", ")", "[", "]", ",", ", ", " ", "\n",
    " of ", " in ", " to ", "→", "km", "min", "h", "°C", "degF", "in", "m", "J", "deg", "sqrt(",
    "max(", "log(", "comb(", "sin(", "tan(", "atan2(", "round(", "exp(", "median(", "foo", "_",
    ".", "'", "\0", "\ud800", "١",
]  # fmt: skip


def outcome(expression: str) -> str:
    """The result, or the sentence of the error; anything else fails the test."""
    try:
        return calculate(expression)
    except CalculationError as error:
        sentence = str(error)
        assert sentence.endswith(".") and sentence.isprintable() and len(sentence) < 600
        return f"! {sentence}"


@pytest.mark.parametrize("expression", REFUSED, ids=lambda it: it[:30])
def test_what_cannot_be_calculated_is_refused_at_once_and_says_why(expression):
    begun = time.perf_counter()
    with pytest.raises(CalculationError, match=REFUSED[expression]) as refused:
        calculate(expression)
    assert time.perf_counter() - begun < 1
    assert str(refused.value).endswith(".") and len(str(refused.value)) < 600


@pytest.mark.parametrize("expression", LONG, ids=lambda it: it[:30])
def test_a_long_expression_takes_no_longer_than_a_moment(expression):
    begun = time.perf_counter()
    assert outcome(expression)
    assert time.perf_counter() - begun < 1


def test_random_texts_raise_nothing_but_a_calculation_error():
    chosen = random.Random(2026)
    calculated = 0
    for _ in range(5_000):
        text = "".join(chosen.choices(PIECES, k=chosen.randint(1, 12)))
        calculated += not outcome(text).startswith("!")
    assert calculated > 100


def test_random_characters_raise_nothing_but_a_calculation_error():
    chosen = random.Random(2027)
    for _ in range(3_000):
        outcome("".join(chr(chosen.randrange(1, 0x250)) for _ in range(chosen.randint(1, 30))))
        outcome("".join(chosen.choices("0123456789.,_eE+-*/%^!()", k=chosen.randint(1, 40))))
