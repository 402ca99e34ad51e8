"""Requests to servers of tools: to public addresses only where people chose them, and with what is
secret to their own origin only.
"""

import httpx2
import pytest

from spacerr.infra.mcp.http_client import McpHttpClient
from spacerr.infra.net.httpx2_client import prepare
from tests.support.models.key_server import Answer, key_server, resolve_as

pytestmark = pytest.mark.anyio
SECRET = {"X-Api-Key": "a-secret"}


@pytest.fixture(params=[True, False], ids=["uvloop", "asyncio"])
def anyio_backend(request):
    return "asyncio", {"use_uvloop": request.param}


def client(url, *, public_only=False):
    return McpHttpClient(url, public_only=public_only, secrets=SECRET)


async def test_secrets_are_sent_to_their_origin_only():
    async with (
        key_server() as server,
        key_server() as elsewhere,
        client(f"{server.url}/mcp") as http,
    ):
        await http.get(f"{server.url}/other")
        await http.get(elsewhere.url)
        await http.get(f"http://localhost:{server.port}/mcp")
    [(_, ours), (_, by_another_name)], [(_, theirs)] = server.asked, elsewhere.asked
    assert ours["x-api-key"] == "a-secret"
    assert "x-api-key" not in theirs and "x-api-key" not in by_another_name


async def test_a_private_address_is_not_connected_to(monkeypatch):
    await prepare(public_only=True)
    resolve_as(monkeypatch, "127.0.0.1")
    async with key_server() as server:
        for host in ("127.0.0.1", "localhost", "models.test", "[::ffff:127.0.0.1]"):
            url = f"http://{host}:{server.port}/mcp"
            async with client(url, public_only=True) as http:
                with pytest.raises(httpx2.ConnectError):
                    await http.get(url)
    assert server.asked == []


async def test_no_proxy_is_used_for_servers_that_people_chose(monkeypatch):
    async with key_server() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        async with client("http://tools.invalid/mcp", public_only=True) as http:
            with pytest.raises(httpx2.ConnectError):
                await http.get("http://tools.invalid/mcp")
        assert proxy.asked == []
        async with client("http://tools.invalid/mcp") as http:
            await http.get("http://tools.invalid/mcp")
        assert len(proxy.asked) == 1


async def test_an_answer_that_grows_is_not_read():
    packed = Answer(200, b"x" * 10, {"Content-Encoding": "gzip"})
    async with (
        key_server(packed) as server,
        client(server.url) as http,
        http.stream("GET", server.url) as answer,
    ):
        with pytest.raises(httpx2.StreamError):
            await answer.aread()
    assert server.asked[0][1]["accept-encoding"] == "identity"
