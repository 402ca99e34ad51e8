"""Servers of tools that a team's managers add: tested, stored with what is sealed, and removed."""

import asyncio

import pytest
from sqlmodel import select

from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.errors.tool_servers import (
    NoToolServer,
    ServerSecretMissing,
    ToolServerNotFound,
    ToolServerPrivate,
    ToolServerRefuses,
    ToolServerSignIn,
    ToolServerUnreachable,
    TooManyToolServers,
)
from spacerr.domain.ids import new_id
from spacerr.domain.tables import TeamSettings, ToolPin, ToolServer
from spacerr.domain.teams.audit import Action
from spacerr.domain.tools.pins import PinState
from spacerr.domain.tools.servers import ServerAuth, ServerInput, ServerState
from spacerr.services.accounts import deletion
from spacerr.services.keys import server_secrets
from spacerr.services.keys.server_secrets import Sealed
from spacerr.services.tools import choice, server_views, servers
from tests.support.models.key_server import SILENCE, Answer, key_server, resolve_as
from tests.support.people.replies import ADA
from tests.support.people.teams import noted, team
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.tools.live_server import live_server

pytestmark = [pytest.mark.anyio, on_both_engines]
TOKEN = "token-0123456789"


@pytest.fixture
async def boats(d):
    return await team(d)


def entered(url, **more):
    return ServerInput(**{"title": "My Wiki", "url": url, **more})


def with_token(url, token=TOKEN, **more):
    return entered(url, auth=ServerAuth.TOKEN, secret=token, **more)


async def rows(d):
    async with d.db.reading() as session:
        return list(await session.exec(select(ToolServer)))


async def line(d, team_id):
    [found] = (await server_views.list_servers(d, ADA, team_id)).servers
    return found


async def test_a_server_is_tested_and_its_tools_count_as_seen(d, boats):
    async with live_server() as server:
        server.describe("write", "Writes.", read_only=False)
        made = await servers.add(d, ADA, boats, entered(server.url))
        found = await line(d, boats)
        assert (found.id, found.title, found.state) == (made, "My Wiki", ServerState.WORKS)
        assert {it.called: it.state for it in found.tools} == {
            "my-wiki_hello": PinState.SEEN,
            "my-wiki_write": PinState.SEEN,
        }
        known = {it.spec.name for it in await choice.get_team_choices(d, ADA, boats)}
        assert {"my-wiki_hello", "my-wiki_write"} <= known
    [entry] = await noted(d, boats)
    address = f"http://127.0.0.1:{server.port}"
    assert (entry.action, entry.detail) == (
        Action.TOOL_SERVER_ADDED,
        {"name": "My Wiki", "address": address},
    )


async def test_a_second_server_of_the_same_name_has_tools_of_another_name(d, boats):
    async with live_server() as server:
        for _ in range(2):
            await servers.add(d, ADA, boats, entered(server.url))
    assert sorted(it.name for it in await rows(d)) == ["my-wiki", "my-wiki-2"]


async def test_a_secret_is_sent_and_sealed_and_never_shown(d, boats):
    async with live_server(token=TOKEN) as server:
        with pytest.raises(ToolServerRefuses):
            await servers.add(d, ADA, boats, with_token(server.url, "another"))
        await servers.add(d, ADA, boats, with_token(server.url, f"Bearer {TOKEN}"))
    [row] = await rows(d)
    assert TOKEN not in row.model_dump_json()
    assert server_secrets.unseal(d.vault, row, Sealed.SECRET) == TOKEN
    assert TOKEN not in repr(await server_views.list_servers(d, ADA, boats))


async def test_a_secret_in_a_header_of_its_own_is_sent(d, boats):
    async with live_server(token="a b", header="x-api-key") as server:
        new = entered(server.url, auth=ServerAuth.HEADER, header="X-Api-Key", secret="a b")
        await servers.add(d, ADA, boats, new)
    assert (await line(d, boats)).state is ServerState.WORKS


@on_sqlite
async def test_what_is_wrong_is_said(d, boats):
    moved = Answer(307, b"", {"Location": "http://127.0.0.1:9/mcp"})
    async with key_server({"": Answer(200, b"<html>", {"Content-Type": "text/html"})}) as pages:
        with pytest.raises(NoToolServer):
            await servers.add(d, ADA, boats, entered(f"{pages.url}/mcp"))
    async with key_server({"": Answer(404)}) as nothing, key_server({"": moved}) as elsewhere:
        for server in (nothing, elsewhere):
            with pytest.raises(NoToolServer):
                await servers.add(d, ADA, boats, entered(f"{server.url}/mcp"))
    with pytest.raises(ToolServerUnreachable):
        await servers.add(d, ADA, boats, entered("http://127.0.0.1:9/mcp"))
    async with live_server(token=TOKEN) as server:
        with pytest.raises(ToolServerRefuses):
            await servers.add(d, ADA, boats, entered(server.url))
        server.challenge = 'Bearer resource_metadata="http://127.0.0.1/x"'
        with pytest.raises(ToolServerSignIn):
            await servers.add(d, ADA, boats, entered(server.url))
    assert await rows(d) == []


@on_sqlite
async def test_a_silent_server_is_given_up_after_ten_seconds(d, boats):
    async with key_server(SILENCE) as server:
        asked = asyncio.get_running_loop().time()
        with pytest.raises(ToolServerUnreachable):
            await servers.add(d, ADA, boats, entered(f"{server.url}/mcp"))
        assert asyncio.get_running_loop().time() - asked < 13


async def test_a_server_that_is_down_may_be_stored_and_is_looked_at_first(d, boats):
    async with live_server() as server:
        port = server.port
    made = await servers.add(d, ADA, boats, entered(server.url, untested=True))
    assert (await line(d, boats)).tools == []
    assert "Nothing answers" in (await servers.test(d, ADA, boats, made)).sentence
    assert (await line(d, boats)).state is ServerState.UNREACHABLE
    async with live_server(port):
        assert (await servers.test(d, ADA, boats, made)).tools == 1
    assert (await line(d, boats)).state is ServerState.WORKS
    assert [it.state for it in (await line(d, boats)).tools] == [PinState.SEEN]


@on_sqlite
async def test_an_address_that_is_not_allowed_is_not_even_asked(d, boats, monkeypatch):
    monkeypatch.setattr(d.settings, "private_model_servers", False)
    resolve_as(monkeypatch, "127.0.0.1")
    async with key_server() as server:
        for host in ("127.0.0.1", "localhost", "models.test"):
            for untested in (False, True):
                new = entered(f"http://{host}:{server.port}/mcp", untested=untested)
                with pytest.raises(ToolServerPrivate):
                    await servers.add(d, ADA, boats, new)
    assert server.asked == []


@on_sqlite
async def test_a_name_that_leads_into_a_private_network_later_leads_nowhere(d, boats, monkeypatch):
    monkeypatch.setattr(d.settings, "private_model_servers", False)
    resolve_as(monkeypatch, "8.8.8.8", then=("127.0.0.1",))
    async with key_server() as server:
        with pytest.raises(ToolServerUnreachable):
            await servers.add(d, ADA, boats, entered(f"http://models.test:{server.port}/mcp"))
    assert server.asked == []


@on_sqlite
async def test_a_secret_goes_to_no_other_origin(d, boats):
    async with live_server() as elsewhere:
        away = Answer(307, b"", {"Location": elsewhere.url})
        async with key_server({"": away}) as server:
            with pytest.raises(NoToolServer):
                await servers.add(d, ADA, boats, with_token(f"{server.url}/mcp"))
    assert server.asked and elsewhere.seen == []


async def test_a_secret_stays_while_the_address_leads_to_the_same_origin(d, boats):
    async with live_server(token=TOKEN) as server, live_server(token=TOKEN) as other:
        made = await servers.add(d, ADA, boats, with_token(server.url))
        kept = entered(f"{server.url}?all=yes", title="Wiki", auth=ServerAuth.TOKEN, trusted=True)
        await servers.update(d, ADA, boats, made, kept, 0)
        found = await line(d, boats)
        assert (found.title, found.trusted, found.revision) == ("Wiki", True, 1)
        with pytest.raises(ChangedMeanwhile):
            await servers.update(d, ADA, boats, made, kept, 0)
        with pytest.raises(ServerSecretMissing):
            await servers.update(d, ADA, boats, made, entered(other.url, auth=ServerAuth.TOKEN), 1)
        await servers.update(d, ADA, boats, made, with_token(other.url), 1)
        assert [it.called for it in (await line(d, boats)).tools] == ["my-wiki_hello"]


async def test_a_row_that_was_moved_opens_nothing(d, boats):
    async with live_server(token=TOKEN) as server:
        await servers.add(d, ADA, boats, with_token(server.url))
    async with d.db.writing() as session:
        [row] = await session.exec(select(ToolServer))
        row.url = "http://evil.example.org/mcp"
        session.add(row)
    assert (await line(d, boats)).state is ServerState.UNREADABLE


async def test_a_server_that_is_removed_leaves_nothing(d, boats):
    async with live_server() as server:
        made = await servers.add(d, ADA, boats, entered(server.url))
    await choice.set_asking(d, ADA, boats, "my-wiki_hello", "never")
    await choice.switch_in_team(d, ADA, boats, "my-wiki_hello", False)
    await choice.switch_in_team(d, ADA, boats, "calculator", False)
    await servers.remove(d, ADA, boats, made)
    async with d.db.reading() as session:
        settings = await session.get_one(TeamSettings, boats)
        assert list(await session.exec(select(ToolPin))) == []
    assert (settings.tools, settings.asking) == ({"calculator": False}, None)
    with pytest.raises(ToolServerNotFound):
        await servers.remove(d, ADA, boats, made)


async def test_a_server_that_is_off_offers_nothing(d, boats):
    async with live_server() as server:
        made = await servers.add(d, ADA, boats, entered(server.url))
    for on in (False, False, True):
        await servers.set_enabled(d, ADA, boats, made, on)
        known = {it.spec.name for it in await choice.get_team_choices(d, ADA, boats)}
        assert ("my-wiki_hello" in known) == on
    actions = [it.action for it in await noted(d, boats)]
    assert actions[:2] == [Action.TOOL_SERVER_SWITCHED_ON, Action.TOOL_SERVER_SWITCHED_OFF]
    assert len(actions) == 3, "nothing is noted where nothing changes"


async def test_a_team_has_twenty_at_most(d, boats):
    async with d.db.writing() as session:
        session.add_all(
            ToolServer(team_id=boats, name=f"s{number}", title="S", url="http://127.0.0.1:9/")
            for number in range(20)
        )
    with pytest.raises(TooManyToolServers):
        await servers.add(d, ADA, boats, entered("http://127.0.0.1:9/", untested=True))


async def test_servers_of_other_teams_are_not_found(d, boats):
    async with live_server() as server:
        made = await servers.add(d, ADA, boats, entered(server.url))
    other = await team(d, "Trains")
    assert (await server_views.list_servers(d, ADA, other)).servers == []
    for id_ in (made, new_id(), "x\0"):
        with pytest.raises(ToolServerNotFound):
            await servers.remove(d, ADA, other, id_)


async def test_a_deleted_team_takes_its_servers_with_it(d, boats):
    async with live_server() as server:
        await servers.add(d, ADA, boats, entered(server.url))
    await deletion.delete_team(d, ADA, boats, "Boats")
    assert await rows(d) == []
