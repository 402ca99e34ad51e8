"""Connections to servers of tools: opened when they are needed, shared, bounded, and closed."""

import asyncio

import pytest

from spacerr.domain.errors.mcp import McpServerAway, McpServerLost
from spacerr.domain.errors.tool_servers import McpServersBusy, McpSignInNeeded
from spacerr.domain.tables import ToolServer
from spacerr.domain.tools.servers import ServerAuth, ServerInput, ServerState
from spacerr.infra.mcp import servers as pool
from spacerr.infra.mcp.config import McpServer
from spacerr.infra.mcp.connection import McpConnection
from spacerr.infra.mcp.servers import McpConnections
from spacerr.infra.net import httpx2_client
from spacerr.services.tools import connections, server_views, servers
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, PATIENCE
from tests.support.tools.live_server import live_server

pytestmark = pytest.mark.anyio
NOWHERE = McpServer(url="http://127.0.0.1:9/mcp")
TOKEN = "token-0123456789"


@pytest.fixture
async def several():
    found = McpConnections()
    yield found
    await found.close_all()


def to(server, made=None):
    """Makes a connection, and remembers it."""

    def make():
        connection = McpConnection("it", server)
        if made is not None:
            made.append(connection)
        return connection

    return make


def at(server):
    return McpServer(url=server.url)


async def calling(connection):
    """Call again and again."""
    async with asyncio.timeout(PATIENCE):
        while True:
            await connection.call("hello", {})
            await asyncio.sleep(0.01)


async def added(d, server, **more):
    team = await team_of(d, ADA)
    made = await servers.add(d, ADA, team, ServerInput("Wiki", server.url, **more))
    return await stored(d, made)


async def stored(d, made):
    async with d.db.reading() as session:
        return await session.get_one(ToolServer, made)


async def test_a_connection_is_opened_once_and_shared(several):
    made = []
    async with live_server() as server:

        async def call():
            async with several.using("s", 0, to(at(server), made)) as connection:
                return await connection.call("hello", {"text": "Ada"})

        assert await asyncio.gather(call(), call(), call()) == ["hello: Ada"] * 3
    assert len(made) == 1


async def test_a_server_that_is_away_says_so_at_once_and_is_reached_when_it_is_back(several):
    async with live_server() as server:
        port = server.port
    made = []
    with pytest.raises(McpServerAway):
        async with several.using("s", 0, to(at(server), made)):
            pass
    async with live_server(port), several.using("s", 0, to(at(server), made)) as connection:
        assert await connection.call("hello", {}) == "hello: "
    assert len(made) == 1, "the same connection tried again, without waiting for its pause"


async def test_a_silent_server_is_waited_for_ten_seconds_at_most(several, monkeypatch):
    monkeypatch.setattr("spacerr.infra.mcp.connection.MCP_CONNECT", 0.3)
    silent = await asyncio.start_server(lambda *_: asyncio.sleep(60), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{silent.sockets[0].getsockname()[1]}/mcp"
    async with silent:
        with pytest.raises(McpServerAway):
            async with asyncio.timeout(PATIENCE), several.using("s", 0, to(McpServer(url=url))):
                pass
        await several.close_all()


async def test_another_version_gets_another_connection_and_calls_end_on_the_old_one(several):
    made = []
    async with live_server() as server:
        async with several.using("s", 0, to(at(server), made)) as old:
            async with several.using("s", 1, to(at(server), made)) as new:
                assert new is not old
            assert await old.call("hello", {}) == "hello: "
        with pytest.raises((McpServerAway, McpServerLost)):
            await calling(old)


async def test_idle_connections_are_closed_and_used_and_kept_ones_are_not(several, monkeypatch):
    monkeypatch.setattr(pool, "MCP_SWEEP", 0.01)
    monkeypatch.setattr(pool, "MCP_IDLE", 0.05)
    made = []
    sweeping = asyncio.create_task(several.sweep())
    async with live_server() as server:
        several.wake("kept", 0, to(at(server), made), kept=True)
        async with several.using("used", 0, to(at(server), made)) as used:
            several.wake("idle", 0, to(at(server), made))
            kept, _, idle = made
            async with asyncio.timeout(PATIENCE):
                await kept.reach()
                while "idle" in several.open_ids:
                    await asyncio.sleep(0.01)
            assert several.open_ids == {"kept", "used"}
            assert await used.call("hello", {}) == "hello: "
        sweeping.cancel()
        await asyncio.wait({sweeping})
    assert idle is not used


async def test_there_are_no_more_connections_than_allowed(several, monkeypatch):
    monkeypatch.setattr(pool, "CONNECTIONS", 2)
    async with live_server() as server:
        several.wake("kept", 0, to(NOWHERE), kept=True)
        several.wake("a", 0, to(NOWHERE))
        async with several.using("b", 0, to(at(server))):
            several.wake("c", 0, to(NOWHERE))
            assert several.open_ids == {"kept", "b", "c"}, "the one that was idle for longest went"
            async with several.using("d", 0, to(at(server))):
                with pytest.raises(McpServersBusy):
                    several.wake("e", 0, to(NOWHERE))


async def test_what_is_sent_changes_with_the_row(d):
    async with live_server(token=TOKEN) as server:
        row = await added(d, server, auth=ServerAuth.TOKEN, secret=TOKEN)
        async with connections.using(d, row) as connection:
            assert await connection.call("hello", {}) == "hello: "
        server.token = "another"
        change = ServerInput("Wiki", server.url, auth=ServerAuth.TOKEN, secret="another")
        await servers.update(d, ADA, row.team_id, row.id, change, row.revision)
        async with connections.using(d, await stored(d, row.id)) as connection:
            assert await connection.call("hello", {}) == "hello: "


async def test_a_token_that_is_no_longer_taken_is_said(d):
    async with live_server(token=TOKEN) as server:
        row = await added(d, server, auth=ServerAuth.TOKEN, secret=TOKEN)
        server.token = "another"
        with pytest.raises(McpSignInNeeded):
            async with connections.using(d, row):
                pass
        async with asyncio.timeout(PATIENCE):
            while (await stored(d, row.id)).state != ServerState.REFUSED:
                await asyncio.sleep(0.02)


async def test_a_server_that_was_removed_elsewhere_is_left(d, elsewhere, monkeypatch):
    monkeypatch.setattr("spacerr.infra.mcp.tools.MCP_REFRESH", 0.05)
    monkeypatch.setattr("spacerr.infra.mcp.changes.MCP_LIST_SETTLES", 0.01)
    async with live_server() as server:
        row = await added(d, server)
        async with connections.using(d, row):
            assert d.mcp.open_ids == {row.id}
        await servers.remove(elsewhere, ADA, row.team_id, row.id)
        async with asyncio.timeout(PATIENCE):
            while d.mcp.open_ids:
                await asyncio.sleep(0.02)


async def test_a_server_that_was_changed_elsewhere_is_left_and_heard_no_more(
    d, elsewhere, monkeypatch
):
    monkeypatch.setattr("spacerr.infra.mcp.tools.MCP_REFRESH", 0.05)
    monkeypatch.setattr("spacerr.infra.mcp.changes.MCP_LIST_SETTLES", 0.01)
    async with live_server() as server, live_server() as other:
        row = await added(d, server)
        async with connections.using(d, row):
            assert d.mcp.open_ids == {row.id}
        change = ServerInput("Wiki", other.url)
        await servers.update(elsewhere, ADA, row.team_id, row.id, change, row.revision)
        server.describe("hello", "Of the server that was left.")
        async with asyncio.timeout(PATIENCE):
            while d.mcp.open_ids:
                await asyncio.sleep(0.02)
        assert await server_views.list_reviews(d, ADA, row.team_id, row.id) == []


async def test_where_the_guard_does_not_hold_no_server_of_a_team_is_reached(d, monkeypatch):
    monkeypatch.setattr(d.settings, "private_model_servers", False)
    monkeypatch.setitem(httpx2_client._checked, type(asyncio.get_running_loop()), False)
    async with live_server() as server:
        row = ToolServer(team_id=await team_of(d, ADA), name="w", title="W", url=server.url)
        with pytest.raises(McpServerAway):
            async with connections.using(d, row):
                pass
        assert server.seen == []
