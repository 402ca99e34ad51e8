"""The calculator that models call: an expression in, its result as text out.

It has a parser of its own and knows nothing but numbers, so nothing of Python can be reached
through it, and every step has a price that is paid from a bounded budget.
"""

from decimal import Overflow, localcontext

from spacerr.domain.errors.tools import CalculationError
from spacerr.domain.tools.calculation.expressions import Expression
from spacerr.domain.tools.calculation.numbers import CONTEXT, TOO_LARGE
from spacerr.domain.tools.limits import EXPRESSION_CHARS


def calculate(expression: str) -> str:
    """The result of an expression, with its unit if it has one. Raises CalculationError.

    * Whole numbers, fractions and decimals are exact: 0.1 + 0.2 is 0.3. What never ends is shown
      with 15 digits.
    * `15% of 80` is 12. A percentage that is added or subtracted is one of what stands before it:
      `200 + 10%` is 220. Before a number or a bracket, `%` is the remainder: `17 % 5` is 2.
    * `-2^2` is -4, `2^3^2` is 512, `//` rounds down, `round` rounds halves away from zero, and
      `log` without a base is the natural logarithm.
    * `5 km in miles`, `3 h 20 min in s`, `72 degF to degC`; `10 m / 5 m/s` is 2 s.
    """
    if len(expression) > EXPRESSION_CHARS:
        raise CalculationError(
            f"An expression can hold {EXPRESSION_CHARS:,} characters. Shorten it."
        )
    with localcontext(CONTEXT):
        try:
            return Expression(expression).result()
        except Overflow:
            raise CalculationError(TOO_LARGE) from None
