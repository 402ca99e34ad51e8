"""Servers that refuse a field of a request: which one it is, and the request without it.

Servers that are compatible with OpenAI's differ in the fields they accept. The limit of a reply is
never left out, because it limits the cost: it is sent under its other name instead.
"""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from cachetools import TTLCache

from spacerr.domain.errors.models import ModelError
from spacerr.domain.limits import ADJUSTED_MODELS
from spacerr.domain.status import Category
from spacerr.infra.llm.interface import ModelRequest
from spacerr.infra.llm.provider_words import refused_parameter
from spacerr.timings import ADJUSTMENTS_KEPT

Arguments = dict[str, Any]
"""The arguments of a call of LiteLLM."""

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
    "tools": re.compile(
        r"\btools?\b.{0,40}\b(?:not|unsupported|require)|\b(?:not|n't)\b.{0,40}\btools?\b"
        r"|\btool[ _-]choice\b|\bfunction calling\b.{0,20}\bnot\b"
    ),
    "stream": re.compile(r"^stream$|[\"'`]stream[\"'`]|\bto stream\b|\bstreaming\b.{0,20}\bnot\b"),
}
"""Words in servers' refusals, by the adjustment that avoids the refused field."""

_TOO_MUCH = re.compile(
    r"too (?:large|high|big|long|many|small|low)|at (?:most|least)|less than|greater than|exceed"
    r"|range|between|must be|maximum (?:is|of|value)"
)
"""Words about a limit's value: under another name it would be as large."""


def refused_field(error: ModelError, arguments: Arguments) -> str | None:
    """The adjustment that may help with an error before any text; None where none does.

    Of the fields that a server names, it is the first one that was sent.
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
    """The same request with some adjustments, each named for the field that is left out, or for the
    field that holds the limit of a reply.
    """
    for name in adjustments:
        arguments = _ADJUSTING[name](arguments)
    return arguments


def effective_adjustments(arguments: Arguments, adjustments: tuple[str, ...]) -> tuple[str, ...]:
    """The adjustments that change this request."""
    return tuple(it for it in adjustments if apply_adjustments(arguments, (it,)) != arguments)


def _without(name: str) -> Callable[[Arguments], Arguments]:
    return lambda arguments: {it: value for it, value in arguments.items() if it != name}


def _without_tools(arguments: Arguments) -> Arguments:
    """Unless the messages hold calls: those can't be sent without tools."""
    if any(it["role"] == "tool" for it in arguments["messages"]):
        return arguments
    tools = ("tools", "tool_choice")
    return {it: value for it, value in arguments.items() if it not in tools}


def _limited_by(name: str) -> Callable[[Arguments], Arguments]:
    """Send the limit in the extra body: LiteLLM renames the limit of models that it knows."""

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
    """Only messages of user and assistant, in turn: system messages join the user's."""
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
    "tools": _without_tools,
    "stream": _in_one_piece,
}


def add_adjustment(adjustments: tuple[str, ...], name: str) -> tuple[str, ...]:
    """One more adjustment; the limit has one name at a time."""
    unwanted = _LENGTHS if name in _LENGTHS else (name,)
    return (*[it for it in adjustments if it not in unwanted], name)


class AdjustmentCache:
    """Adjustments that helped lately, by model, address and key: some depend on the account."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now`: a clock in seconds."""
        self._kept: TTLCache[tuple[str, str | None, int], tuple[str, ...]] = TTLCache(
            ADJUSTED_MODELS, ADJUSTMENTS_KEPT, now
        )

    def get(self, request: ModelRequest) -> tuple[str, ...]:
        return self._kept.get(_place(request), ())

    def store(self, request: ModelRequest, adjustments: tuple[str, ...]) -> None:
        self._kept[_place(request)] = adjustments


def _place(request: ModelRequest) -> tuple[str, str | None, int]:
    return request.model, request.api_base, hash(request.api_key)
