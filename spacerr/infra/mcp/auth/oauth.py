"""Sign-ins with MCP servers: finds where, registers us there, and gets and renews tokens.

The SDK has such a flow within one request, which waits for the person. Here they may come back to
another process; its parts are used. Imported where it is used: httpx2 is large.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx2
from mcp.client.auth.exceptions import OAuthFlowError
from mcp.client.auth.oauth2 import check_registration_usable
from mcp.client.auth.utils import (
    create_client_registration_request,
    extract_scope_from_www_auth,
    get_client_metadata_scopes,
    handle_registration_response,
    should_use_client_metadata_url,
)
from mcp.shared.auth import (
    OAuthClientMetadata,
    OAuthMetadata,
    OAuthToken,
)
from mcp.shared.auth_utils import resource_url_from_server_url
from pydantic import AnyUrl, ValidationError

from spacerr.domain.errors.tool_servers import (
    SignInEnded,
    SignInNeedsClient,
    SignInRefused,
    ToolServerUnreachable,
)
from spacerr.domain.tools.sign_in import Grant, OAuthClient, PendingSignIn, join_scopes
from spacerr.infra.mcp.auth.access import Access
from spacerr.infra.mcp.auth.discovery import Asker, find_resource, find_server

GRANTS = ["authorization_code", "refresh_token"]
_POST, _BASIC = "client_secret_post", "client_secret_basic"


async def begin(
    url: str,
    redirect: str,
    state: str,
    access: Access,
    client: OAuthClient | None,
    metadata_url: str,
    scope: str = "",
) -> PendingSignIn:
    """Prepare a sign-in with a server: where the person is to be sent, and what is needed
    afterwards. `client`: who we are there, if a person has entered that; `metadata_url`: where we
    say who we are, "" where no other server could read it. `scope`: what is asked for besides what
    the server says that it wants.

    Raises ToolServerUnreachable, SignInNotOffered, SignInNotSafe, SignInNeedsClient, SignInRefused.
    """
    asker = Asker(access)
    challenge = await asker.send(httpx2.Request("POST", url, json=_HELLO, headers=_ACCEPT))
    resource = await find_resource(asker, url, challenge)
    issuer = str(resource.authorization_servers[0]) if resource else None
    server = await find_server(asker, issuer, url, encrypted=access.public_only)
    metadata = _our_metadata(redirect, server)
    wanted = get_client_metadata_scopes(
        extract_scope_from_www_auth(challenge), resource, server, GRANTS
    )
    scope = join_scopes(scope, wanted)
    metadata.scope = scope or None
    known = client or await _register(asker, server, metadata, metadata_url)
    verifier = secrets.token_urlsafe(64)
    told = resource_url_from_server_url(url) if resource is None else str(resource.resource)
    asked = {
        "response_type": "code",
        "client_id": known.id,
        "redirect_uri": redirect,
        "state": state,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        "resource": told,
    }
    if scope:
        asked["scope"] = scope
    if "offline_access" in scope.split():
        asked["prompt"] = "consent"
    place = str(server.authorization_endpoint)
    return PendingSignIn(
        url=f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}",
        verifier=verifier,
        redirect=redirect,
        issuer=str(server.issuer),
        names_issuer=server.authorization_response_iss_parameter_supported or False,
        token_endpoint=str(server.token_endpoint),
        resource=told,
        scope=scope,
        client=known if client is None else _with_method(client, server),
    )


async def finish(pending: PendingSignIn, code: str, iss: str, access: Access) -> Grant:
    """The tokens for a code that the person came back with. `iss`: who sent it, "" where that
    wasn't said. Raises SignInRefused, ToolServerUnreachable.
    """
    if iss != pending.issuer and (iss or pending.names_issuer):
        raise SignInRefused
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect,
        "code_verifier": pending.verifier,
        "resource": pending.resource,
    }
    token = await _get_token(Asker(access), pending.token_endpoint, pending.client, data)
    if token is None:
        raise SignInRefused
    return Grant(
        access=token.access_token,
        refresh=token.refresh_token or "",
        expires_at=_expires_at(token),
        scope=join_scopes(pending.scope, token.scope),
        token_endpoint=pending.token_endpoint,
        resource=pending.resource,
        client=pending.client,
    )


async def renew(grant: Grant, access: Access) -> Grant:
    """New tokens. Raises SignInEnded, ToolServerUnreachable."""
    data = {
        "grant_type": "refresh_token",
        "refresh_token": grant.refresh,
        "resource": grant.resource,
    }
    token = await _get_token(Asker(access), grant.token_endpoint, grant.client, data)
    if token is None:
        raise SignInEnded
    return grant.model_copy(
        update={
            "access": token.access_token,
            "refresh": token.refresh_token or grant.refresh,
            "expires_at": _expires_at(token),
            "renewing_until": 0.0,
        }
    )


_HELLO = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
_ACCEPT = {"Accept": "application/json, text/event-stream"}


def _our_metadata(redirect: str, server: OAuthMetadata) -> OAuthClientMetadata:
    supported = server.token_endpoint_auth_methods_supported or ()
    method: Any = next((it for it in ("none", _POST, _BASIC) if it in supported), None)
    return OAuthClientMetadata(
        client_name="Spacerr",
        redirect_uris=[AnyUrl(redirect)],
        grant_types=list(GRANTS),
        response_types=["code"],
        token_endpoint_auth_method=method,
        application_type="web",
    )


async def _register(
    asker: Asker, server: OAuthMetadata, metadata: OAuthClientMetadata, metadata_url: str
) -> OAuthClient:
    """Raises SignInNeedsClient, SignInRefused."""
    if should_use_client_metadata_url(server, metadata_url or None):
        return OAuthClient(id=metadata_url)
    if server.registration_endpoint is None:
        raise SignInNeedsClient
    answer = await asker.send(create_client_registration_request(server, metadata, ""))
    try:
        made = await handle_registration_response(answer)
        check_registration_usable(made)
    except OAuthFlowError:  # its text is the service's own
        raise SignInRefused from None
    method = made.token_endpoint_auth_method or (_BASIC if made.client_secret else "none")
    return OAuthClient(id=made.client_id, secret=made.client_secret or "", method=method)


def _with_method(client: OAuthClient, server: OAuthMetadata) -> OAuthClient:
    """A client that a person has entered, with the way to show its secret."""
    supported = server.token_endpoint_auth_methods_supported or (_BASIC,)
    method = _BASIC if _BASIC in supported else _POST
    return client.model_copy(update={"method": method if client.secret else "none"})


async def _get_token(
    asker: Asker, place: str, client: OAuthClient, data: Mapping[str, str]
) -> OAuthToken | None:
    """None where it was refused. Raises ToolServerUnreachable."""
    sent, headers = {**data, "client_id": client.id}, dict[str, str]()
    if client.method == _POST:
        sent["client_secret"] = client.secret
    elif client.method == _BASIC:
        pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    answer = await asker.send(httpx2.Request("POST", place, data=sent, headers=headers))
    if answer.status_code >= 500 or answer.status_code == 429:
        raise ToolServerUnreachable
    if answer.is_success:
        with suppress(ValidationError):
            return OAuthToken.model_validate_json(answer.content)
    return None


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _expires_at(token: OAuthToken) -> float | None:
    return None if token.expires_in is None else time.time() + token.expires_in
