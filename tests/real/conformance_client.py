"""What the official conformance suite runs: `python -m tests.real.conformance_client URL` connects
to a server as Spacerr does, and calls each of its tools. A person accepts forms as they are filled
in at first, and signs in where the server wants that.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.mcp import McpRequestRefused, McpRightsMissing
from spacerr.domain.errors.tool_servers import McpSignInNeeded, SignInEnded
from spacerr.domain.replies.questions import Decision, Question
from spacerr.domain.tools.sign_in import Grant, OAuthClient
from spacerr.infra.mcp.auth.access import Access, Tokens
from spacerr.infra.mcp.client import load_client
from spacerr.infra.mcp.config import McpServer
from spacerr.infra.mcp.connection import McpConnection
from tests.support.tools.persons import Person
from tests.support.tools.sign_in_server import agree

ARGUMENTS = {"add_numbers": {"a": 5, "b": 3}}
CALLBACK = "http://localhost:3000/api/tool-sign-in"
METADATA = "https://conformance-test.local/client-metadata.json"
"""The client's metadata document that the suite knows."""

PATIENCE = 3
"""Sign-ins after which a person gives up."""


def fill_in(question: Question) -> tuple[Decision, dict[str, Any]]:
    """What a page sends where a person only presses the button."""
    return Decision.ACCEPT, {it.name: it.default for it in question.fields}


class Account:
    """A person's account with a server: what a team's sign-in is, without a database."""

    def __init__(self, url: str, client: OAuthClient | None) -> None:
        self._url, self._client = url, client
        self._grant: Grant | None = None
        self._signed_in = 0
        self.access = Access(tokens=Tokens(self._get, self._renew, self._lacks))

    async def sign_in(self) -> bool:
        """Sign in, as a person who agrees; False where they have given up."""
        from spacerr.infra.mcp.auth import oauth

        if self._signed_in == PATIENCE:
            return False
        self._signed_in += 1
        access, wanted = self.access, self._grant.wanted if self._grant else ""
        pending = await oauth.begin(
            self._url, CALLBACK, "a state", access, self._client, METADATA, wanted
        )
        back = await agree(pending.url)
        assert back["state"] == "a state"
        self._grant = await oauth.finish(pending, back["code"], back.get("iss", ""), access)
        return True

    async def _get(self) -> str:
        return self._grant.access if self._grant else ""

    async def _renew(self, refused: str) -> str:
        from spacerr.infra.mcp.auth import oauth

        if self._grant is None or not self._grant.refresh:
            return ""
        try:
            self._grant = await oauth.renew(self._grant, self.access)
        except SignInEnded:
            self._grant = None
        return await self._get()

    async def _lacks(self, token: str, scope: str) -> None:
        assert self._grant is not None
        self._grant = self._grant.lacking(scope)


class Session:
    """A connection, which is signed in to where its server wants that."""

    def __init__(self, url: str, account: Account) -> None:
        self._account = account
        self._connection = McpConnection("it", McpServer(url=url, allow="all"), account.access)

    async def run(self, wanted: list[dict[str, Any]]) -> None:
        """Make these calls, or one of each tool."""
        running = asyncio.create_task(self._connection.run())
        try:
            await self._reach()
            schemas = {it.name: it.parameters for it in self._connection.tools}
            for call in wanted or [{"name": it} for it in schemas]:
                print(call["name"], await self._call(call, schemas))
        finally:
            running.cancel()
            await asyncio.wait({running})

    async def _reach(self) -> None:
        while True:
            try:
                return await self._connection.reach()
            except McpSignInNeeded:
                if not await self._account.sign_in():
                    raise

    async def _call(self, call: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
        arguments = call.get("arguments") or ARGUMENTS.get(call["name"], {})
        if call["name"] == "json_schema_echo":
            arguments = {"schema": schemas["json_schema_2020_12_tool"]}
        while True:
            try:
                return await Person(fill_in).call(call["name"], arguments, self._connection)
            except (McpRequestRefused, McpRightsMissing) as error:
                if not await self._account.sign_in():
                    raise
                print(f"signed in after: {error}")
            except SpacerrError as error:
                return str(error)


async def main(url: str) -> None:
    context = json.loads(os.environ.get("MCP_CONFORMANCE_CONTEXT", "{}"))
    known = "client_id" in context and "client_secret" in context
    client = (
        OAuthClient(id=context["client_id"], secret=context["client_secret"]) if known else None
    )
    await load_client()
    await Session(url, Account(url, client)).run(context.get("toolCalls", []))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
