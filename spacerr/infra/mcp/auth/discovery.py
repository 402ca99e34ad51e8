"""Where a person signs in to an MCP server, as the server and its authorization server say.
Imported where it is used: httpx2 is large.
"""

import asyncio
from urllib.parse import urlsplit

import httpx2
from mcp.client.auth.utils import (
    build_oauth_authorization_server_metadata_discovery_urls,
    build_protected_resource_metadata_discovery_urls,
    create_oauth_metadata_request,
    extract_resource_metadata_from_www_auth,
    handle_auth_metadata_response,
    handle_protected_resource_response,
    issuers_match,
)
from mcp.shared.auth import OAuthMetadata, ProtectedResourceMetadata
from mcp.shared.auth_utils import check_resource_allowed, resource_url_from_server_url

from spacerr.domain.errors.tool_servers import (
    SignInNotOffered,
    SignInNotSafe,
    ToolServerUnreachable,
)
from spacerr.infra.mcp.auth.access import Access
from spacerr.infra.net.httpx2_client import REDIRECTS, GuardedClient, prepare
from spacerr.tool_timings import MCP_CONNECT

ANSWER_BYTES = 256 * 1024
"""Longest answer of an authorization server that is read."""


class Asker:
    """Sends requests of one sign-in, each guarded, bounded and without what belongs to others."""

    def __init__(self, access: Access) -> None:
        self._public_only = access.public_only

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, read. Raises ToolServerUnreachable."""
        await prepare(public_only=self._public_only)
        client = GuardedClient(
            str(request.url), public_only=self._public_only, secrets={}, timeout=MCP_CONNECT
        )
        try:
            async with asyncio.timeout(MCP_CONNECT), client:
                answer = await _read(client, request)
                for _ in range(REDIRECTS):
                    following = answer.next_request
                    if following is None or not _same_place(answer.request, following):
                        break
                    answer = await _read(client, following)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):  # TimeoutError is an OSError
            raise ToolServerUnreachable from None
        return answer


async def find_resource(
    asker: Asker, url: str, challenge: httpx2.Response
) -> ProtectedResourceMetadata | None:
    """What a server says of itself; None for one of an older version. Raises SignInNotSafe where it
    speaks of another server.
    """
    named = extract_resource_metadata_from_www_auth(challenge)
    for place in build_protected_resource_metadata_discovery_urls(named, url):
        answer = await asker.send(create_oauth_metadata_request(place))
        found = await handle_protected_resource_response(answer)
        if found is not None:
            wanted = resource_url_from_server_url(url)
            if not check_resource_allowed(wanted, str(found.resource)):
                raise SignInNotSafe
            return found
    return None


async def find_server(
    asker: Asker, issuer: str | None, url: str, *, encrypted: bool
) -> OAuthMetadata:
    """Raises SignInNotOffered, SignInNotSafe."""
    expected = issuer or "{0.scheme}://{0.netloc}".format(urlsplit(url))
    for place in build_oauth_authorization_server_metadata_discovery_urls(issuer, url):
        answer = await asker.send(create_oauth_metadata_request(place))
        _, found = await handle_auth_metadata_response(answer)
        if found is not None:
            _require_safe(found, expected, encrypted=encrypted)
            return found
    raise SignInNotOffered


def _require_safe(server: OAuthMetadata, issuer: str, *, encrypted: bool) -> None:
    """Raises SignInNotSafe."""
    places = (server.authorization_endpoint, server.token_endpoint, server.registration_endpoint)
    plain = [it for it in places if it is not None and it.scheme != "https"]
    proof = "S256" in (server.code_challenge_methods_supported or ())
    if not issuers_match(str(server.issuer), issuer) or not proof or (encrypted and plain):
        raise SignInNotSafe


async def _read(client: GuardedClient, request: httpx2.Request) -> httpx2.Response:
    """An answer with its body, of at most ANSWER_BYTES."""
    answer = await client.send(request, stream=True)
    body = bytearray()
    try:
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > ANSWER_BYTES:
                raise httpx2.TransportError("The answer is too large.")
    finally:
        await answer.aclose()
    headers = {it: answer.headers.get(it, "") for it in ("content-type", "www-authenticate")}
    read = httpx2.Response(
        answer.status_code, headers=headers, content=bytes(body), request=request
    )
    read.next_request = answer.next_request
    return read


def _same_place(request: httpx2.Request, following: httpx2.Request) -> bool:
    one, other = request.url, following.url
    same = (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)
    return same and following.method == request.method
