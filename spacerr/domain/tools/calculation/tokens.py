"""An expression as numbers, names and symbols, each with its place."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from spacerr.domain.errors.tools import CalculationError

WORDS = frozenset({"of", "in", "to", "as"})
"""Names that are operators."""

_DEEPEST = 30
"""Most brackets that may be open at once."""
_SHOWN = 40
"""Characters of a token that an error says again."""
_SAME = str.maketrans("×·⋅∙÷∕−–", "****//--")
"""Characters that are written for others."""
_EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_PLAIN = re.compile(rf"(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS}){_EXPONENT}")
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]*)?{_EXPONENT}")
_NAME = re.compile(r"[A-Za-z_°µμπτΩΩÅ][A-Za-z_°µμπτΩΩÅ0-9]*")
_SYMBOL = re.compile(r"\*\*|//|->|[+\-*/^%!()\[\],→²³]")
_CLOSING = {"(": ")", "[": "]"}


class Kind(Enum):
    NUMBER = auto()
    NAME = auto()
    SYMBOL = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`at` is where it begins in the expression, `end` where it ends."""

    kind: Kind
    text: str
    at: int
    end: int

    def __str__(self) -> str:
        """What an error calls it, with its place."""
        return f"{quoted(self.text)} (character {self.at + 1})"


@dataclass(slots=True)
class _Bracket:
    """An open bracket. Around the arguments of a `call`, commas separate these; a `group` of digits
    as in 1,000 may then be one number or two, and is refused where other commas are `spaced`.
    """

    text: str
    at: int
    call: bool
    group: str = ""
    spaced: bool = False

    def unclosed(self) -> CalculationError:
        return CalculationError(
            f"A {_CLOSING[self.text]!r} is missing: the {self.text!r} at character {self.at + 1} "
            "isn't closed."
        )


def quoted(text: str) -> str:
    """A text from an expression, short and visible, in quotation marks."""
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def tokenize(expression: str) -> list[Token]:
    """The tokens, with one of the kind END after them. Raises CalculationError."""
    text = expression.translate(_SAME)
    tokens: list[Token] = []
    brackets: list[_Bracket] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _read(text, at, brackets)
        if token.kind is Kind.SYMBOL:
            _track(token, text, tokens, brackets)
        tokens.append(token)
        at = token.end
    if brackets:
        raise brackets[-1].unclosed()
    return [*tokens, Token(Kind.END, "", at, at)]


def _read(text: str, at: int, brackets: list[_Bracket]) -> Token:
    grouped = _GROUPED.match(text, at)
    if grouped and brackets and brackets[-1].call:
        _allow_as_arguments(grouped[0], brackets[-1])
        grouped = None
    if found := grouped or _PLAIN.match(text, at):
        digits = re.sub("[,_]", "", found[0])
        return Token(Kind.NUMBER, digits, at, found.end())
    if found := _NAME.match(text, at):
        return Token(Kind.NAME, found[0], at, found.end())
    if found := _SYMBOL.match(text, at):
        symbol = {"**": "^", "→": "->"}.get(found[0], found[0])
        return Token(Kind.SYMBOL, symbol, at, found.end())
    raise CalculationError(f"{quoted(text[at])} at character {at + 1} has no meaning here.")


def _allow_as_arguments(group: str, bracket: _Bracket) -> None:
    bracket.group = bracket.group or group
    if ",0" in group:
        raise _unclear(group)


def _track(token: Token, text: str, tokens: list[Token], brackets: list[_Bracket]) -> None:
    """Keep the open brackets, and check what stands between them."""
    match token.text:
        case "(" | "[":
            before = tokens[-1] if tokens else None
            named = before is not None and before.kind is Kind.NAME and before.text not in WORDS
            brackets.append(_Bracket(token.text, token.at, named or token.text == "["))
            if len(brackets) > _DEEPEST:
                raise CalculationError(f"More than {_DEEPEST} brackets are open at once.")
        case ")" | "]":
            if not brackets:
                raise CalculationError(
                    f"The {token.text!r} at character {token.at + 1} closes nothing."
                )
            closed = brackets.pop()
            if token.text != _CLOSING[closed.text]:
                raise closed.unclosed()
            if closed.group and closed.spaced:
                raise _unclear(closed.group)
        case ",":
            if not (brackets and brackets[-1].call):
                raise CalculationError(
                    f"The ',' at character {token.at + 1} doesn't belong there. Decimals are "
                    "written with a point, as in 3.5."
                )
            brackets[-1].spaced |= text[token.end : token.end + 1].isspace()
        case _:
            pass


def _unclear(group: str) -> CalculationError:
    return CalculationError(
        f"It isn't clear whether {quoted(group)} is one number or several. Between the brackets of "
        "a function, leave out separators of thousands."
    )
