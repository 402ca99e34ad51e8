"""A provider of several models, of which one has a price."""

import asyncio

import pytest

from spacerr.config import Settings
from spacerr.infra.providers.environment_models import EnvironmentModels
from tests.support.models.scripted_model import ScriptedModel
from tests.support.people.replies import row

PRICED = "openai/gpt-4o"
"""2.50 and 10 dollars per million tokens."""
OTHER = "openai/two"
"""Of the same provider, and so with the same key."""
FOREIGN = "other/three"


@pytest.fixture(scope="module")
def catalog():
    """A model whose price is known, and others."""
    catalog = EnvironmentModels(Settings(models=f"{PRICED},{OTHER},{FOREIGN}", ollama_url=""))
    asyncio.run(catalog.refresh())
    return catalog


class Provider:
    """Has several models."""

    def __init__(self, **models: ScriptedModel) -> None:
        self._models = models

    def stream(self, request):
        return self._meant(request).stream(request)

    async def params_sent(self, request):
        return await self._meant(request).params_sent(request)

    def _meant(self, request):
        return self._models[request.model.partition("/")[2].replace("-", "_")]


@pytest.fixture
def other(d, model) -> ScriptedModel:
    """Who speaks for the other model."""
    other = ScriptedModel()
    d.models["openai"] = Provider(gpt_4o=model, two=other)
    other.says("Me", " too.")
    return other


async def reply_of(d, turn):
    return await row(d, turn.reply.id)
