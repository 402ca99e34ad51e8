"""A request's parameters for LiteLLM, without those that the provider would refuse."""

import json
import os
import re
from copy import deepcopy
from typing import Any

from spacerr.domain.tools.spec import legal_name
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
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

_KEEPS_EXTRA = "anthropic/"
"""Models whose provider wants its own fields back with calls. Others refuse unknown fields."""


def completion_arguments(request: ModelRequest) -> dict[str, Any]:
    """All arguments of LiteLLM's `acompletion` for a request."""
    limits = request.limits
    return {
        "model": request.model,
        "messages": [_message(said, request.model) for said in build_messages(request)],
        "api_base": request.api_base,
        "api_key": request.api_key,
        "stream": True,
        "stream_options": {"include_usage": True},
        "num_retries": 0,
        "max_retries": 0,
        "drop_params": True,
        "timeout": 2 * max(limits.first_token, limits.silence),  # per read; our own come first
        **request_params(request),
        **tool_arguments(request),
        **own_credentials_only(request),
    }


def tool_arguments(request: ModelRequest) -> dict[str, Any]:
    """The tools of a request, also where none may be called: its messages name them."""
    if not request.tools:
        return {}
    tools = [
        {
            "type": "function",
            "function": {
                "name": it.name,
                "description": it.description,
                "parameters": deepcopy(dict(it.parameters)),  # LiteLLM changes it
            },
        }
        for it in request.tools
    ]
    # Otherwise LiteLLM imports MCP's library, which need not be installed.
    sent: dict[str, Any] = {"tools": tools, "_skip_mcp_handler": True}
    return sent if request.may_call else sent | {"tool_choice": "none"}


def _message(said: ChatMessage, model: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": said.role.value, "content": said.text}
    if said.call:
        return message | {"tool_call_id": said.call}
    if not said.calls:
        return message
    calls = [
        {
            "id": it.id,
            "type": "function",
            "function": {"name": legal_name(it.name), "arguments": _json_object(it.arguments)},
        }
        for it in said.calls
    ]
    extra = said.extra if model.startswith(_KEEPS_EXTRA) else {}
    return {**message, "content": said.text or None, "tool_calls": calls, **extra}


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


def _json_object(arguments: str) -> str:
    """The arguments of an earlier call. What isn't an object goes as an empty one, because some
    providers take nothing else; its result says what was wrong.
    """
    try:
        return arguments if isinstance(json.loads(arguments), dict) else "{}"
    except (ValueError, RecursionError):
        return "{}"


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
