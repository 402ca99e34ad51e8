"""Numbers with units, and what can be done with them.

A product keeps the units that were written: 60 km/h times 30 min is 30 km, because of units that
measure the same the first one stays. Degrees Celsius and Fahrenheit are not counted from absolute
zero, so they are converted, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from spacerr.domain.errors.tools import CalculationError
from spacerr.domain.tools.calculation import numbers
from spacerr.domain.tools.calculation.number_text import number_text
from spacerr.domain.tools.calculation.numbers import Number
from spacerr.domain.tools.calculation.units import (
    ANGLE,
    NO_DIMENSION,
    Dimension,
    Unit,
    dimension_name,
)

_HIGHEST = 20
"""Highest power of a unit."""
_SHOWN = 40
"""Characters of a quantity that an error says again."""
_HINT = " A fraction before a unit needs brackets, as in (3/4) cup."


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its units, each with its exponent."""

    number: Number
    units: tuple[tuple[Unit, int], ...] = ()

    def __str__(self) -> str:
        return f"{number_text(self.number)} {units_text(self)}".rstrip()


def units_text(quantity: Quantity) -> str:
    """The units as they are written: "kg*m/s^2"."""
    above = [_unit_text(unit, times) for unit, times in quantity.units if times > 0]
    below = [(unit, -times) for unit, times in quantity.units if times < 0]
    if not above:
        return "*".join(_unit_text(unit, -times) for unit, times in below)
    divisor = "*".join(_unit_text(unit, times) for unit, times in below)
    divisor = f"({divisor})" if len(below) > 1 else divisor
    return "*".join(above) + (f"/{divisor}" if divisor else "")


def _unit_text(unit: Unit, times: int) -> str:
    return unit.name if times == 1 else f"{unit.name}^{times}"


def negate(value: Quantity) -> Quantity:
    return Quantity(-value.number, value.units)


def add(left: Quantity, right: Quantity) -> Quantity:
    """The sum, in the units of the first."""
    _require_absolute(left, right)
    if left.units == right.units:
        return Quantity(numbers.add(left.number, right.number), left.units)
    return Quantity(numbers.add(left.number, _in_units_of(left, right)), left.units)


def multiply(left: Quantity, right: Quantity) -> Quantity:
    _require_absolute(left, right)
    number = numbers.multiply(left.number, right.number)
    return _merge(number, left.units, right.units) if right.units else Quantity(number, left.units)


def divide(left: Quantity, right: Quantity) -> Quantity:
    _require_absolute(left, right)
    number = numbers.divide(left.number, right.number)
    if not right.units:
        return Quantity(number, left.units)
    return _merge(number, left.units, [(unit, -times) for unit, times in right.units])


def floor_divide(left: Quantity, right: Quantity) -> Quantity:
    """How many times the second is in the first."""
    return Quantity(numbers.floor_divide(left.number, _in_units_of(left, right)))


def modulo(left: Quantity, right: Quantity) -> Quantity:
    return Quantity(numbers.modulo(left.number, _in_units_of(left, right)), left.units)


def power(base: Quantity, exponent: Quantity) -> Quantity:
    if not base.units:
        return Quantity(numbers.power(base.number, plain(exponent, "An exponent")))
    times = numbers.whole(plain(exponent, "An exponent"))
    _require_absolute(base)
    if times is None or abs(times) > _HIGHEST:
        raise CalculationError(f"The exponent of a unit is a whole number up to {_HIGHEST}.")
    if not times:
        return Quantity(numbers.ONE)
    units = tuple((unit, times * each) for unit, each in base.units)
    return Quantity(numbers.power(base.number, Fraction(times)), _checked(units))


def convert(value: Quantity, target: Quantity) -> Number:
    """How many of the target's units it is. A number without a unit can be an angle in radians.
    Raises CalculationError.
    """
    if not value.units and _dimension(target.units) == ANGLE:
        return numbers.divide(value.number, _scale(target.units))
    if not value.units:
        raise CalculationError(
            f"{_short(value)} has no unit, so it can't be converted to {units_text(target)}."
        )
    _require_same(value, target)
    source, wanted = _offset(value), _offset(target)
    if source == wanted:
        factor = numbers.divide(_scale(value.units), _scale(target.units))
        return numbers.multiply(value.number, factor)
    absolute = numbers.multiply(numbers.add(value.number, source), _scale(value.units))
    return numbers.add(numbers.divide(absolute, _scale(target.units)), -wanted)


def plain(value: Quantity, what: str) -> Number:
    """Its number, where it has no unit. Raises CalculationError."""
    if value.units:
        raise CalculationError(f"{what} can't have a unit, but {_short(value)} has one.")
    return value.number


def is_angle(value: Quantity) -> bool:
    return _dimension(value.units) == ANGLE


def radians(value: Quantity) -> Number:
    """The number of an angle in radians."""
    return numbers.multiply(value.number, _scale(value.units))


def _in_units_of(left: Quantity, right: Quantity) -> Number:
    _require_absolute(left, right)
    _require_same(left, right)
    return numbers.multiply(right.number, numbers.divide(_scale(right.units), _scale(left.units)))


def _merge(
    number: Number, units: Iterable[tuple[Unit, int]], others: Iterable[tuple[Unit, int]]
) -> Quantity:
    """Units with others; of those that measure the same, the later ones are converted."""
    merged = dict(units)
    for unit, times in others:
        same = next((it for it in merged if it.dimension == unit.dimension), unit)
        if same is not unit:
            ratio = numbers.divide(unit.factor, same.factor)
            number = numbers.multiply(number, numbers.power(ratio, Fraction(times)))
        merged[same] = merged.get(same, 0) + times
    left = _checked((unit, times) for unit, times in merged.items() if times)
    if left and _dimension(left) == NO_DIMENSION:
        return Quantity(numbers.multiply(number, _scale(left)))
    return Quantity(number, left)


def _checked(units: Iterable[tuple[Unit, int]]) -> tuple[tuple[Unit, int], ...]:
    found = tuple(units)
    if any(abs(times) > _HIGHEST for _, times in found):
        raise CalculationError(f"A unit can have a power of {_HIGHEST} at most.")
    return found


def _scale(units: Iterable[tuple[Unit, int]]) -> Number:
    """What one of these units is in units of the SI."""
    result: Number = numbers.ONE
    for unit, times in units:
        result = numbers.multiply(result, numbers.power(unit.factor, Fraction(times)))
    return result


def _dimension(units: Iterable[tuple[Unit, int]]) -> Dimension:
    total = list(NO_DIMENSION)
    for unit, times in units:
        for at, each in enumerate(unit.dimension):
            total[at] += times * each
    return tuple(total)


def _offset(value: Quantity) -> Fraction:
    return value.units[0][0].offset if len(value.units) == 1 else Fraction(0)


def _require_same(left: Quantity, right: Quantity) -> None:
    if _dimension(left.units) == _dimension(right.units):
        return
    raise CalculationError(
        f"{_kind(left)} and {_kind(right)} don't measure the same, so they can't be added or "
        f"converted.{_HINT if any(_is_below(it) for it in (left, right)) else ''}"
    )


def _kind(value: Quantity) -> str:
    """Units with what they measure: "km (a length)"."""
    if not value.units:
        return f"{_short(value)} (without a unit)"
    name = dimension_name(_dimension(value.units))
    return f"{units_text(value)} ({name})" if name else units_text(value)


def _short(value: Quantity) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _is_below(value: Quantity) -> bool:
    """Whether all of its units are divided by, as in 3/4 cup, where the unit belongs to the 4."""
    return bool(value.units) and all(times < 0 for _, times in value.units)


def _require_absolute(*values: Quantity) -> None:
    for value in values:
        for unit, _ in value.units:
            if unit.offset:
                raise CalculationError(
                    f"A temperature in {unit.name} can only be converted, as in "
                    f"'20 {unit.name} to K'. Calculate in K."
                )
