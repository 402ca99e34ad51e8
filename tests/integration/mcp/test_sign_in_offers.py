"""What servers and their services say of a sign-in, and whether it is begun then."""

import pytest
from starlette.responses import Response

from spacerr.domain.errors.tool_servers import (
    SignInNotOffered,
    SignInNotSafe,
    SignInRefused,
    ToolServerRefuses,
    ToolServerSignIn,
)
from spacerr.domain.tools.sign_in import OAuthClient
from spacerr.infra.mcp.auth import oauth
from spacerr.infra.mcp.auth.access import Access
from spacerr.infra.mcp.config import McpServer
from spacerr.infra.mcp.connection import probe
from tests.support.models.key_server import Answer, key_server, listing
from tests.support.tools.live_server import live_server

pytestmark = pytest.mark.anyio
CALLBACK = "http://localhost:3000/api/tool-sign-in"


GOOD = {
    "issuer": "{here}",
    "authorization_endpoint": "{here}/authorize",
    "token_endpoint": "{here}/token",
    "registration_endpoint": "{here}/register",
    "code_challenge_methods_supported": ["S256"],
    "client_id_metadata_document_supported": True,
}


async def discovered(*, metadata_url="", **changes):
    """Begin a sign-in with a server that says this of its sign-in."""
    async with key_server({"": Answer(404)}) as server:
        said = {
            name: it.format(here=server.url) if isinstance(it, str) else it
            for name, it in (GOOD | changes).items()
            if it is not None
        }
        server.answers["/.well-known/oauth-authorization-server"] = listing(said)
        server.answers["/register"] = listing({"client_id": "made"}, 201)
        return await oauth.begin(
            f"{server.url}/mcp", CALLBACK, "state", Access(), None, metadata_url
        )


async def test_who_we_are_is_said_by_a_document_where_the_service_reads_it():
    ours = "https://chat.example.org/api/tool-client.json"
    assert (await discovered(metadata_url=ours)).client == OAuthClient(id=ours)
    assert (await discovered()).client.id == "made"
    unread = await discovered(metadata_url=ours, client_id_metadata_document_supported=False)
    assert unread.client.id == "made"


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://evil.example.org"},
        {"code_challenge_methods_supported": ["plain"]},
        {"code_challenge_methods_supported": None},
    ],
    ids=["issuer", "plain", "none"],
)
async def test_a_sign_in_that_is_not_safe_is_not_begun(change):
    with pytest.raises(SignInNotSafe):
        await discovered(**change)


async def test_a_server_that_says_nothing_has_no_sign_in():
    async with key_server({"": Answer(404)}) as server:
        with pytest.raises(SignInNotOffered):
            await oauth.begin(f"{server.url}/mcp", CALLBACK, "s", Access(), None, "")


async def test_a_service_that_names_itself_must_name_itself():
    pending = await discovered(authorization_response_iss_parameter_supported=True)
    for iss in ("", "http://evil.example.org"):
        with pytest.raises(SignInRefused):
            await oauth.finish(pending, "code", iss, Access())


async def test_nothing_private_is_asked_where_that_is_not_allowed():
    async with key_server() as server:
        with pytest.raises(Exception, match="Nothing answers"):
            await oauth.begin(
                f"{server.url}/mcp", CALLBACK, "s", Access(public_only=True), None, ""
            )
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "said"), [(401, ToolServerSignIn), (403, ToolServerRefuses)], ids=["401", "403"]
)
async def test_a_refusal_counts_where_the_older_handshake_is_not_known(status, said):
    def refuses(headers):
        if "mcp-method" not in headers:
            return Response(status_code=400)
        challenge = 'Bearer resource_metadata="http://127.0.0.1/"'
        return Response(status_code=status, headers={"WWW-Authenticate": challenge})

    async with live_server(refuses=refuses) as server:
        with pytest.raises(said):
            await probe("it", McpServer(url=server.url), Access())
