"""A provider's own error message: cleaned, bounded, and without secrets."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from spacerr.domain.limits import PROVIDER_MESSAGE_CHARS
from spacerr.domain.text import clean, one_line
from spacerr.infra.answers.answer import ErrorFrame

_READ = 20_000
"""Characters of an error that are read."""
_REDACTED = 2 * PROVIDER_MESSAGE_CHARS
"""Characters in which secrets are searched: the patterns take time by the square of a word's
length, which the provider chooses. The rest is dropped first."""
_SHORTEST_KEY = 4
"""Shorter keys are no secret, and may be a part of any word."""
_HIDDEN = "[hidden]"
_WRAPPED = re.compile(
    r"^(?:(?:litellm\.)?\w+(?:Error|Exception)(?:(?::| -) | (?=\w+Error - ))|Error code: \d+ - "
    r"|(?:'message', )?Got unexpected response from Ollama: |[A-Z]+(?:_[A-Z]+)* - )+"
)
"""Text that LiteLLM and the libraries beneath it put before a provider's message."""
_ADDED = re.compile(r"\n(?:LiteLLM: model group '|model=[^\n]{1,300}?\. context_window_fallbacks=)")
"""Text that LiteLLM's proxy puts after it: the models it might have requested instead."""
_OPENROUTERS = re.compile(r"^Message: (.*), Metadata: \{.*\}, User ID:", re.S)
_NO_WORDS = re.compile(r"^\s*<(?:!doctype|html)", re.I)
_SECRETS = (
    re.compile(r"\b(?:sk|pk|rk|gsk|hf|xai|key|AIza|eyJ|org|proj)[-_]?[\w.-]*\d[\w.-]{5,}"),
    re.compile(r"\b(?:sk|pk|rk|gsk|hf|xai|org|proj)[-_][\w.-]{6,}"),
    re.compile(r"\b(?:Bearer|Basic)\s+[^\s\"',;]+", re.I),
    re.compile(r"\b(?:AIza|eyJ)[\w.-]{10,}"),
    re.compile(r"[\w.-]*\*{3,}[\w.*-]*"),
    re.compile(r"(?<=[?&])(?:api[-_]?key|key|token|sig)=[^\s&\"']+", re.I),
    re.compile(r"(?<=//)[^\s/@]+@"),
    re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[A-Za-z0-9_]{24,}\b"),
)


def provider_message(error: BaseException, key: str | None = None) -> str:
    """A provider's own message, on one line of at most PROVIDER_MESSAGE_CHARS characters; "" where
    it sent none. Text that looks like a key is hidden, and so is the `key` of the request.
    """
    return _shown(next((it for it in _candidates(error) if it.strip()), ""), key)


def message_in_body(body: Any, key: str | None = None) -> str:
    """The same, from a parsed JSON body."""
    return _shown(_proxied(_message(body)), key)


def _shown(text: str, key: str | None) -> str:
    text = one_line(clean(_without_secrets(text, key)))
    return text if len(text) <= PROVIDER_MESSAGE_CHARS else f"{text[: PROVIDER_MESSAGE_CHARS - 1]}…"


def refused_parameter(error: BaseException) -> str:
    """The field of a request that a provider names as what is wrong; "" where it names none."""
    param = getattr(error, "param", None)
    body = getattr(error, "body", None)
    if not isinstance(body, Mapping):
        text = _unquoted(_WRAPPED.sub("", str(error)[:_READ]).strip())
        body = _parsed(text[text.find("{") :]) if "{" in text else None
    for found in (body, body.get("error") if isinstance(body, Mapping) else None):
        param = param or (found.get("param") if isinstance(found, Mapping) else None)
    return param[:_REDACTED] if isinstance(param, str) else ""


def _without_secrets(text: str, key: str | None) -> str:
    if key and len(key) >= _SHORTEST_KEY:
        text = text.replace(key, _HIDDEN)
    text = text[:_REDACTED]
    for secret in _SECRETS:
        text = secret.sub(_HIDDEN, text)
    return text


def _candidates(error: BaseException) -> Iterator[str]:
    body = getattr(error, "body", None)
    if isinstance(body, Mapping | list):
        yield _proxied(_message(body))
    text = str(error)[:_READ]
    if isinstance(error, ErrorFrame):
        yield _proxied(text)
        return
    if not hasattr(error, "status_code") and body is None:
        return  # no provider's words but a library's
    yield from _unwrapped(text)


def _proxied(text: str) -> str:
    """A provider's message to a proxy that runs LiteLLM, which wraps it as ours does."""
    text = _ADDED.split(text[:_READ], maxsplit=1)[0]
    if not text.startswith("litellm."):
        return text
    return next((it for it in _unwrapped(text) if it.strip()), text)


def _unwrapped(text: str) -> Iterator[str]:
    text = _ADDED.split(_WRAPPED.sub("", text), maxsplit=1)[0].strip()
    text = _unquoted(text)
    text = found[1] if (found := _OPENROUTERS.match(text)) else text
    begin = text.find("{")
    found = _parsed(text[begin:]) if begin >= 0 else None
    if found is not None:
        yield _proxied(_message(found))
    if begin != 0 and not _NO_WORDS.match(text):
        yield text if found is None else text[:begin]


def _unquoted(text: str) -> str:
    """A text without Python's notation for bytes, which some of LiteLLM's code passes on."""
    if not re.match(r"^b(['\"]).*\1$", text, re.S):
        return text
    try:
        return ast.literal_eval(text).decode(errors="replace")
    except (ValueError, SyntaxError, AttributeError, MemoryError, RecursionError):
        return text


def _parsed(text: str) -> Any:
    """An object in JSON, or in Python's notation."""
    with suppress(ValueError, RecursionError):
        return json.JSONDecoder().raw_decode(text)[0]
    with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
        return ast.literal_eval(text)
    return None


def _message(body: Any, depth: int = 4) -> str:
    """The sentence in an error's body, in any of the places where providers put it."""
    if isinstance(body, str):
        inner = _parsed(body) if body.lstrip().startswith("{") else None
        return _message(inner, depth - 1) or body if isinstance(inner, dict) and depth else body
    if isinstance(body, list):
        said = [_message(it, depth - 1) for it in body[:5]] if depth else []
        return "; ".join(it for it in said if it)
    if not isinstance(body, Mapping) or not depth:
        return ""
    raw: Any = body.get("metadata")
    raw = raw.get("raw") if isinstance(raw, Mapping) else None
    for name in ("message", "detail", "error", "msg", "error_message"):
        if said := _message(body.get(name), depth - 1):
            place = body.get("loc")
            if isinstance(place, list):
                return f"{'.'.join(str(it) for it in place)}: {said}"
            more = _message(raw, depth - 1) if name == "message" else ""
            return f"{said}: {more}" if more and more not in said else said
    return ""
