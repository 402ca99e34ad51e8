"""Steps through the tokens of an expression, and says where one doesn't belong."""

from spacerr.domain.errors.tools import CalculationError
from spacerr.domain.tools.calculation.functions import CONSTANTS, FUNCTIONS
from spacerr.domain.tools.calculation.tokens import WORDS, Kind, Token, tokenize
from spacerr.domain.tools.calculation.units import Unit, find_unit, similar_units

_POWERS = {"2": 2, "3": 3}


class Reader:
    """The tokens of an expression, and which of them is next."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self._at = 0

    @property
    def token(self) -> Token:
        return self._tokens[self._at]

    def at_end(self) -> bool:
        return self.token.kind is Kind.END

    def peek(self, ahead: int) -> Token:
        """The token so far behind the next one."""
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.token
        self._at += 1
        return token

    def skip(self, *texts: str) -> str:
        """The next token's text, taking it, if it is one of these; "" otherwise."""
        return self.take().text if self.token.text in texts else ""

    def close(self, bracket: str) -> None:
        """Take a closing bracket. Raises CalculationError."""
        if not self.skip(bracket):
            raise self.unexpected()

    def operand_follows(self, ahead: int) -> bool:
        token = self.peek(ahead)
        named = token.kind is Kind.NAME and token.text not in WORDS
        return named or token.kind is Kind.NUMBER or token.text == "("

    def call_follows(self, ahead: int = 0) -> bool:
        """Whether a name with an opening bracket is there."""
        token = self.peek(ahead)
        named = token.kind is Kind.NAME and token.text not in WORDS
        return named and self.peek(ahead + 1).text == "("

    def unit_follows(self, ahead: int = 0) -> bool:
        """Whether a unit is there; "in" is one before what can follow a unit."""
        token, after = self.peek(ahead), self.peek(ahead + 1)
        if token.text == "in":
            begins_target = after.kind is Kind.NAME and after.text not in WORDS
            return not begins_target and after.text != "("
        if token.kind is not Kind.NAME or token.text in WORDS:
            return False
        is_function = after.text == "(" and token.text.lower() in FUNCTIONS
        return not is_function and _find(token.text) is not None

    def take_unit(self) -> tuple[Unit, int]:
        """A unit, and the power that is part of its name, as in "m2". Raises CalculationError."""
        token = self.take()
        found = _find(token.text)
        if found is None:
            raise _unknown(token)
        return found

    def unexpected(self) -> CalculationError:
        """What is wrong with the next token."""
        token = self.token
        if token.kind is Kind.END:
            return CalculationError("The expression ends too early: a number is missing.")
        if token.kind is Kind.NAME and not self._is_known(token):
            return _unknown(token)
        if self._at and self.operand_follows(0) and _ends_operand(self._tokens[self._at - 1]):
            return CalculationError(f"Write an operator, such as *, before {token}.")
        return CalculationError(f"{token} doesn't belong there.")

    def _is_known(self, token: Token) -> bool:
        name = token.text.lower()
        return bool(name in FUNCTIONS or name in CONSTANTS or name in WORDS or _find(token.text))


def unknown_function(token: Token) -> CalculationError:
    return CalculationError(f"{token} isn't a function I know. Known: {', '.join(FUNCTIONS)}.")


def _unknown(token: Token) -> CalculationError:
    similar = similar_units(token.text)
    meant = f" Did you mean {' or '.join(similar)}?" if similar else ""
    constants = ", ".join(it for it in CONSTANTS if it.isascii())
    return CalculationError(
        f"{token} isn't a unit or a constant I know.{meant} Constants: {constants}. "
        "Functions have brackets, as in sqrt(2)."
    )


def _find(name: str) -> tuple[Unit, int] | None:
    if unit := find_unit(name):
        return unit, 1
    unit = find_unit(name[:-1]) if name[-1:] in _POWERS else None
    return unit and (unit, _POWERS[name[-1]])


def _ends_operand(token: Token) -> bool:
    return token.kind in (Kind.NUMBER, Kind.NAME) or token.text in (")", "!", "%", "²", "³")
