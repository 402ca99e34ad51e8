"""Replies through the real adapter, to the scripted provider."""

import pytest

from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from tests.provider import Script, ScriptedProvider


@pytest.fixture
async def provider(d):
    """What replies reach through LiteLLM, asked once."""
    await load_litellm()
    d.models[""] = LiteLLMModel()
    d.settings.retries = 0
    async with ScriptedProvider(Script(("Hello", "."))) as provider:
        yield provider
