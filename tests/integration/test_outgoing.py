"""Replies go to the address they are sent to and no further, and to no private one that people
chose where they may not.
"""

import asyncio
import socket

import pytest

from spacerr.domain.errors import ModelError
from spacerr.domain.limits import TimeLimits
from spacerr.domain.providers import PROVIDERS
from spacerr.domain.status import Role
from spacerr.infra.litellm_model import LiteLLMModel
from spacerr.infra.model import ModelRequest, Said
from tests.integration.key_server import Answer, key_server, resolving
from tests.provider import ScriptedProvider

pytestmark = pytest.mark.anyio
CHOSEN = sorted({f"{it.prefix}/one" for it in PROVIDERS.values() if it.takes_url})
"""Models whose address people choose."""
WAYS = ["openai/one", "azure/one", "ollama_chat/one", "anthropic/one", "gemini/one", "groq/one"]


async def said(model: str, base: str, *, public: bool = False) -> list[object]:
    asked = ModelRequest(
        model,
        (Said(Role.USER, "Hi"),),
        api_base=base,
        api_key="sk-x",
        api_version="2024-10-21" if model.startswith("azure") else None,
        limits=TimeLimits(first_token=5, silence=5, total=5),
        public=public,
    )
    return [event async for event in LiteLLMModel().stream(asked)]


@pytest.mark.parametrize("model", WAYS)
async def test_no_redirect_is_followed(model):
    async with key_server() as elsewhere:
        leading = Answer(307, b"", {"Location": f"{elsewhere.url}/v1/chat/completions"})
        async with key_server(leading) as server:
            with pytest.raises(ModelError):
                await said(model, server.url)
    assert len(server.asked) == 1 and elsewhere.asked == []


@pytest.mark.parametrize("model", CHOSEN)
async def test_a_private_address_is_not_connected_to_where_that_is_not_allowed(model):
    async with key_server() as server:
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(ModelError):
                await said(model, f"http://{host}:{server.port}", public=True)
    assert server.asked == []


async def test_a_name_that_leads_into_a_private_network_later_leads_nowhere(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", resolving("127.0.0.1"))
    async with key_server() as server:
        with pytest.raises(ModelError):
            await said("openai/one", f"http://models.test:{server.port}/v1", public=True)
    assert server.asked == []


async def test_the_operators_own_servers_are_asked_meanwhile():
    """What one reply may not, another one at the same time may."""
    async with ScriptedProvider() as provider:

        async def refused():
            with pytest.raises(ModelError):
                await said(
                    "openai/one", provider.url.replace("127.0.0.1", "localhost"), public=True
                )

        answers, *_ = await asyncio.gather(
            said("openai/one", provider.url), *[refused() for _ in range(5)]
        )
    assert len(provider.requests) == 1 and len(answers) > 1
