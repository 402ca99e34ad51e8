"""Model facts: context size, capabilities and prices.

All of it comes from a data file in LiteLLM's package, read without LiteLLM and without the
internet.
"""

import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DATA = "model_prices_and_context_window_backup.json"
_MOST = 1e15
"""Millionths of a dollar. No request costs as much: a larger figure is a miscount."""
_FREE = ("demo",)
_INPUT_ALONE = {(272_000, 128_000), (922_000, 128_000)}
"""Input and output limits of OpenAI's newer models: separate limits, where others share one."""
_SAME = {"ollama_chat": "ollama", "azure_ai": "azure"}
"""Prefixes whose models LiteLLM describes under another one."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """`context` and `output` are in tokens, prices in dollars per million tokens. None: unknown.
    `separate_output`: an answer takes none of the context.
    """

    context: int | None = None
    output: int | None = None
    input_price: float | None = None
    output_price: float | None = None
    vision: bool = False
    tools: bool = False
    reasoning: bool = False
    separate_output: bool = False


@lru_cache(20_000)
def get_model_info(name: str, base: str | None = None) -> ModelInfo:
    """What is known of a model by LiteLLM's name for it, asked at an address if one is given. The
    price is unknown where another server than OpenAI's offers a model of the same name.

    Never raises. The first call takes 20 ms.
    """
    if name in _FREE:
        return ModelInfo(input_price=0.0, output_price=0.0, tools=True)
    entry = _entry(name)
    priced = not is_compatible_server(name, base)
    context = _whole(entry.get("max_input_tokens") or entry.get("max_tokens"))
    output = _whole(entry.get("max_output_tokens"))
    return ModelInfo(
        context=context,
        output=output,
        input_price=_per_million(entry.get("input_cost_per_token")) if priced else None,
        output_price=_per_million(entry.get("output_cost_per_token")) if priced else None,
        vision=entry.get("supports_vision") is True,
        tools=entry.get("supports_function_calling") is True,
        reasoning=entry.get("supports_reasoning") is True,
        separate_output=name.startswith("gemini/") or (context, output) in _INPUT_ALONE,
    )


def with_served_context(known: ModelInfo, context: int | None) -> ModelInfo:
    """The facts of a model whose server reports its context. Then LiteLLM's data for its name isn't
    used: it may be another model.
    """
    return ModelInfo(context=context) if context else known


def is_chat_model(name: str) -> bool:
    """Whether a model can answer in a chat, by LiteLLM's data: many make pictures or sounds."""
    return _entry(name).get("mode", "chat") in ("chat", "responses")


def usage_cost(name: str, usage: Mapping[str, Any], base: str | None = None) -> int | None:
    """The cost of a usage, in millionths of a dollar; None where the price or the usage is unknown.

    `usage` has OpenAI's fields. Tokens from a provider's cache have their own price. Never raises.
    """
    known = get_model_info(name, base)
    asked, said = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if known.input_price is None or known.output_price is None:
        return None
    if not isinstance(asked, int) or not isinstance(said, int):
        return None
    price = _Prices({} if name in _FREE else _entry(name), asked)
    read, kept = _cached(usage, asked)
    whole = (asked - read - kept) * price.of("input_cost_per_token", known.input_price)
    whole += read * price.of("cache_read_input_token_cost", known.input_price)
    whole += kept * price.of("cache_creation_input_token_cost", known.input_price)
    whole += said * price.of("output_cost_per_token", known.output_price)
    return round(whole) if 0 <= whole < _MOST else None


def _cached(usage: Mapping[str, Any], asked: int) -> tuple[int, int]:
    """How many of the prompt's tokens were read from a provider's cache, and how many written."""
    details = usage.get("prompt_tokens_details")
    counts: Mapping[str, Any] = details if isinstance(details, Mapping) else {}
    read = _count(counts.get("cached_tokens") or usage.get("cache_read_input_tokens"), asked)
    return read, _count(usage.get("cache_creation_input_tokens"), asked - read)


class _Prices:
    """The prices of one request: some models cost more for long prompts."""

    def __init__(self, entry: Mapping[str, Any], asked: int) -> None:
        over = [size for size in (100, 128, 200, 272, 512) if asked > size * 1000]
        self._entry, self._endings = entry, [f"_above_{it}k_tokens" for it in reversed(over)]

    def of(self, name: str, otherwise: float) -> float:
        """Dollars per million tokens."""
        for ending in (*self._endings, ""):
            found = _per_million(self._entry.get(name + ending))
            if found is not None:
                return found
        return otherwise


def is_compatible_server(name: str, base: str | None) -> bool:
    """Whether the server is compatible with OpenAI's, and not OpenAI's own."""
    if not base or not name.startswith("openai/"):
        return False
    return not (urlsplit(base).hostname or "").endswith("openai.com")


def _entry(name: str) -> Mapping[str, Any]:
    """LiteLLM's entry for a model: under its whole name, or its short name of the same provider."""
    known = _data()
    prefix, _, short = name.partition("/")
    prefix = _SAME.get(prefix, prefix)
    for candidate in (name, f"{prefix}/{short}", short):
        entry = known.get(candidate)
        if isinstance(entry, dict) and entry.get("litellm_provider") in (prefix, None):
            return entry
    return {}


@cache
def _data() -> Mapping[str, Any]:
    found = importlib.util.find_spec("litellm")
    if found is None or found.origin is None:
        return {}
    return json.loads((Path(found.origin).parent / DATA).read_text("utf-8"))


def _per_million(price: Any) -> float | None:
    return round(price * 1e6, 6) if isinstance(price, int | float) else None


def _whole(number: Any) -> int | None:
    return int(number) if isinstance(number, int | float) and number > 0 else None


def _count(number: Any, most: int) -> int:
    return min(max(number, 0), most) if isinstance(number, int) else 0
