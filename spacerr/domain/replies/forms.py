"""Checks what a person filled into a form."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from spacerr.domain.errors.questions import WrongAnswer
from spacerr.domain.replies.questions import FieldKind, FormField
from spacerr.domain.text import clean

TEXT_CHARS = 10_000
"""Longest text of a field that names no bound."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def read_answer(fields: Sequence[FormField], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form, each as its field takes it; fields that are left empty have none.
    Raises WrongAnswer.
    """
    read: dict[str, Any] = {}
    for field in fields:
        value = values.get(field.name)
        if value is None or value in ("", []):
            if field.required:
                raise WrongAnswer(field.name, f"{field.title}: fill this in.")
            continue
        read[field.name] = _read(field, value)
    return read


def _read(field: FormField, value: Any) -> Any:
    match field.kind:
        case FieldKind.SWITCH:
            return _switch(field, value)
        case FieldKind.NUMBER | FieldKind.INTEGER:
            return _number(field, value)
        case FieldKind.CHOICES:
            return _choices(field, value)
        case _:
            return _text(field, value)


def _switch(field: FormField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongAnswer(field.name, f"{field.title}: this is yes or no.")
    return value


def _number(field: FormField, value: Any) -> int | float:
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        number = math.nan
    whole = field.kind is FieldKind.INTEGER
    if not math.isfinite(number) or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        raise WrongAnswer(field.name, f"{field.title}: this is {kind}.")
    if field.least is not None and number < field.least:
        raise WrongAnswer(field.name, f"{field.title}: at least {field.least:g}.")
    if field.most is not None and number > field.most:
        raise WrongAnswer(field.name, f"{field.title}: at most {field.most:g}.")
    return int(number) if whole else number


def _choices(field: FormField, value: Any) -> list[str]:
    known = {it.value for it in field.choices}
    chosen = value if isinstance(value, list) else [value]
    if any(it not in known for it in chosen):
        raise WrongAnswer(field.name, f"{field.title}: choose from the list.")
    picked = list(dict.fromkeys(chosen))
    if field.least is not None and len(picked) < field.least:
        raise WrongAnswer(field.name, f"{field.title}: choose at least {field.least:g}.")
    if field.most is not None and len(picked) > field.most:
        raise WrongAnswer(field.name, f"{field.title}: choose at most {field.most:g}.")
    return picked


def _text(field: FormField, value: Any) -> str:
    text = clean(str(value))
    if field.kind is FieldKind.CHOICE and all(it.value != text for it in field.choices):
        raise WrongAnswer(field.name, f"{field.title}: choose from the list.")
    if field.least is not None and len(text) < field.least:
        raise WrongAnswer(field.name, f"{field.title}: at least {field.least:g} characters.")
    most = TEXT_CHARS if field.most is None else min(field.most, TEXT_CHARS)
    if len(text) > most:
        raise WrongAnswer(field.name, f"{field.title}: at most {most:g} characters.")
    if not _fits(field.kind, text):
        raise WrongAnswer(field.name, f"{field.title}: {_EXAMPLES[field.kind]}.")
    return text


_EXAMPLES = {
    FieldKind.EMAIL: "an email address is needed, such as ann@example.org",
    FieldKind.URL: "an address is needed, such as https://example.org",
    FieldKind.DATE: "a date is needed, such as 2026-05-31",
    FieldKind.TIME: "a date and time is needed, such as 2026-05-31T15:30",
}


def _fits(kind: FieldKind, text: str) -> bool:
    try:
        match kind:
            case FieldKind.EMAIL:
                return _EMAIL.fullmatch(text) is not None
            case FieldKind.URL:
                return bool(urlsplit(text).scheme)
            case FieldKind.DATE:
                date.fromisoformat(text)
            case FieldKind.TIME:
                datetime.fromisoformat(text)
            case _:
                pass
    except ValueError:
        return False
    return True
