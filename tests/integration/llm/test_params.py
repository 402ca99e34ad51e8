"""Temperature, length and effort: in each provider's words, and never what one would refuse."""

import pytest

from spacerr.infra.llm.litellm_model import LiteLLMModel
from tests.support.models.wired import asked, provider, running, wire
from tests.support.models.wires import WIRES

__all__ = ["provider", "running", "wire"]
pytestmark = pytest.mark.anyio


async def test_temperature_and_length_are_said_in_each_one_s_words(provider):
    wishes = {"temperature": 0.3, "max_tokens": 300}
    openai = (await asked(WIRES["openai"], provider, **wishes)).body
    assert (openai["temperature"], openai["max_tokens"]) == (0.3, 300)
    provider.requests.clear()
    anthropic = (await asked(WIRES["anthropic"], provider, **wishes)).body
    assert (anthropic["temperature"], anthropic["max_tokens"]) == (0.3, 300)
    provider.requests.clear()
    config = (await asked(WIRES["gemini"], provider, **wishes)).body["generationConfig"]
    assert (config["temperature"], config["max_output_tokens"]) == (0.3, 300)


async def test_effort_is_said_in_each_one_s_words(provider):
    async def body(name, **more):
        provider.requests.clear()
        wire = WIRES[name]
        return (await asked(wire, provider, model=wire.thinker, effort="low", **more)).body

    openai = await body("openai", max_tokens=300, temperature=0.3)
    assert (openai["reasoning_effort"], openai["max_completion_tokens"]) == ("low", 300)
    assert "temperature" not in openai, "which this model would refuse"
    anthropic = await body("anthropic", max_tokens=3_000)
    assert anthropic["thinking"] == {"type": "enabled", "budget_tokens": 1024}
    assert anthropic["max_tokens"] == 3_000
    config = (await body("gemini"))["generationConfig"]
    assert config["thinkingConfig"] == {"includeThoughts": True, "thinkingBudget": 1024}


@pytest.mark.parametrize(("most", "thought"), [(9_000, 4096), (3_000, 2048), (2_000, 1024)])
async def test_anthropic_is_never_asked_to_think_more_than_it_may_say(provider, most, thought):
    wire = WIRES["anthropic"]
    more = {"model": wire.thinker, "effort": "high", "max_tokens": most}
    thinking = (await asked(wire, provider, **more)).body["thinking"]
    assert thinking["budget_tokens"] == thought


async def test_who_may_say_little_does_not_think_first(provider):
    wire = WIRES["anthropic"]
    more = {"model": wire.thinker, "effort": "high", "max_tokens": 500, "temperature": 0.3}
    body = (await asked(wire, provider, **more)).body
    assert "thinking" not in body
    assert body["temperature"] == 0.3


async def test_anthropic_is_asked_to_think_without_a_temperature_it_would_refuse(provider):
    wire = WIRES["anthropic"]
    more = {"model": wire.thinker, "effort": "low", "max_tokens": 3_000, "temperature": 0.3}
    assert (await asked(wire, provider, **more)).body.get("temperature", 1) == 1


async def test_what_is_said_to_be_sent_is_what_was_sent(provider, wire):
    """Some models are known not to take a temperature, or not together with thoughts."""
    wished = {"temperature": 1.7, "max_tokens": 3_000, "effort": "low"}
    for model in (wire.model, wire.thinker):
        provider.requests.clear()
        body = (await asked(wire, provider, model=model, **wished)).body
        body = body | body.pop("generationConfig", {})
        said = await LiteLLMModel().params_sent(wire.request(provider, model=model, **wished))
        assert said.get("temperature") == body.get("temperature")
        assert said["max_tokens"] in body.values()
        thinks = {"reasoning_effort", "thinking", "thinkingConfig"} & body.keys()
        assert said.get("effort") == ("low" if thinks else None)


async def test_a_length_that_nobody_wished_for_is_said_where_it_is_sent(provider, wire):
    body = (await asked(wire, provider)).body
    said = await LiteLLMModel().params_sent(wire.request(provider))
    assert said.get("max_tokens") == body.get("max_tokens")
    assert ("max_tokens" in said) == (wire is WIRES["anthropic"])


@pytest.mark.parametrize("way", ["anthropic", "openai", "openrouter"])
async def test_claude_is_never_asked_for_a_temperature_it_refuses(provider, way):
    wire = WIRES["anthropic" if way == "anthropic" else "openai"]
    model = f"{way}/claude-3-haiku-20240307"
    assert (await asked(wire, provider, model=model, temperature=1.7)).body["temperature"] == 1
    provider.requests.clear()
    assert (await asked(wire, provider, model=model, temperature=0.4)).body["temperature"] == 0.4
