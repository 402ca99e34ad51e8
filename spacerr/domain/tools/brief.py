"""A call's arguments on one line, for people."""

import json
import re
from typing import Any

from spacerr.domain.tools.limits import BRIEF_READ, STEP_BRIEF_CHARS

_BEGUN = re.compile(r'^\s*\{\s*"[^"]*"\s*:\s*"?')
"""The beginning of arguments, up to the first value."""


def brief(arguments: str) -> str:
    """The values of some arguments, which are JSON and may still be incomplete."""
    try:
        values = json.loads(arguments) if len(arguments) <= BRIEF_READ else None
    except (ValueError, RecursionError):
        values = None
    if values is None:
        return _line(_BEGUN.sub("", arguments[: 2 * STEP_BRIEF_CHARS]).rstrip('"} '))
    if not isinstance(values, dict):
        return _line(arguments)
    named: dict[str, Any] = values
    shown = {name: it for name, it in named.items() if it not in ("", None)}
    if len(shown) == 1:
        return _line(_text(next(iter(shown.values()))))
    return _line(", ".join(f"{name}: {_text(it)}" for name, it in shown.items()))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(text: str) -> str:
    line = " ".join(text[: 4 * STEP_BRIEF_CHARS].split())
    return line if len(line) <= STEP_BRIEF_CHARS else line[: STEP_BRIEF_CHARS - 1] + "…"
