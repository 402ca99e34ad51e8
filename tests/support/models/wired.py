"""The scripted provider with four words, as it is at the other end of LiteLLM."""

import pytest

from tests.provider import Script, ScriptedProvider
from tests.support.models.wires import WIRES

TOKENS = ("One", " two", " three", " four")


@pytest.fixture(scope="module")
async def running():
    """One provider and one event loop for all: LiteLLM keeps its connections."""
    async with ScriptedProvider() as provider:
        yield provider


@pytest.fixture
def provider(running):
    running.script = Script(TOKENS)
    running.requests.clear()
    running.titles.clear()
    return running


@pytest.fixture(params=WIRES)
def wire(request):
    return WIRES[request.param]


async def asked(wire, provider, **more):
    """The one request that a reply was asked for with."""
    await wire.spoken(provider, **more)
    [seen] = provider.requests
    assert provider.titles == []
    return seen
