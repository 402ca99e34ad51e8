"""Text arrives as it was sent, from every provider there is."""

import pytest

from spacerr.domain.replies.events import Completed
from spacerr.infra.llm.interface import ModelRequest
from spacerr.infra.llm.litellm_model import LiteLLMModel
from tests.provider import Fault, FaultKind, Script
from tests.support.models.asking import text_of
from tests.support.models.wired import provider, running
from tests.support.models.wires import SAID

__all__ = ["provider", "running"]
pytestmark = pytest.mark.anyio
AT_OPENAIS = ("openai", "hosted_vllm", "openrouter", "mistral", "groq", "deepseek", "xai")
MODELS = {it: f"{it}/scripted-1" for it in AT_OPENAIS} | {
    "anthropic": "anthropic/claude-3-haiku-20240307",
    "gemini": "gemini/gemini-2.5-flash-lite",
    "ollama": "ollama_chat/scripted-1",
}
SEPARATORS = "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"


def request(provider, name, **more) -> ModelRequest:
    bases = {"gemini": provider.gemini_url, "anthropic": provider.anthropic_url}
    bases["ollama"] = provider.anthropic_url
    base = bases.get(name, provider.url)
    return ModelRequest(MODELS[name], SAID, api_base=base, api_key="sk-secret", **more)


async def heard(provider, name) -> list:
    return [it async for it in LiteLLMModel().stream(request(provider, name))]


@pytest.mark.parametrize("name", MODELS)
async def test_characters_that_some_take_for_line_ends_are_text(provider, name):
    tokens = ("One", *(f"a{it}b" for it in SEPARATORS), " end", "\u2028", "\r\n", "é🙂")
    provider.script = Script(tokens, fault=Fault(FaultKind.ONE_BYTE))
    events = await heard(provider, name)
    assert text_of(events) == "".join(tokens)
    assert isinstance(events[-1], Completed)


@pytest.mark.parametrize("name", MODELS)
async def test_a_piece_that_comes_again_and_again_is_text(provider, name):
    tokens = ("| - ",) * 300
    provider.script = Script(tokens)
    events = await heard(provider, name)
    assert text_of(events) == "".join(tokens)
    assert isinstance(events[-1], Completed)
