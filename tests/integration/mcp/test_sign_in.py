"""Sign-ins with servers of tools: in two processes, once, for whom they were begun, and renewed."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.mcp import McpRightsMissing
from spacerr.domain.errors.tool_servers import (
    McpSignInNeeded,
    SignInNeedsClient,
    SignInNotFinished,
    SignInRefused,
)
from spacerr.domain.tables import ToolServer
from spacerr.domain.teams.audit import Action
from spacerr.domain.tools.servers import ServerAuth, ServerInput, ServerState
from spacerr.domain.tools.sign_in import Grant, OAuthClient
from spacerr.services.accounts.sessions import Identity
from spacerr.services.keys import server_secrets
from spacerr.services.keys.server_secrets import Sealed
from spacerr.services.tools import connections, grants, server_views, servers, sign_in
from spacerr.state.settings.tool_views import server_view
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, PATIENCE, person
from tests.support.people.teams import noted
from tests.support.stores.databases import on_both_engines
from tests.support.tools.live_server import live_server
from tests.support.tools.sign_in_server import agree, sign_in_server

pytestmark = [pytest.mark.anyio, on_both_engines]
HERE = sign_in.Place("http://localhost:3000/api/tool-sign-in")
ME = Identity(ADA, "this-sign-in")


@pytest.fixture
async def mine(d):
    return await team_of(d, ADA)


async def added(d, team_id, url, **more):
    new = ServerInput("Wiki", url, **{"auth": ServerAuth.SIGN_IN, **more})
    return await servers.add(d, ADA, team_id, new)


async def begun(d, team_id, made):
    return await sign_in.begin(d, ADA, team_id, made, HERE, ME.sign_in_id)


async def signed_in(d, team_id, made):
    back = await agree(await begun(d, team_id, made))
    await sign_in.finish(d, ME, back["state"], back["code"], back.get("iss", ""))


async def row(d):
    async with d.db.reading() as session:
        return (await session.exec(select(ToolServer))).one()


async def line(d, team_id):
    [found] = (await server_views.list_servers(d, ADA, team_id)).servers
    return found


async def call(d):
    async with connections.using(d, await row(d)) as connection:
        return await connection.call("hello", {"text": "Ada"})


async def test_a_manager_signs_in_and_comes_back_to_another_process(d, elsewhere, mine):
    async with sign_in_server() as (server, provider):
        made = await added(d, mine, server.url)
        assert (await line(d, mine)).state is ServerState.SIGN_IN
        back = await agree(await begun(d, mine, made))
        await sign_in.finish(elsewhere, ME, back["state"], back["code"], "")
        found = await line(d, mine)
        assert [it.called for it in found.tools] == ["wiki_hello"]
        assert await call(d) == await call(elsewhere) == "hello: Ada"
        [client] = provider.clients.values()
        assert [str(it) for it in client.redirect_uris] == [HERE.callback]
    stored = (await row(d)).model_dump_json()
    assert not any(it in stored for it in (*provider.access, *provider.refresh))
    assert (await noted(d, mine))[0].action == Action.TOOL_SERVER_SIGNED_IN


async def test_an_answer_counts_once_for_who_has_begun_and_not_for_long(d, mine, monkeypatch):
    async with sign_in_server() as (server, provider):
        made = await added(d, mine, server.url)
        for other in (Identity(ADA, "another"), Identity(await person(d, "Eve"), ME.sign_in_id)):
            back = await agree(await begun(d, mine, made))
            for who in (other, ME):  # the second comes too late: it was used up
                with pytest.raises(SignInNotFinished):
                    await sign_in.finish(d, who, back["state"], back["code"], "")
        for state in ("", made, f"{made}.guess", "x" * 10_000, "\0"):
            with pytest.raises(SignInNotFinished):
                await sign_in.finish(d, ME, state, "code", "")
        monkeypatch.setattr(sign_in, "MCP_SIGN_IN", -1.0)
        back = await agree(await begun(d, mine, made))
        with pytest.raises(SignInNotFinished):
            await sign_in.finish(d, ME, back["state"], back["code"], "")
        assert provider.access == {} and (await row(d)).tokens_sealed == ""


async def test_who_refuses_or_sends_another_code_is_not_signed_in(d, mine):
    async with sign_in_server() as (server, _):
        made = await added(d, mine, server.url)
        back = await agree(await begun(d, mine, made))
        with pytest.raises(SignInNotFinished):
            await sign_in.finish(d, ME, back["state"], "", "")
        back = await agree(await begun(d, mine, made))
        with pytest.raises(SignInRefused):
            await sign_in.finish(d, ME, back["state"], "another", "")
        back = await agree(await begun(d, mine, made))
        with pytest.raises(SignInRefused):
            await sign_in.finish(d, ME, back["state"], back["code"], "https://evil.example.org")


async def test_tokens_are_renewed_once_for_all_processes(d, elsewhere, mine):
    async with sign_in_server() as (server, provider):
        made = await added(d, mine, server.url)
        await signed_in(d, mine, made)
        provider.forget_access()
        old = await grants.get(d, made)
        renewed = await asyncio.gather(*(grants.renew(it, made, old) for it in (d, elsewhere) * 3))
        assert provider.refreshed == 1 and set(renewed) == set(provider.access)
        provider.forget_access()
        assert await call(d) == "hello: Ada", "a call renews them by itself"


async def test_tokens_that_end_soon_are_renewed_before(d, mine):
    async with sign_in_server() as (server, provider):
        made = await added(d, mine, server.url)
        provider.lasts = 5
        await signed_in(d, mine, made)
        before = provider.refreshed
        assert before >= 1 and await grants.get(d, made) in provider.access


async def test_where_they_cannot_be_renewed_a_new_sign_in_is_asked_for(d, mine):
    async with sign_in_server() as (server, provider):
        made = await added(d, mine, server.url)
        await signed_in(d, mine, made)
        await d.mcp.close_all()
        provider.forget_access()
        provider.refresh.clear()
        with pytest.raises(McpSignInNeeded):
            await call(d)
        async with asyncio.timeout(PATIENCE):
            while (await line(d, mine)).state is not ServerState.SIGN_IN:
                await asyncio.sleep(0.02)
        assert (await row(d)).tokens_sealed == ""
        assert "sign in" in (await servers.test(d, ADA, mine, made)).sentence
        await signed_in(d, mine, made)
        assert await call(d) == "hello: Ada"


async def test_a_tool_that_needs_more_rights_wants_a_sign_in_that_asks_for_them(d, elsewhere, mine):
    async with sign_in_server() as (server, provider):
        made = await added(d, mine, server.url)
        await signed_in(d, mine, made)
        assert await call(d) == "hello: Ada"

        def refuses(headers):
            calls = headers.get("mcp-method") == "tools/call"
            return provider.refuse(headers, "write") if calls else None

        server.refuses = refuses
        for process in (d, elsewhere):
            with pytest.raises(McpRightsMissing):
                await call(process)
        shown = server_view(await line(d, mine))
        assert shown.signs_in and "needs more rights" in shown.state_words
        await grants.renew(d, made, await grants.get(d, made))
        asked = parse_qs(urlsplit(await begun(d, mine, made)).query)
        assert asked["scope"] == ["tools write"], "what was asked for before, and what is missing"
        await signed_in(d, mine, made)
        assert await call(d) == "hello: Ada"
        assert (await line(d, mine)).state is ServerState.WORKS


async def test_a_server_that_wants_more_rights_for_all_it_does_wants_a_sign_in(d, mine):
    async with sign_in_server() as (server, provider):
        made = await added(d, mine, server.url)
        server.refuses = lambda headers: provider.refuse(headers, "write")
        await signed_in(d, mine, made)
        assert (await line(d, mine)).state is ServerState.RIGHTS
        with pytest.raises(McpSignInNeeded):
            await call(d)
        await signed_in(d, mine, made)
        assert await call(d) == "hello: Ada"


async def test_tokens_are_kept_while_their_server_cannot_be_asked(d, mine):
    async with sign_in_server() as (server, _):
        made = await added(d, mine, server.url)
        await signed_in(d, mine, made)
    old = await grants.get(d, made)
    assert await grants.renew(d, made, old) == old
    stored = Grant.model_validate_json(server_secrets.unseal(d.vault, await row(d), Sealed.TOKENS))
    assert (stored.access, stored.renewing_until) == (old, 0.0)


async def test_a_service_that_registers_nobody_needs_a_client_that_was_entered(d, mine):
    async with sign_in_server(registers=False) as (server, provider):
        made = await added(d, mine, server.url)
        with pytest.raises(SignInNeedsClient):
            await begun(d, mine, made)
        provider.clients["ours"] = registered("ours", "secret")
        entered = ServerInput(
            "Wiki", server.url, ServerAuth.SIGN_IN, client_id="ours", secret="secret"
        )
        await servers.update(d, ADA, mine, made, entered, 0)
        await signed_in(d, mine, made)
        assert await call(d) == "hello: Ada"


def registered(client_id, secret):
    from mcp.shared.auth import OAuthClientInformationFull

    return OAuthClientInformationFull(
        client_id=client_id,
        client_secret=secret,
        redirect_uris=[HERE.callback],
        token_endpoint_auth_method="client_secret_basic",
        scope="tools",
    )


async def test_only_servers_with_a_sign_in_are_signed_in_to(d, mine):
    async with live_server() as server:
        made = await added(d, mine, server.url, auth=ServerAuth.NONE)
        with pytest.raises(BadRequest):
            await begun(d, mine, made)


def test_nothing_secret_is_shown():
    grant = Grant(
        access="a-secret",
        refresh="a-secret",
        token_endpoint="",
        resource="",
        client=OAuthClient(id="id", secret="a-secret"),
    )
    assert "a-secret" not in repr(grant)
