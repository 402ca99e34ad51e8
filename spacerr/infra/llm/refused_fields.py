"""Servers that refuse a field of a request: which one it is, and the request without it.

Servers that speak like OpenAI's differ in what they take. What a person is charged at most is
never given up: the limit of a reply goes by its other name instead.
"""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from spacerr.domain.errors.models import ModelError
from spacerr.domain.limits import ADJUSTED_MODELS
from spacerr.domain.status import Category
from spacerr.infra.llm.interface import ModelRequest
from spacerr.infra.llm.provider_words import refused_parameter
from spacerr.timings import ADJUSTMENTS_KEPT

Arguments = dict[str, Any]
"""What LiteLLM is called with."""

_OPENAI_CLIENT = ("openai/", "azure/")
_LENGTHS = ("max_tokens", "max_completion_tokens")

_REFUSED: dict[str, re.Pattern[str]] = {
    "stream_options": re.compile(r"\bstream_options\b|\binclude_usage\b"),
    "temperature": re.compile(r"\btemperature\b"),
    "reasoning_effort": re.compile(
        r"\breasoning_effort\b|\breasoning\.effort\b|\breasoning effort\b"
        r"|\bthinking\b|\bthink\b|\boutput_config\b"
    ),
    "max_completion_tokens": re.compile(r"\bmax_tokens\b"),
    "max_tokens": re.compile(r"\bmax_completion_tokens\b"),
    "system": re.compile(
        r"\brole\b.{0,40}\b(?:system|developer)\b"
        r"|\b(?:system|developer)\W{1,3}(?:roles?|messages?|prompts?|instructions?)\b"
        r"|\broles (?:must|should) (?:be )?alternat|\bonly user and assistant roles\b"
    ),
    "stream": re.compile(r"^stream$|[\"'`]stream[\"'`]|\bto stream\b|\bstreaming\b.{0,20}\bnot\b"),
}
"""The words by which servers name what they refuse, by the adjustment that spares them it."""

_TOO_MUCH = re.compile(
    r"too (?:large|high|big|long|many|small|low)|at (?:most|least)|less than|greater than|exceed"
    r"|range|between|must be|maximum (?:is|of|value)"
)
"""Said of a limit's value: by another name it would be just as large."""


def refused_field(error: ModelError, arguments: Arguments) -> str | None:
    """Which adjustment may help with an error that came before any text; None where none does.

    Of what a server names, it is the field named first of those that were sent.
    """
    if error.category is not Category.PROVIDER:
        return None
    for text in (
        refused_parameter(error.__cause__ or error).lower(),
        error.provider_message.lower(),
    ):
        found = {name: it.start() for name, words in _REFUSED.items() if (it := words.search(text))}
        for name in sorted(found, key=lambda it: found[it]):
            if (
                _helps(name, error.provider_message.lower())
                and apply_adjustments(arguments, (name,)) != arguments
            ):
                return name
    return None


def _helps(name: str, words: str) -> bool:
    return name not in _LENGTHS or not _TOO_MUCH.search(words)


def apply_adjustments(arguments: Arguments, adjustments: tuple[str, ...]) -> Arguments:
    """The same request with a few adjustments, each named for the field that is left out, or for
    the name that the limit of a reply goes by.
    """
    for name in adjustments:
        arguments = _ADJUSTING[name](arguments)
    return arguments


def effective_adjustments(arguments: Arguments, adjustments: tuple[str, ...]) -> tuple[str, ...]:
    """Those that make a difference to a request."""
    return tuple(it for it in adjustments if apply_adjustments(arguments, (it,)) != arguments)


def _without(name: str) -> Callable[[Arguments], Arguments]:
    return lambda arguments: {it: value for it, value in arguments.items() if it != name}


def _limited_by(name: str) -> Callable[[Arguments], Arguments]:
    """LiteLLM renames the limit where it knows a model: behind its back it stays as it is named."""

    def named(arguments: Arguments) -> Arguments:
        body: Arguments = arguments.get("extra_body", {})
        most = next(
            (it[limit] for it in (arguments, body) for limit in _LENGTHS if limit in it), None
        )
        if most is None or not arguments["model"].startswith(_OPENAI_CLIENT):
            return arguments
        body = {it: value for it, value in body.items() if it not in _LENGTHS}
        return {**_without("max_tokens")(arguments), "extra_body": {**body, name: most}}

    return named


def _in_one_piece(arguments: Arguments) -> Arguments:
    if not arguments["model"].startswith(_OPENAI_CLIENT):
        return arguments
    body = {**arguments.get("extra_body", {}), "stream": False}
    return {**_without("stream_options")(arguments), "extra_body": body}


def _by_two(arguments: Arguments) -> Arguments:
    """Only what a person and a model say, in turn: anything else is put before the next words."""
    turns: list[dict[str, str]] = []
    for message in arguments["messages"]:
        role = "assistant" if message["role"] == "assistant" else "user"
        if turns and turns[-1]["role"] == role:
            role, before = role, turns.pop()["content"]
            turns.append({"role": role, "content": f"{before}\n\n{message['content']}"})
        else:
            turns.append({"role": role, "content": message["content"]})
    return {**arguments, "messages": turns}


_ADJUSTING: Mapping[str, Callable[[Arguments], Arguments]] = {
    "stream_options": _without("stream_options"),
    "temperature": _without("temperature"),
    "reasoning_effort": _without("reasoning_effort"),
    "max_completion_tokens": _limited_by("max_completion_tokens"),
    "max_tokens": _limited_by("max_tokens"),
    "system": _by_two,
    "stream": _in_one_piece,
}


def add_adjustment(adjustments: tuple[str, ...], name: str) -> tuple[str, ...]:
    """One more of them; a limit has one name at a time."""
    unwanted = _LENGTHS if name in _LENGTHS else (name,)
    return (*[it for it in adjustments if it not in unwanted], name)


class AdjustmentCache:
    """Those that have helped a while ago, by model, address and key: some are up to the account."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now`: a clock in seconds."""
        self._now = now
        self._kept: dict[tuple[str, str | None, int], tuple[float, tuple[str, ...]]] = {}

    def get(self, request: ModelRequest) -> tuple[str, ...]:
        until, found = self._kept.get(_place(request), (0.0, ()))
        return found if self._now() < until else ()

    def store(self, request: ModelRequest, adjustments: tuple[str, ...]) -> None:
        place = _place(request)
        if place not in self._kept and len(self._kept) >= ADJUSTED_MODELS:
            del self._kept[next(iter(self._kept))]
        self._kept[place] = (self._now() + ADJUSTMENTS_KEPT, adjustments)


def _place(request: ModelRequest) -> tuple[str, str | None, int]:
    return request.model, request.api_base, hash(request.api_key)
