"""A request's parameters for LiteLLM, without those that the provider would refuse."""

import os
import re
from typing import Any

from spacerr.infra.llm.interface import ModelRequest
from spacerr.infra.llm.messages import build_messages

HOTTEST_CLAUDE = 1.0
"""The highest temperature of Anthropic's models: half of that of others."""
_CLAUDE = re.compile("claude|anthropic", re.I)
_LENGTHS = ("max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict", "maxTokens")
_EFFORTS = ("reasoning_effort", "reasoning", "thinking", "thinkingConfig", "output_config", "think")
"""LiteLLM's names for the effort, by provider."""
_THOUGHT = {"high": 4096, "medium": 2048, "low": 1024, "minimal": 1024}
"""Reasoning tokens that LiteLLM requests from Anthropic. They count as part of the answer."""

_OPENAI_CLIENT = ("openai", "azure")


def completion_arguments(request: ModelRequest) -> dict[str, Any]:
    """All arguments of LiteLLM's `acompletion` for a request."""
    limits = request.limits
    return {
        "model": request.model,
        "messages": [
            {"role": said.role.value, "content": said.text} for said in build_messages(request)
        ],
        "api_base": request.api_base,
        "api_key": request.api_key,
        "stream": True,
        "stream_options": {"include_usage": True},
        "num_retries": 0,
        "max_retries": 0,
        "drop_params": True,
        "timeout": 2 * max(limits.first_token, limits.silence),  # per read; our own come first
        **request_params(request),
        **own_credentials_only(request),
    }


def request_params(request: ModelRequest) -> dict[str, Any]:
    """The parameters of a request. Those left to the provider are omitted."""
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
    return {name: value for name, value in named.items() if value is not None}


def litellm_params(litellm: Any, request: ModelRequest) -> dict[str, Any]:
    """The parameters that LiteLLM sends: it leaves out those a model is known not to accept, and
    adds required ones.
    """
    named = {name: it for name, it in request_params(request).items() if name != "api_version"}
    model, provider, *_ = litellm.get_llm_provider(request.model, api_base=request.api_base)
    worded = litellm.get_optional_params(
        model=model, custom_llm_provider=provider, drop_params=True, **named
    )
    most = next((worded[it] for it in _LENGTHS if it in worded), None)
    if most is None and provider == "anthropic":  # required; LiteLLM sends the model's own limit
        most = litellm.AnthropicConfig.get_max_tokens_for_model(model)
    known = {
        "temperature": worded.get("temperature"),
        "max_tokens": most,
        "effort": named.get("reasoning_effort") if worded.keys() & set(_EFFORTS) else None,
    }
    return {name: it for name, it in known.items() if it is not None}


def own_credentials_only(request: ModelRequest) -> dict[str, Any]:
    """Parameters that keep the server's own credentials out of a request with another key: the
    client of OpenAI and Azure adds organisations, tokens and headers from the environment.
    """
    provider = request.model.partition("/")[0]
    if request.server_account or request.api_key is None or provider not in _OPENAI_CLIENT:
        return {}
    from openai import Omit

    omitted = dict.fromkeys(("OpenAI-Organization", "OpenAI-Project", *_set_headers()), Omit())
    if provider == "openai":
        bearer = {"Authorization": f"Bearer {request.api_key}"}
        return {"extra_headers": {**omitted, **bearer}}
    headers = {**omitted, "Authorization": Omit(), "api-key": request.api_key}
    return {"extra_headers": headers, "azure_ad_token_provider": _no_token}


def _set_headers() -> list[str]:
    """The names of the headers that OpenAI's client adds to every request."""
    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    return [name.strip() for name, colon, _ in (it.partition(":") for it in lines) if colon]


def _no_token() -> str:
    """In place of a token that LiteLLM would get with the server's own password; never sent."""
    return "none"


def _fitting(effort: str, most: int | None) -> str | None:
    """The highest effort, up to the requested one, that leaves tokens for an answer."""
    efforts = list(_THOUGHT)
    upto = efforts[efforts.index(effort) :]
    return next((it for it in upto if most is None or _THOUGHT[it] < most), None)
