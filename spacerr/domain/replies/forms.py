"""Checks what a person filled into a form."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from spacerr.domain.errors.questions import WrongAnswer
from spacerr.domain.replies.questions import ChoiceValue, FieldKind, FormField
from spacerr.domain.text import clean

TEXT_CHARS = 10_000
"""Longest text of a field that names no bound."""

INTEGER_DIGITS = 18
"""Longest whole number: longer ones don't fit into 64 bits, which is what most programs take."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_WHOLE = re.compile(rf"[+-]?[0-9]{{1,{INTEGER_DIGITS}}}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def read_answer(fields: Sequence[FormField], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form, each of the type that its field takes; fields that are left empty have
    none, and values without a field are left out. A date and time becomes one with an offset; one
    without is taken as UTC. Raises WrongAnswer.
    """
    read: dict[str, Any] = {}
    for field in fields:
        value = values.get(field.name)
        if value is None or value in ("", []):
            if field.required:
                raise WrongAnswer(field.name, f"{field.title}: fill this in.")
            continue
        read[field.name] = _READERS.get(field.kind, _text)(field, value)
    return read


def _switch(field: FormField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongAnswer(field.name, f"{field.title}: this is yes or no.")
    return value


def _number(field: FormField, value: Any) -> int | float:
    whole = field.kind is FieldKind.INTEGER
    number = _parsed(value, whole=whole)
    if number is None:
        kind = "a whole number" if whole else "a number"
        raise WrongAnswer(field.name, f"{field.title}: this is {kind}.")
    _check_bounds(field, number, "")
    return number


def _parsed(value: Any, *, whole: bool) -> int | float | None:
    """A number as a page sends it, or as a person types it."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    if not _DECIMAL.fullmatch(text) or _THOUSANDS.fullmatch(text):  # 1,000 may be 1 or 1000
        return None
    number = float(text.replace(",", "."))
    if not math.isfinite(number) or (whole and not _is_whole(number)):
        return None
    return int(number) if whole else number


def _is_whole(number: float) -> bool:
    return number.is_integer() and abs(number) < 10**INTEGER_DIGITS


def _choice(field: FormField, value: Any) -> ChoiceValue:
    chosen = _chosen(field, value)
    if chosen is None:
        raise WrongAnswer(field.name, f"{field.title}: choose from the list.")
    return chosen


def _choices(field: FormField, value: Any) -> list[ChoiceValue]:
    sent: list[Any] = value if isinstance(value, list) else [value]
    picked: dict[ChoiceValue, None] = {}
    for it in sent[: len(field.choices) + 1]:
        picked[_choice(field, it)] = None
    _check_bounds(field, len(picked), " chosen")
    return list(picked)


def _chosen(field: FormField, value: Any) -> ChoiceValue | None:
    """The value of a choice: pages send its text."""
    return next((it.value for it in field.choices if value in (it.text, it.value)), None)


def _text(field: FormField, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise WrongAnswer(field.name, f"{field.title}: this is a text.")
    text = clean(str(value))
    _check_bounds(field, len(text), " characters")
    if len(text) > TEXT_CHARS:
        raise WrongAnswer(field.name, f"{field.title}: at most {TEXT_CHARS:,} characters.")
    return text


def _check_bounds(field: FormField, size: float, unit: str) -> None:
    if field.least is not None and size < field.least:
        raise WrongAnswer(field.name, f"{field.title}: at least {field.least:.15g}{unit}.")
    if field.most is not None and size > field.most:
        raise WrongAnswer(field.name, f"{field.title}: at most {field.most:.15g}{unit}.")


def _formatted(read: Callable[[str], str], needed: str) -> Callable[[FormField, Any], str]:
    """Reads a text of a format. `read` raises ValueError for one that isn't."""

    def checked(field: FormField, value: Any) -> str:
        try:
            return read(_text(field, value).strip())
        except ValueError as error:
            raise WrongAnswer(field.name, f"{field.title}: {needed}.") from error

    return checked


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError(text)
    return text


def _url(text: str) -> str:
    if not _SCHEME.fullmatch(text):
        raise ValueError(text)
    urlsplit(text)  # raises ValueError for brackets that don't match
    return text


def _date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text).isoformat()


def _time(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if not _DATE.match(text):
        raise ValueError(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat().replace("+00:00", "Z")


_READERS: dict[FieldKind, Callable[[FormField, Any], Any]] = {
    FieldKind.SWITCH: _switch,
    FieldKind.NUMBER: _number,
    FieldKind.INTEGER: _number,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.EMAIL: _formatted(_email, "an email address is needed, such as ann@example.org"),
    FieldKind.URL: _formatted(_url, "an address is needed, such as https://example.org"),
    FieldKind.DATE: _formatted(_date, "a date is needed, such as 2026-05-31"),
    FieldKind.TIME: _formatted(_time, "a date and time is needed, such as 2026-05-31T15:30+02:00"),
}
