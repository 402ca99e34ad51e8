"""Numbers as people type them: with or without separators of thousands, with a point or a comma."""

import re

_SIGN = re.compile(r"[+-]")
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([ .,'’_])[0-9]{3})(?:\1[0-9]{3})*")
CHARS = 40
"""Longer texts are not read as numbers."""


class NotANumber(ValueError):
    """A text that isn't a number of the expected kind."""


def whole_number(typed: str) -> int | None:
    """16000, 16,000, 16.000, 16 000, 16'000; None for an empty text. Raises NotANumber."""
    text = _tidy(typed)
    if not text:
        return None
    found = _value(text, _ungrouped(_digits(text)))
    if found != int(found):
        raise NotANumber
    return int(found)


def amount(typed: str) -> float | None:
    """0.05, 0,05, 1,000, 1,000.50, 1.000,50; None for an empty text. Raises NotANumber."""
    text = _tidy(typed)
    return _value(text, _undecimal(_digits(text))) if text else None


def _tidy(typed: str) -> str:
    """The text with one kind of space, and without a currency."""
    text = re.sub(r"\s+", " ", re.sub(r"^\$\s*", "", typed.strip()))
    if len(text) > CHARS:
        raise NotANumber
    return text


def _digits(text: str) -> str:
    return text[1:] if _SIGN.match(text) else text


def _value(text: str, digits: str) -> float:
    if not _PLAIN.fullmatch(digits):
        raise NotANumber
    return float(digits) * (-1 if text.startswith("-") else 1)


def _ungrouped(text: str) -> str:
    return re.sub(r"[^0-9]", "", text) if _GROUPED.fullmatch(text) else text


def _undecimal(text: str) -> str:
    """The text with a point before its decimals and without separators of thousands. Of a point and
    a comma, the last one begins the decimals, unless it occurs several times. A single comma before
    three digits separates thousands; a point doesn't, because the page shows decimals with it.
    """
    at = max(text.rfind("."), text.rfind(","))
    point = at >= 0 and text[at] == "." and text.find(".") == at
    if at < 0 or (not point and _GROUPED.fullmatch(text)):
        return _ungrouped(text)
    return f"{_ungrouped(text[:at]) or '0'}.{text[at + 1 :]}"
