"""How results are written."""

from decimal import Context, Decimal
from fractions import Fraction

from spacerr.domain.tools.calculation.numbers import Number, to_decimal

_SHOWN = Context(prec=15)
"""Digits of a result that isn't exact."""
_EXACT_DIGITS = 50
"""Longest decimal that is written exactly. A whole number always is."""
_SMALLEST = -7
"""Below this power of ten, a number is written with an exponent."""


def number_text(number: Number) -> str:
    """A whole number with all of its digits, a decimal that ends exactly, others with 15 digits."""
    if isinstance(number, Fraction):
        if number.denominator == 1:
            # `str` of a whole number refuses more than 4,300 digits.
            return str(Decimal(number.numerator))
        exact = _ended(number)
        if exact is not None:
            return _written(exact, _EXACT_DIGITS)
    rounded = _SHOWN.plus(to_decimal(number))
    return _written(rounded, _SHOWN.prec)


def _ended(number: Fraction) -> Decimal | None:
    """The decimal that a fraction is; None where it never ends, or is long."""
    rest = number.denominator
    twos = (rest & -rest).bit_length() - 1
    rest >>= twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return None
    places = max(twos, fives)
    digits = number.numerator * 10**places // number.denominator
    if abs(digits) >= 10**_EXACT_DIGITS:
        return None
    return Decimal(digits).scaleb(-places)


def _written(number: Decimal, digits: int) -> str:
    if not number:
        return "0"
    short = number.normalize()
    plain = _SMALLEST <= short.adjusted() < digits
    return format(short, "f" if plain else "e")
