"""Numbers that are exact where they can be, and bounded always.

A number is a Fraction while it is exact. A root or a sine, and a fraction of very many digits,
becomes a Decimal of 50 digits, of which 15 are shown. Every result is checked against the bounds,
and those that can grow fast are estimated before they are computed.
"""

import math
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction

from spacerr.domain.errors.tools import CalculationError

Number = Fraction | Decimal

DIGITS = 5_000
"""Digits of the longest result."""
CONTEXT = Context(
    prec=50,
    Emin=-DIGITS,
    Emax=DIGITS - 1,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""How Decimals are computed; the calculator enters it. Very small ones become 0."""

ZERO, ONE = Fraction(0), Fraction(1)
_LIMIT = 10**DIGITS
_BITS = _LIMIT.bit_length()
_FRACTION_BITS = 2_048
"""Longest numerator and denominator of an exact number that isn't whole."""
_ROOT_BITS = 150
"""Longest root that is computed exactly, square roots apart: what 50 digits can hold."""
_SPARE = 10
"""Digits computed beyond those of a Decimal, so that it is rounded as it should be."""
_NOISE = Decimal("1e-45")
"""The part of a Decimal below which digits are errors of rounding."""
_KNOWN = Decimal("1e45")
"""Above this, the digits before the point of a Decimal are not all known."""
_PLACES = 1_000
"""Most decimals that a number can be rounded to."""
_STEEPEST = Decimal("1e30")
"""Highest exponent: 15 digits of the result are still right."""

TOO_LARGE = f"The result is too large: more than {DIGITS:,} digits."
NO_DIVISION = "Division by zero."
NOT_REAL = "The result isn't a real number, and complex numbers aren't supported."


def parse_number(text: str) -> Number:
    """A decimal number, with or without an exponent. Raises CalculationError."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    digits, power = int(whole + decimals or "0"), int(exponent or "0") - len(decimals)
    if not digits:
        return ZERO
    if power > DIGITS:
        raise CalculationError(TOO_LARGE)
    if -power * _BITS > DIGITS * _FRACTION_BITS:
        return to_decimal(Fraction(digits)).scaleb(power) if power > -2 * DIGITS else ZERO
    return bounded(digits * Fraction(10) ** power)


def bounded(value: Fraction) -> Number:
    """A result within the bounds. Raises CalculationError."""
    if value.denominator == 1:
        if abs(value.numerator) >= _LIMIT:
            raise CalculationError(TOO_LARGE)
        return value
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _FRACTION_BITS:
        return to_decimal(value)
    return value


def size(number: Number) -> int:
    """Roughly how much there is to compute with: bits."""
    if isinstance(number, Decimal):
        return _FRACTION_BITS // 4
    return number.numerator.bit_length() + number.denominator.bit_length()


def to_decimal(number: Number) -> Decimal:
    """The number with 50 digits. With thousands, a power or logarithm would take seconds."""
    if isinstance(number, Decimal):
        return number
    above, below = number.numerator, number.denominator
    magnitude = int((above.bit_length() - below.bit_length()) * math.log10(2))
    shift = CONTEXT.prec + _SPARE - magnitude
    digits = above * 10**shift // below if shift > 0 else above // (below * 10**-shift)
    return Decimal(digits).scaleb(-shift)


def add(left: Number, right: Number) -> Number:
    """The sum; 0 where only errors of rounding would be left."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return bounded(left + right)
    a, b = to_decimal(left), to_decimal(right)
    total = a + b
    return ZERO if abs(total) < max(abs(a), abs(b)) * _NOISE else total


def negate(number: Number) -> Number:
    return -number


def absolute(number: Number) -> Number:
    return abs(number)


def multiply(left: Number, right: Number) -> Number:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return bounded(left * right)
    return to_decimal(left) * to_decimal(right)


def divide(left: Number, right: Number) -> Number:
    if not right:
        raise CalculationError(NO_DIVISION)
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return bounded(left / right)
    return to_decimal(left) / to_decimal(right)


def floor_divide(left: Number, right: Number) -> Number:
    if right and isinstance(left, Fraction) and isinstance(right, Fraction):
        return bounded(Fraction(left // right))
    return floor(divide(left, right))


def modulo(left: Number, right: Number) -> Number:
    """The rest of a floored division, which has the sign of the divisor."""
    if right and isinstance(left, Fraction) and isinstance(right, Fraction):
        return bounded(left % right)
    times = floor_divide(left, right)
    if abs(times) >= _KNOWN:
        raise CalculationError("The remainder isn't known: the numbers aren't exact enough.")
    return add(left, -multiply(times, right))


def whole(number: Number) -> int | None:
    """The whole number that it is, as far as its digits are known; None where it is none."""
    if isinstance(number, Fraction):
        return number.numerator if number.denominator == 1 else None
    nearest = number.to_integral_value()
    if abs(number) >= _KNOWN or abs(number - nearest) > _NOISE * max(Decimal(1), abs(number)):
        return None
    return int(nearest)


def floor(number: Number) -> Number:
    return _to_whole(number, ROUND_FLOOR)


def ceiling(number: Number) -> Number:
    return _to_whole(number, ROUND_CEILING)


def _to_whole(number: Number, rounding: str) -> Number:
    if isinstance(number, Fraction):
        return Fraction(math.floor(number) if rounding == ROUND_FLOOR else math.ceil(number))
    if abs(number) >= _KNOWN:
        return number
    nearest = whole(number)
    return Fraction(number.to_integral_value(rounding) if nearest is None else nearest)


def round_to(number: Number, places: int) -> Number:
    """Rounded to so many decimals, halves away from zero, as people do it by hand."""
    if abs(places) > _PLACES:
        raise CalculationError(f"A number can be rounded to {_PLACES:,} decimals at most.")
    if isinstance(number, Decimal) and abs(number).scaleb(min(places, 0)) >= _KNOWN:
        return number
    if abs(number) < Decimal(10) ** -_PLACES / 10:
        return ZERO
    unit = Fraction(10) ** -places
    steps = math.floor(abs(Fraction(number)) / unit + Fraction(1, 2))
    return bounded(steps * unit * (-1 if number < 0 else 1))


def power(base: Number, exponent: Number) -> Number:
    """Exact for whole exponents and for roots that come out. Raises CalculationError."""
    times = whole(exponent)
    if not base:
        if exponent < 0:
            raise CalculationError(NO_DIVISION)
        return ZERO if exponent else ONE
    if times is None and base < 0:
        raise CalculationError(NOT_REAL)
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        exact = _power_exactly(base, exponent)
        if exact is not None:
            return exact
    if abs(exponent) > _STEEPEST:
        raise CalculationError("The exponent is too large.")
    return to_decimal(base) ** (to_decimal(exponent) if times is None else times)


def _power_exactly(base: Fraction, exponent: Fraction) -> Number | None:
    """None where the result isn't exact, or has too many digits to be kept exactly."""
    if base == 1 or (base == -1 and exponent.denominator == 1):
        return Fraction(-1 if base < 0 and exponent.numerator % 2 else 1)
    if exponent.denominator != 1:
        rooted = exact_root(base, exponent.denominator)
        return None if rooted is None else _power_exactly(rooted, Fraction(exponent.numerator))
    times = exponent.numerator
    above, below = base.numerator.bit_length() - 1, base.denominator.bit_length() - 1
    least = max(above, below) * abs(times)
    """Bits that the longer half of the result has at least."""
    if base.denominator == 1 and times > 0:
        if least > _BITS:
            raise CalculationError(TOO_LARGE)
    elif least > _FRACTION_BITS:
        return None
    return bounded(base**times)


def exact_root(number: Fraction, degree: int) -> Fraction | None:
    """A root that is a fraction; None where it is none, or too long. `number` isn't negative."""
    above = _whole_root(number.numerator, degree)
    below = None if above is None else _whole_root(number.denominator, degree)
    return None if above is None or below is None else Fraction(above, below)


def _whole_root(number: int, degree: int) -> int | None:
    if number <= 1:
        return number
    if degree == 2:
        found = math.isqrt(number)
    elif degree >= number.bit_length() or number.bit_length() > _ROOT_BITS * degree:
        return None
    else:
        near = to_decimal(Fraction(number)) ** (1 / Decimal(degree))
        found = int(near.to_integral_value())
    return found if found**degree == number else None
