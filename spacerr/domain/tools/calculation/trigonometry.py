"""Angles and hyperbolas to 50 digits. Python's own functions know 16, and `sin(pi)` isn't 0 then.

All of them work with some digits more than they return, so that those are right.
"""

from collections.abc import Callable
from decimal import Decimal, getcontext, localcontext

from spacerr.domain.errors.tools import CalculationError

PI = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534"
)
E = Decimal(
    "2.71828182845904523536028747135266249775724709369995957496696762772407663035354759457138"
)
_DIGITS = 85
"""Digits that are computed with."""
_SMALL = Decimal("1e-65")
"""What the terms of a series end at."""
_NOISE = Decimal("1e-45")
"""Of an angle in radians, the part that may be wrong."""
_LARGEST = Decimal("1e30")
"""Largest angle: of a larger one it isn't known where in the circle it ends."""
_FLAT = Decimal(150)
"""Beyond this, a hyperbolic tangent is 1 in all digits."""

Function = Callable[[Decimal], Decimal]


def _precise(function: Function) -> Function:
    """The function, computed with more digits than are returned."""

    def computed(x: Decimal) -> Decimal:
        with localcontext() as context:
            context.prec = _DIGITS
            result = function(x)
        return getcontext().plus(result)

    return computed


def _sin(x: Decimal) -> Decimal:
    return _turned(x, 0)


def _cos(x: Decimal) -> Decimal:
    return _turned(x, 1)


def _tan(x: Decimal) -> Decimal:
    below = _cos(x)
    if not below:
        raise CalculationError("The tangent isn't defined at this angle.")
    return _sin(x) / below


def _turned(x: Decimal, quarters: int) -> Decimal:
    """The sine of an angle and so many quarters of a circle."""
    if abs(x) > _LARGEST:
        raise CalculationError("The angle is too large. Its size can be 1e30 at most.")
    turns = int((x / (PI / 2)).to_integral_value())
    rest = x - turns * (PI / 2)
    at = (turns + quarters) % 4
    order = 1 - at % 2
    value = _series(rest if order else Decimal(1), rest * rest, order, -1)
    if turns and abs(value) < abs(x) * _NOISE:
        return Decimal(0)
    return -value if at >= 2 else value


def _series(first: Decimal, square: Decimal, order: int, sign: int) -> Decimal:
    """x^n/n! of every second n from `order` on, where `first` is the first of them."""
    total = term = first
    while abs(term) > abs(total) * _SMALL:
        order += 2
        term = sign * term * square / (order * (order - 1))
        total += term
    return total


def _atan(x: Decimal) -> Decimal:
    if abs(x) > 1:
        return (PI / 2).copy_sign(x) - _atan(1 / x)
    for _ in range(4):
        x = x / (1 + (1 + x * x).sqrt())
    total, term, order, square = x, x, 1, -x * x
    while abs(term) > abs(total) * _SMALL:
        order += 2
        term *= square
        total += term / order
    return 16 * total


def _asin(x: Decimal) -> Decimal:
    if abs(x) > 1:
        raise CalculationError("The number must be between -1 and 1.")
    return (PI / 2).copy_sign(x) if abs(x) == 1 else _atan(x / (1 - x * x).sqrt())


def _acos(x: Decimal) -> Decimal:
    return PI / 2 - _asin(x)


def _sinh(x: Decimal) -> Decimal:
    return _series(x, x * x, 1, 1) if abs(x) < 1 else (x.exp() - (-x).exp()) / 2


def _cosh(x: Decimal) -> Decimal:
    return (x.exp() + (-x).exp()) / 2


def _tanh(x: Decimal) -> Decimal:
    return Decimal(1).copy_sign(x) if abs(x) > _FLAT else _sinh(x) / _cosh(x)


sin, cos, tan = _precise(_sin), _precise(_cos), _precise(_tan)
asin, acos, atan = _precise(_asin), _precise(_acos), _precise(_atan)
sinh, cosh, tanh = _precise(_sinh), _precise(_cosh), _precise(_tanh)


def atan2(y: Decimal, x: Decimal) -> Decimal:
    """The angle of a point, between -π and π; 0 for the origin."""
    if not x:
        return (PI / 2).copy_sign(y) if y else Decimal(0)
    angle = atan(y / x)
    return angle if x > 0 else angle + PI.copy_sign(y)
