"""A server of tools that wants a sign-in, with its authorization server. A person who opens its
page is sent back at once, as one who has agreed.
"""

import secrets
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from mcp.server import MCPServer
from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    AuthorizationParams,
    RefreshToken,
    construct_redirect_uri,
)
from mcp.server.auth.settings import AuthSettings, ClientRegistrationOptions
from mcp.shared.auth import OAuthClientInformationFull, OAuthToken
from pydantic import AnyHttpUrl
from starlette.responses import Response

from tests.support.tools.live_server import LiveServer, live_server


@dataclass
class Provider:
    """What was registered and given out. `lasts`: seconds of an access token."""

    lasts: int = 3600
    clients: dict[str, OAuthClientInformationFull] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    access: dict[str, AccessToken] = field(default_factory=dict)
    refresh: dict[str, RefreshToken] = field(default_factory=dict)
    refreshed: int = 0

    async def get_client(self, client_id: str) -> OAuthClientInformationFull | None:
        return self.clients.get(client_id)

    async def register_client(self, client_info: OAuthClientInformationFull) -> None:
        self.clients[client_info.client_id] = client_info

    async def authorize(
        self, client: OAuthClientInformationFull, params: AuthorizationParams
    ) -> str:
        code = AuthorizationCode(
            code=secrets.token_hex(20),
            client_id=client.client_id,
            scopes=params.scopes or [],
            expires_at=time.time() + 60,
            code_challenge=params.code_challenge,
            redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly,
            resource=params.resource,
        )
        self.codes[code.code] = code
        return construct_redirect_uri(str(params.redirect_uri), code=code.code, state=params.state)

    async def load_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: str
    ) -> AuthorizationCode | None:
        return self.codes.get(authorization_code)

    async def exchange_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: AuthorizationCode
    ) -> OAuthToken:
        del self.codes[authorization_code.code]
        return self._given(client.client_id, authorization_code.scopes)

    async def load_refresh_token(
        self, client: OAuthClientInformationFull, refresh_token: str
    ) -> RefreshToken | None:
        return self.refresh.get(refresh_token)

    async def exchange_refresh_token(
        self, client: OAuthClientInformationFull, refresh_token: RefreshToken, scopes: list[str]
    ) -> OAuthToken:
        self.refreshed += 1
        del self.refresh[refresh_token.token]  # each is good once
        return self._given(client.client_id, scopes)

    async def load_access_token(self, token: str) -> AccessToken | None:
        return self.access.get(token)

    async def revoke_token(self, token: AccessToken | RefreshToken) -> None:
        self.access.pop(token.token, None)

    def _given(self, client_id: str, scopes: list[str]) -> OAuthToken:
        access, refresh = secrets.token_hex(20), secrets.token_hex(20)
        self.access[access] = AccessToken(token=access, client_id=client_id, scopes=scopes)
        self.refresh[refresh] = RefreshToken(token=refresh, client_id=client_id, scopes=scopes)
        return OAuthToken(access_token=access, refresh_token=refresh, expires_in=self.lasts)

    def refuse(self, headers: Mapping[str, str], scope: str) -> Response | None:
        """Refuse a request whose token was given without a scope."""
        token = self.access.get(headers.get("authorization", "").removeprefix("Bearer "))
        if token is None or scope in token.scopes:
            return None
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        return Response(status_code=403, headers={"WWW-Authenticate": challenge})

    def forget_access(self) -> None:
        """Let all access tokens end."""
        self.access.clear()


def build(port: int, provider: Provider, *, registers: bool = True) -> MCPServer:
    here = f"http://127.0.0.1:{port}"
    options = ClientRegistrationOptions(
        enabled=registers, valid_scopes=["tools", "write"], default_scopes=["tools"]
    )
    settings = AuthSettings(
        issuer_url=AnyHttpUrl(here),
        resource_server_url=AnyHttpUrl(f"{here}/mcp"),
        client_registration_options=options,
        required_scopes=["tools"],
        validate_token_resource=False,
    )
    provide: Any = provider
    return MCPServer("sign-in", auth_server_provider=provide, auth=settings)


@asynccontextmanager
async def sign_in_server(*, registers: bool = True) -> AsyncGenerator[tuple[LiveServer, Provider]]:
    """A server with a tool `hello`, while the context is open."""
    provider = Provider()

    def make(port: int) -> MCPServer:
        return build(port, provider, registers=registers)

    async with live_server(make=make) as server:
        yield server, provider


async def agree(url: str) -> dict[str, str]:
    """Open the service's page as a person who agrees; what they come back with."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(url)
    assert answer.status_code == 302, answer.text
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}
