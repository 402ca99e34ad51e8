"""How a request wishes to be answered, in LiteLLM's words, without what a service would refuse."""

import os
import re
from typing import Any

from spacerr.infra.model import ModelRequest

HOTTEST_CLAUDE = 1.0
"""Anthropic's temperatures end where others' are half-way."""
_CLAUDE = re.compile("claude|anthropic", re.I)
_LENGTHS = ("max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict", "maxTokens")
_EFFORTS = ("reasoning_effort", "reasoning", "thinking", "thinkingConfig", "output_config", "think")
"""What LiteLLM calls these in each provider's words."""
_THOUGHT = {"high": 4096, "medium": 2048, "low": 1024, "minimal": 1024}
"""Tokens of thought that LiteLLM asks Anthropic for. They count as part of the answer."""


def wishes(request: ModelRequest) -> dict[str, Any]:
    """What is left to the provider isn't named."""
    claude, temperature = _CLAUDE.search(request.model), request.temperature
    if claude and temperature is not None:
        temperature = min(temperature, HOTTEST_CLAUDE)
    named = {
        "temperature": temperature,
        "max_tokens": request.max_tokens,
        "reasoning_effort": request.effort or None,
        "api_version": request.api_version,
    }
    if request.model.startswith("anthropic/") and request.effort in _THOUGHT:
        named["reasoning_effort"] = _fitting(request.effort, request.max_tokens)
        if named["reasoning_effort"]:
            named["temperature"] = None  # who thinks has none
    return {name: wish for name, wish in named.items() if wish is not None}


def sent(litellm: Any, request: ModelRequest) -> dict[str, Any]:
    """Which wishes of a request go out: LiteLLM leaves out what a model is known not to take."""
    named = {name: it for name, it in wishes(request).items() if name != "api_version"}
    model, provider, *_ = litellm.get_llm_provider(request.model, api_base=request.api_base)
    worded = litellm.get_optional_params(
        model=model, custom_llm_provider=provider, drop_params=True, **named
    )
    known = {
        "temperature": worded.get("temperature"),
        "max_tokens": next((worded[it] for it in _LENGTHS if it in worded), None),
        "effort": named.get("reasoning_effort") if worded.keys() & set(_EFFORTS) else None,
    }
    return {name: it for name, it in known.items() if it is not None}


def unaccounted(request: ModelRequest) -> dict[str, Any]:
    """Keeps the organisation and project of the server's own account, which OpenAI's client takes
    from the environment, from going along with anybody else's key.
    """
    own = request.api_key in (None, os.environ.get("OPENAI_API_KEY"))
    if own or not request.model.startswith("openai/"):
        return {}
    from openai import Omit

    return {"extra_headers": dict.fromkeys(("OpenAI-Organization", "OpenAI-Project"), Omit())}


def _fitting(effort: str, most: int | None) -> str | None:
    """The greatest effort, up to the one wished for, that leaves room for an answer."""
    efforts = list(_THOUGHT)
    upto = efforts[efforts.index(effort) :]
    return next((it for it in upto if most is None or _THOUGHT[it] < most), None)
