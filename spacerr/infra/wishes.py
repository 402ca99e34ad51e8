"""How a request wishes to be answered, in LiteLLM's words, without what a service would refuse."""

import os
from typing import Any

from spacerr.infra.model import ModelRequest

_THOUGHT = {"high": 4096, "medium": 2048, "low": 1024, "minimal": 1024}
"""Tokens of thought that LiteLLM asks Anthropic for. They count as part of the answer."""


def wishes(request: ModelRequest) -> dict[str, Any]:
    """What is left to the provider isn't named."""
    named = {
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
        "reasoning_effort": request.effort or None,
        "api_version": request.api_version,
    }
    if request.model.startswith("anthropic/") and request.effort in _THOUGHT:
        named["reasoning_effort"] = _fitting(request.effort, request.max_tokens)
        if named["reasoning_effort"]:
            named["temperature"] = None  # who thinks has none
    return {name: wish for name, wish in named.items() if wish is not None}


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
