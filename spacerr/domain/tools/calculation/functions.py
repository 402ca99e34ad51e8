"""The functions and constants that the calculator knows."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from spacerr.domain.errors.tools import CalculationError
from spacerr.domain.tools.calculation import trigonometry
from spacerr.domain.tools.calculation.numbers import (
    CONTEXT,
    DIGITS,
    NOT_REAL,
    TOO_LARGE,
    ZERO,
    Number,
    absolute,
    add,
    bounded,
    ceiling,
    divide,
    exact_root,
    floor,
    multiply,
    negate,
    power,
    round_to,
    to_decimal,
    whole,
)

_PRECISE = 1_000_000
"""Below this, factorials are estimated by their logarithm, which loses digits above."""
_THIRD = Fraction(1, 3)

_PI = CONTEXT.plus(trigonometry.PI)

CONSTANTS: dict[str, Number] = {
    "pi": _PI,
    "π": _PI,
    "tau": CONTEXT.add(_PI, _PI),
    "τ": CONTEXT.add(_PI, _PI),
    "e": CONTEXT.plus(trigonometry.E),
}


@dataclass(frozen=True, slots=True)
class Function:
    """`least` and `most` are how many arguments it takes; any number if `most` is None. `price` is
    how much longer it takes than the length of its result says.
    """

    call: Callable[..., Number]
    least: int = 1
    most: int | None = 1
    takes_angle: bool = False
    price: int = 1


def factorial(number: Number) -> Number:
    n = _count(number, "A factorial")
    _require_digits(_log_factorial(n) if n < _PRECISE else math.inf)
    return Fraction(math.factorial(n))


def _comb(total: Number, chosen: Number) -> Number:
    n, k = _count(total, "comb"), _count(chosen, "comb")
    k = min(k, n - k)
    if k < 0:
        return ZERO
    _require_digits(_log_perm(n, k) - _log_factorial(k) if k < _PRECISE else math.inf)
    return bounded(Fraction(math.comb(n, k)))


def _perm(total: Number, chosen: Number | None = None) -> Number:
    n = _count(total, "perm")
    k = n if chosen is None else _count(chosen, "perm")
    if k > n:
        return ZERO
    _require_digits(_log_perm(n, k) if k < _PRECISE else math.inf)
    return bounded(Fraction(math.perm(n, k)))


def _log_factorial(n: int) -> float:
    return math.lgamma(n + 1) / math.log(10)


def _log_perm(n: int, k: int) -> float:
    """The logarithm of n!/(n-k)!, a little too high where n is large."""
    return _log_factorial(n) - _log_factorial(n - k) if n < _PRECISE else k * math.log10(n)


def _require_digits(logarithm: float) -> None:
    if logarithm > DIGITS:
        raise CalculationError(TOO_LARGE)


def _count(number: Number, name: str) -> int:
    n = whole(number)
    if n is None or n < 0:
        raise CalculationError(f"{name} needs whole numbers of 0 or more.")
    return n


def _integers(numbers: tuple[Number, ...], name: str) -> list[int]:
    found = [whole(it) for it in numbers]
    if any(it is None for it in found):
        raise CalculationError(f"{name} needs whole numbers.")
    return [it for it in found if it is not None]


def _gcd(*numbers: Number) -> Number:
    return Fraction(math.gcd(*_integers(numbers, "gcd")))


def _lcm(*numbers: Number) -> Number:
    result = Fraction(1)
    for it in _integers(numbers, "lcm"):
        bounded(result)
        result = Fraction(math.lcm(result.numerator, it))
    return bounded(result)


def _sum(*numbers: Number) -> Number:
    return reduce(add, numbers, ZERO)


def _mean(*numbers: Number) -> Number:
    return divide(_sum(*numbers), Fraction(len(numbers)))


def _median(*numbers: Number) -> Number:
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(*ordered[middle - 1 : middle + 1])


def _round(number: Number, places: Number = ZERO) -> Number:
    decimals = whole(places)
    if decimals is None:
        raise CalculationError("The second argument of round is a whole number: how many decimals.")
    return round_to(number, decimals)


def _sqrt(number: Number) -> Number:
    if number < 0:
        raise CalculationError(NOT_REAL)
    exact = exact_root(number, 2) if isinstance(number, Fraction) else None
    return to_decimal(number).sqrt() if exact is None else exact


def _cbrt(number: Number) -> Number:
    return negate(power(-number, _THIRD)) if number < 0 else power(number, _THIRD)


def _hypot(*numbers: Number) -> Number:
    return _sqrt(_sum(*(multiply(it, it) for it in numbers)))


def _ln(number: Number) -> Number:
    _require_positive(number)
    return ZERO if number == 1 else to_decimal(number).ln()


def _log(number: Number, base: Number | None = None) -> Number:
    if base is None:
        return _ln(number)
    _require_positive(number)
    _require_positive(base)
    if base == 1:
        raise CalculationError("A logarithm can't have the base 1.")
    found = divide(_ln(number), _ln(base))
    near = whole(found)
    return found if near is None else Fraction(near)


def _log10(number: Number) -> Number:
    return _log(number, Fraction(10))


def _log2(number: Number) -> Number:
    return _log(number, Fraction(2))


def _require_positive(number: Number) -> None:
    if number <= 0:
        raise CalculationError("Only numbers above 0 have a logarithm.")


def _exp(number: Number) -> Number:
    return to_decimal(number).exp()


def _degrees(number: Number) -> Number:
    return to_decimal(number) * 180 / _PI


def _radians(number: Number) -> Number:
    return to_decimal(number) * _PI / 180


def _of(function: Callable[..., Decimal]) -> Callable[..., Number]:
    return lambda *numbers: function(*map(to_decimal, numbers))


FUNCTIONS = {
    "sqrt": Function(_sqrt),
    "cbrt": Function(_cbrt),
    "abs": Function(absolute),
    "round": Function(_round, 1, 2),
    "floor": Function(floor),
    "ceil": Function(ceiling),
    "min": Function(lambda *numbers: min(numbers), 1, None),
    "max": Function(lambda *numbers: max(numbers), 1, None),
    "sum": Function(_sum, 1, None),
    "mean": Function(_mean, 1, None),
    "median": Function(_median, 1, None),
    "gcd": Function(_gcd, 1, None),
    "lcm": Function(_lcm, 1, None),
    "factorial": Function(factorial),
    "comb": Function(_comb, 2, 2, price=20),
    "perm": Function(_perm, 1, 2),
    "log": Function(_log, 1, 2),
    "ln": Function(_ln),
    "log10": Function(_log10),
    "log2": Function(_log2),
    "exp": Function(_exp),
    "sin": Function(_of(trigonometry.sin), takes_angle=True),
    "cos": Function(_of(trigonometry.cos), takes_angle=True),
    "tan": Function(_of(trigonometry.tan), takes_angle=True),
    "asin": Function(_of(trigonometry.asin)),
    "acos": Function(_of(trigonometry.acos)),
    "atan": Function(_of(trigonometry.atan)),
    "atan2": Function(_of(trigonometry.atan2), 2, 2),
    "sinh": Function(_of(trigonometry.sinh)),
    "cosh": Function(_of(trigonometry.cosh)),
    "tanh": Function(_of(trigonometry.tanh)),
    "degrees": Function(_degrees),
    "radians": Function(_radians),
    "hypot": Function(_hypot, 1, None),
}
"""Each function by its name."""
