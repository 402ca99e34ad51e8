"""Reads an expression and computes it on the way.

Operators from the loosest to the tightest: `in`, `to` and `as` before a unit; + and -; * / // %
and `of`; signs; ^; ! and percent; a unit after its number. Only brackets nest, and their depth is
bounded, so no expression is deeper than the stack.
"""

from fractions import Fraction

from spacerr.domain.errors.tools import CalculationError
from spacerr.domain.tools.calculation import numbers, quantities
from spacerr.domain.tools.calculation.functions import CONSTANTS, FUNCTIONS, Function, factorial
from spacerr.domain.tools.calculation.number_text import number_text
from spacerr.domain.tools.calculation.numbers import Number
from spacerr.domain.tools.calculation.quantities import Quantity
from spacerr.domain.tools.calculation.reader import Reader, unknown_function
from spacerr.domain.tools.calculation.tokens import WORDS, Kind, Token, quoted

_WORK = 1_000_000
"""What may be computed with in one expression, in bits of results."""
_CONVERSIONS = ("in", "to", "as", "->")
_SUPERSCRIPTS = {"²": Quantity(Fraction(2)), "³": Quantity(Fraction(3))}
_PERCENT = Fraction(1, 100)
_PRODUCTS = {
    "*": quantities.multiply,
    "of": quantities.multiply,
    "/": quantities.divide,
    "//": quantities.floor_divide,
    "%": quantities.modulo,
}
_Part = tuple[Quantity, bool]
"""A value, and whether it was written as a percentage."""


class Expression:
    """One expression, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._reader = Reader(text)
        self._work = _WORK

    def result(self) -> str:
        """The result as text. Raises CalculationError."""
        if self._reader.at_end():
            raise CalculationError("There is nothing to calculate.")
        value = self._sum()
        if self._reader.token.text in _CONVERSIONS:
            return self._converted(value)
        if not self._reader.at_end():
            raise self._reader.unexpected()
        return str(value)

    def _converted(self, value: Quantity) -> str:
        word = self._reader.take()
        begun = self._reader.token.at
        target = self._product()[0]
        if not self._reader.at_end():
            raise self._reader.unexpected()
        wanted = " ".join(self._text[begun:].split())
        if not target.units or target.number != 1:
            raise CalculationError(f"After {word} only a unit can stand, not {quoted(wanted)}.")
        return f"{number_text(quantities.convert(value, target))} {wanted}"

    def _sum(self) -> Quantity:
        left, percent = self._product()
        while sign := self._reader.skip("+", "-"):
            right, share = self._product()
            if share and not percent:
                right = self._pay(quantities.multiply(left, right))
            right = quantities.negate(right) if sign == "-" else right
            left = self._pay(quantities.add(left, right))
            percent = percent and share
        return left

    def _product(self) -> _Part:
        left, percent = self._signed()
        while True:
            operator = self._reader.skip("*", "/", "//", "%", "of")
            if not operator:
                return left, percent
            right, _ = self._signed()
            left, percent = self._pay(_PRODUCTS[operator](left, right)), False

    def _signed(self) -> _Part:
        negative = self._negative()
        value, percent = self._power()
        return (quantities.negate(value) if negative else value), percent

    def _negative(self) -> bool:
        """Whether the signs that follow make a number negative."""
        negative = False
        while sign := self._reader.skip("+", "-"):
            negative ^= sign == "-"
        return negative

    def _power(self) -> _Part:
        """Powers are computed from the right: 2^3^2 is 2^9."""
        value, percent = self._postfix()
        parts = [(False, value)]
        while self._reader.skip("^"):
            percent = False
            parts.append((self._negative(), self._postfix()[0]))
        negative, exponent = parts.pop()
        while parts:
            exponent = quantities.negate(exponent) if negative else exponent
            negative, base = parts.pop()
            exponent = self._pay(quantities.power(base, exponent))
        return exponent, percent

    def _postfix(self) -> _Part:
        value, percent = self._primary(), False
        while True:
            if self._reader.skip("!"):
                number = factorial(quantities.plain(value, "A factorial"))
                value, percent = self._pay(Quantity(number)), False
            elif superscript := self._reader.skip(*_SUPERSCRIPTS):
                times = _SUPERSCRIPTS[superscript]
                value, percent = self._pay(quantities.power(value, times)), False
            elif self._reader.token.text == "%" and not self._reader.operand_follows(1):
                self._reader.take()
                number = numbers.multiply(quantities.plain(value, "A percentage"), _PERCENT)
                value, percent = Quantity(number), True
            else:
                return value, percent

    def _primary(self) -> Quantity:
        token = self._reader.token
        if token.kind is Kind.NUMBER:
            self._reader.take()
            return self._with_units(self._pay(Quantity(numbers.parse_number(token.text))))
        if self._reader.skip("("):
            value = self._sum()
            self._reader.close(")")
            return self._with_units(value)
        if token.kind is not Kind.NAME or (token.text in WORDS and token.text != "in"):
            raise self._reader.unexpected()
        if self._reader.call_follows():
            return self._with_units(self._call())
        if constant := CONSTANTS.get(token.text.lower()):
            self._reader.take()
            return self._with_units(Quantity(constant))
        return self._unit()

    def _call(self) -> Quantity:
        name = self._reader.take()
        function = FUNCTIONS.get(name.text.lower())
        if function is None:
            raise unknown_function(name)
        self._reader.take()
        listed = bool(self._reader.skip("["))
        arguments = [] if self._reader.token.text in ")]" else [self._sum()]
        while self._reader.skip(","):
            arguments.append(self._sum())
        if listed:
            self._reader.close("]")
        self._reader.close(")")
        _require_count(name, function, len(arguments))
        plain = [self._argument(name, function, it) for it in arguments]
        return self._pay(Quantity(function.call(*plain)), function.price)

    def _argument(self, name: Token, function: Function, value: Quantity) -> Number:
        if function.takes_angle and quantities.is_angle(value):
            return quantities.radians(value)
        return quantities.plain(value, f"What {name.text} is given")

    def _with_units(self, value: Quantity) -> Quantity:
        """A value with the units behind it; 3 h 20 min is the sum of its parts."""
        if not self._reader.unit_follows():
            return value
        total = self._attach(value)
        while self._reader.token.kind is Kind.NUMBER:
            if not self._reader.unit_follows(1):
                raise self._reader.unexpected()
            part = Quantity(numbers.parse_number(self._reader.take().text))
            total = self._pay(quantities.add(total, self._attach(part)))
        return total

    def _attach(self, value: Quantity) -> Quantity:
        """A number with the units behind it, as in "60 km/h"."""
        units = self._unit()
        while self._reader.token.text in ("*", "/") and self._reader.unit_follows(1):
            operate = _PRODUCTS[self._reader.take().text]
            units = operate(units, self._unit())
        number = numbers.multiply(
            quantities.plain(value, "What has a unit behind it"), units.number
        )
        return self._pay(Quantity(number, units.units))

    def _unit(self) -> Quantity:
        """A unit with its power, as in "m^2"."""
        unit, times = self._reader.take_unit()
        value = Quantity(numbers.ONE, ((unit, times),))
        if superscript := self._reader.skip(*_SUPERSCRIPTS):
            value = quantities.power(value, _SUPERSCRIPTS[superscript])
        elif self._reader.skip("^"):
            negative, exponent = self._negative(), self._bare()
            exponent = quantities.negate(exponent) if negative else exponent
            value = quantities.power(value, exponent)
        if self._reader.token.text in ("^", *_SUPERSCRIPTS):
            raise self._reader.unexpected()
        return value

    def _bare(self) -> Quantity:
        """A number without a unit: in "5 ft^2 in cm^2" none belongs to the first 2."""
        if self._reader.skip("("):
            value = self._sum()
            self._reader.close(")")
            return value
        if self._reader.token.kind is not Kind.NUMBER:
            raise self._reader.unexpected()
        return Quantity(numbers.parse_number(self._reader.take().text))

    def _pay(self, value: Quantity, times: int = 1) -> Quantity:
        """The value, when its price is paid. Raises CalculationError."""
        self._work -= times * numbers.size(value.number)
        if self._work < 0:
            raise CalculationError("This is too much to calculate at once. Split it up.")
        return value


def _require_count(name: Token, function: Function, count: int) -> None:
    if function.least <= count and (function.most is None or count <= function.most):
        return
    if function.most is None:
        takes = f"at least {function.least}"
    elif function.least == function.most:
        takes = str(function.least)
    else:
        takes = f"{function.least} or {function.most}"
    plural = "" if takes.endswith("1") else "s"
    raise CalculationError(f"{name} takes {takes} argument{plural}, but {count} were given.")
