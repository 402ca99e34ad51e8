"""Checks values against JSON Schemas (2020-12) that strangers may have written.

A schema can name documents on other servers, and can take seconds for a small value: by patterns,
by parts that refer to each other, by long lists. Nothing is fetched here, and a check has so many
steps. What is left out is for the schema's owner to check.
"""

import json
from collections.abc import Callable, Generator, Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

import structlog

log = structlog.get_logger(__name__)

STEPS = 20_000
"""Most steps of a check: some tens of milliseconds."""

_REFERENCE_STEPS = 20
_CHARS_PER_STEP = 500
"""Characters written in the time of a step: jsonschema writes the value into each error."""

_UNCHECKED = frozenset(
    {
        "$dynamicRef",
        "pattern",
        "patternProperties",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    }
)
"""Keywords whose check can take long for a value of a few bytes."""


class Mismatch(NamedTuple):
    """Where a value doesn't fit, as names with dots, and why."""

    place: str
    why: str


class _TooManySteps(Exception):
    pass


class _Steps:
    def __init__(self) -> None:
        self._left = STEPS

    def take(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise _TooManySteps


_STEPS: ContextVar[_Steps] = ContextVar("json_schema_steps")


def first_mismatch(schema: Mapping[str, Any], value: Any) -> Mismatch | None:
    """Where a value doesn't fit a schema first; None where it does, or where that can't be said."""
    token = _STEPS.set(_Steps())
    try:
        found = next(iter(_validator(json.dumps(schema)).iter_errors(value)), None)
    except Exception as error:  # a schema can be wrong in any way
        log.info("schema.unchecked", reason=type(error).__name__)
        return None
    finally:
        _STEPS.reset(token)
    if found is None:
        return None
    return Mismatch(".".join(map(str, found.absolute_path)), str(found.message))


@lru_cache(500)
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator  # here: its import takes 40 ms
    from jsonschema.validators import extend
    from referencing import Registry

    known: Mapping[str, Any] = Draft202012Validator.VALIDATORS
    checks = {name: _counted(name, check) for name, check in known.items()}
    bounded: Any = extend(Draft202012Validator, checks)
    return bounded(_of_one_draft(json.loads(schema)), registry=Registry())


def _of_one_draft(schema: Any) -> Any:
    """A schema whose parts name no draft: such a part would be checked by that draft's keywords,
    without bounds.
    """
    if isinstance(schema, list):
        return [_of_one_draft(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _of_one_draft(it)
        for name, it in schema.items()
        if name != "$schema" or not isinstance(it, str)
    }


def _counted(keyword: str, check: Callable[..., Any]) -> Callable[..., Generator[Any]]:
    def counted(
        validator: Any, value: Any, instance: Any, schema: Mapping[str, Any]
    ) -> Generator[Any]:
        steps = len(value) if isinstance(value, list) else 1
        _STEPS.get().take(_REFERENCE_STEPS if keyword == "$ref" else steps)
        # This keyword looks at the patterns beside it.
        by_patterns = keyword == "additionalProperties" and "patternProperties" in schema
        if keyword not in _UNCHECKED and not by_patterns:
            for error in check(validator, value, instance, schema) or ():
                _STEPS.get().take(len(error.message) // _CHARS_PER_STEP)
                yield error

    return counted
