"""Forms that an MCP server asks for, read from their schemas."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from spacerr.domain.errors.mcp import McpFormUnreadable
from spacerr.domain.errors.questions import WrongAnswer
from spacerr.domain.replies.forms import read_answer
from spacerr.domain.replies.questions import Choice, ChoiceValue, FieldKind, FormField
from spacerr.domain.text import one_line, utf8_length
from spacerr.domain.tools.limits import (
    FORM_BYTES,
    FORM_CHOICE_CHARS,
    FORM_CHOICES,
    FORM_DESCRIPTION_CHARS,
    FORM_FIELDS,
    MCP_KEY_CHARS,
    TOOL_TITLE_CHARS,
)
from spacerr.infra.mcp.tools import words_of_name

_FORMATS = {
    "email": FieldKind.EMAIL,
    "uri": FieldKind.URL,
    "date": FieldKind.DATE,
    "date-time": FieldKind.TIME,
}
_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "number": ("minimum", "maximum"),
    "integer": ("minimum", "maximum"),
    "array": ("minItems", "maxItems"),
}


def read_form(schema: Mapping[str, Any]) -> tuple[FormField, ...]:
    """The fields of a form, whose schema is a flat object. Raises McpFormUnreadable."""
    properties = schema.get("properties") or {}
    if not isinstance(properties, Mapping) or schema.get("type", "object") != "object":
        raise McpFormUnreadable("its form is not a list of fields")
    if len(properties) > FORM_FIELDS:
        raise McpFormUnreadable(f"its form has more than {FORM_FIELDS} fields")
    required = schema.get("required")
    needed = set(filter(_is_text, required)) if isinstance(required, list) else set[str]()
    fields = tuple(_field(str(name), it, str(name) in needed) for name, it in properties.items())
    if utf8_length(json.dumps([it.model_dump(mode="json") for it in fields])) > FORM_BYTES:
        raise McpFormUnreadable("its form is too long")
    return fields


def _field(name: str, schema: Any, required: bool) -> FormField:
    if not isinstance(schema, Mapping) or len(name) > MCP_KEY_CHARS:
        raise _unreadable(name)
    kind, choices = _kind(name, schema)
    least, most = (_number(schema.get(it)) for it in _BOUNDS.get(str(schema.get("type")), ("", "")))
    if kind is FieldKind.CHOICE:
        least = most = None  # what it offers says it all
    if least is not None and most is not None and least > most:
        raise _unreadable(name)
    field = FormField(
        name=name,
        title=_line(schema.get("title"), TOOL_TITLE_CHARS) or words_of_name(name) or name,
        description=_line(schema.get("description"), FORM_DESCRIPTION_CHARS),
        kind=kind,
        required=required,
        choices=choices,
        least=least,
        most=most,
    )
    return field.model_copy(update={"default": _default(field, schema.get("default"))})


def _kind(name: str, schema: Mapping[str, Any]) -> tuple[FieldKind, tuple[Choice, ...]]:
    kind = schema.get("type", "string")
    if kind == "array":
        items = schema.get("items")
        choices = _choices(name, items) if isinstance(items, Mapping) else None
        if choices is None:
            raise _unreadable(name)
        return FieldKind.CHOICES, choices
    if kind == "boolean":
        return FieldKind.SWITCH, ()
    choices = _choices(name, schema)
    if choices is not None:
        return FieldKind.CHOICE, choices
    if kind == "string":
        return _FORMATS.get(str(schema.get("format")), FieldKind.TEXT), ()
    if kind in ("number", "integer"):
        return FieldKind(kind), ()
    raise _unreadable(name)


def _choices(name: str, schema: Mapping[str, Any]) -> tuple[Choice, ...] | None:
    """The values that a schema names, each with its title; None where it names none."""
    titled = schema.get("oneOf") or schema.get("anyOf")
    named: list[tuple[Any, Any]]
    if isinstance(titled, list):
        named = [
            (it.get("const"), it.get("title")) if isinstance(it, Mapping) else (None, None)
            for it in titled
        ]
    elif isinstance(schema.get("enum"), list):
        titles = schema.get("enumNames")
        said: Sequence[Any] = titles if isinstance(titles, list) else ()
        named = [(it, said[at] if at < len(said) else None) for at, it in enumerate(schema["enum"])]
    elif "const" in schema:
        named = [(schema["const"], None)]
    else:
        return None
    if not 0 < len(named) <= FORM_CHOICES or not all(_is_choice(value) for value, _ in named):
        raise _unreadable(name)
    choices = tuple(_choice(value, title) for value, title in named)
    if len({it.text for it in choices}) < len(choices):
        raise _unreadable(name)
    return choices


def _choice(value: ChoiceValue, title: Any) -> Choice:
    choice = Choice(value=value, title="")
    shown = _line(title, FORM_CHOICE_CHARS) or choice.text
    return choice.model_copy(update={"title": shown})


def _default(field: FormField, given: Any) -> Any:
    """What is filled in at first, if it can be an answer."""
    if given is None:
        return None
    try:
        read = read_answer([field.model_copy(update={"required": False})], {field.name: given})
    except WrongAnswer:
        return None
    value = read.get(field.name)
    match field.kind:
        case FieldKind.CHOICE:
            return next((it.text for it in field.choices if it.value == value), None)
        case FieldKind.CHOICES:
            return [it.text for it in field.choices if it.value in (value or ())]
        case _:
            return value


def _is_choice(value: Any) -> bool:
    if isinstance(value, str):
        return 0 < len(value) <= FORM_CHOICE_CHARS
    return isinstance(value, bool) or _number(value) is not None


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _number(value: Any) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 1e300 and math.isfinite(value) else None


def _line(text: Any, most: int) -> str:
    return one_line(text)[:most] if isinstance(text, str) else ""


def _unreadable(name: str) -> McpFormUnreadable:
    return McpFormUnreadable(f"the field {name[:MCP_KEY_CHARS]!r} of its form is of no known kind")
