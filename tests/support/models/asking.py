"""Asking a scripted provider through LiteLLM's adapter."""

from typing import Any

import pytest

from spacerr.domain.errors.models import ModelError
from spacerr.domain.replies.events import Delta, Reasoning
from spacerr.domain.status import Role
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.infra.llm.litellm_model import LiteLLMModel
from tests.provider import ScriptedProvider

WAYS = ("openai", "hosted_vllm")
"""Two providers, as LiteLLM names them: we read the first one's chunks, LiteLLM the other's."""


def request(
    provider: ScriptedProvider, way: str = "openai", model_name: str = "", **more: Any
) -> ModelRequest:
    said = (
        ChatMessage(Role.USER, "Hi"),
        ChatMessage(Role.ASSISTANT, "Hello."),
        ChatMessage(Role.USER, "Go on"),
    )
    given = {"api_base": provider.url, "api_key": "sk-secret"} | more
    return ModelRequest(model=model_name or f"{way}/scripted-1", messages=said, **given)


async def spoken(provider: ScriptedProvider, way: str = "openai", **more: Any) -> list[Any]:
    """All events of one reply."""
    return [event async for event in LiteLLMModel().stream(request(provider, way, **more))]


async def until_it_fails(
    provider: ScriptedProvider, way: str = "openai", **more: Any
) -> tuple[str, ModelError]:
    """The text that arrived, and how it ended."""
    arrived: list[Any] = []

    async def listen() -> None:
        async for event in LiteLLMModel().stream(request(provider, way, **more)):
            arrived.append(event)

    with pytest.raises(ModelError) as failure:
        await listen()
    return text_of(arrived), failure.value


def text_of(events: list[Any]) -> str:
    return "".join(event.text for event in events if isinstance(event, Delta))


def thought_of(events: list[Any]) -> str:
    return "".join(event.text for event in events if isinstance(event, Reasoning))
