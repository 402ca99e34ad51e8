"""Replies go to the address they are sent to and no further, and to no private one that people
chose where they may not.
"""

import asyncio
import os
import socket

import httpx
import pytest
import uvloop

from spacerr.domain.allowances import TimeLimits
from spacerr.domain.errors.models import ModelError, UnguardedClients
from spacerr.domain.keys.providers import PROVIDERS
from spacerr.domain.status import Role
from spacerr.infra.llm import litellm_loader, patches
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.net import ssrf_guard
from spacerr.infra.net.ssrf_check import check_guard
from spacerr.infra.net.ssrf_guard import public_addresses_only
from tests.provider import ScriptedProvider
from tests.support.models.key_server import Answer, key_server, resolve_as

pytestmark = pytest.mark.anyio
CHOSEN = sorted({f"{it.prefix}/one" for it in PROVIDERS.values() if it.takes_url})
"""Models whose address people choose."""
WAYS = ["openai/one", "azure/one", "ollama_chat/one", "anthropic/one", "gemini/one", "groq/one"]


@pytest.fixture(params=[True, False], ids=["uvloop", "asyncio"])
def anyio_backend(request):
    return "asyncio", {"use_uvloop": request.param}


async def said(model: str, base: str, *, public: bool = False) -> list[object]:
    asked = ModelRequest(
        model,
        (ChatMessage(Role.USER, "Hi"),),
        api_base=base,
        api_key="sk-x",
        api_version="2024-10-21" if model.startswith("azure") else None,
        limits=TimeLimits(first_token=5, silence=5, total=5),
        public_only=public,
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
    resolve_as(monkeypatch, "127.0.0.1")
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


async def by_httpx(url, **more):
    async with httpx.AsyncClient(trust_env=False, **more) as client:
        return await client.get(url)


async def test_python_s_own_sockets_are_held_to_it_whatever_library_uses_them():
    await load_litellm()
    async with key_server() as server:
        await by_httpx(server.url)
        places = [("127.0.0.1", server.port), ("localhost", server.port), "/tmp/of-redis"]
        with public_addresses_only(True):
            with pytest.raises(httpx.ConnectError):
                await by_httpx(server.url)
            for place in places:
                family = socket.AF_UNIX if isinstance(place, str) else socket.AF_INET
                with socket.socket(family) as made, pytest.raises(OSError, match="private"):
                    made.connect(place)
    assert len(server.asked) == 1


async def unguarded(url):
    """A thread knows nothing of who has asked it."""
    place = ("127.0.0.1", httpx.URL(url).port)
    await asyncio.get_running_loop().run_in_executor(
        None, lambda: socket.create_connection(place, 5).close()
    )


async def led_on(url):
    return await by_httpx(url, follow_redirects=True)


async def asking_nothing(_):
    return None


@pytest.mark.parametrize("way", [unguarded, led_on, asking_nothing])
async def test_a_client_that_is_not_guarded_is_found_out_before_anything_is_asked(way):
    await load_litellm()
    await check_guard({"guarded": by_httpx})
    with pytest.raises(UnguardedClients):
        await check_guard({"guarded": by_httpx, "other": way})


def check_on_uvloop():
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(check_guard({}))


async def test_a_loop_that_connects_past_python_is_found_out(monkeypatch):
    await load_litellm()
    await asyncio.to_thread(check_on_uvloop)
    monkeypatch.setattr(ssrf_guard, "use_python_sockets", lambda *_: None)
    with pytest.raises(UnguardedClients):
        await asyncio.to_thread(check_on_uvloop)


async def test_where_libraries_have_changed_no_model_is_asked(monkeypatch):
    class Renamed:
        create_the_client = None

    with pytest.raises(UnguardedClients):
        patches.replace_part(Renamed, "create_client", lambda it: it)
    monkeypatch.setitem(litellm_loader._checked, type(asyncio.get_running_loop()), False)
    async with ScriptedProvider() as provider:
        for _ in range(2):
            with pytest.raises(UnguardedClients, match="Install Spacerr's versions"):
                await said("openai/one", provider.url)
        asked = ModelRequest("openai/one", (ChatMessage(Role.USER, "Hi"),), temperature=0.5)
        assert await LiteLLMModel().params_sent(asked) == {}
    assert provider.requests == []


async def test_litellm_connects_in_the_guarded_way_whatever_its_environment_says():
    await load_litellm()
    from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler

    assert os.environ["DISABLE_AIOHTTP_TRANSPORT"] == "False"
    assert AsyncHTTPHandler.should_use_aiohttp_transport()
