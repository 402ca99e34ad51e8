"""Fetches a provider's list of models: the test of a key, which costs nothing. Because users choose
the server, it connects to exactly the checked address, follows no redirect, and reads little.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import structlog

from spacerr.domain.errors.keys import (
    AddressIncomplete,
    KeyRefused,
    ListRefused,
    ListTooLarge,
    NoAzureServer,
    NoCredit,
    NoModelServer,
    NoOllamaServer,
    PrivateAddress,
    ProbeFailed,
    ProviderBusy,
    ProviderSilent,
    ProviderTrouble,
    ProviderUnreachable,
    ServerRedirects,
    ServerSilent,
    ServerUnreachable,
)
from spacerr.domain.keys.providers import PROVIDERS, ListProtocol
from spacerr.domain.limits import MODEL_LIST_BYTES, MODEL_LIST_ENTRIES
from spacerr.infra.llm.error_words import NO_SUCH_KEY
from spacerr.infra.llm.provider_words import message_in_body
from spacerr.infra.net.ip import NotPublic, resolve_public_host
from spacerr.infra.providers import lists
from spacerr.infra.providers.lists import ListedModel
from spacerr.timings import KEY_PROBE_LIMIT

__all__ = ["ListedModel", "list_models"]

log = structlog.get_logger(__name__)

_Meant = TypeVar("_Meant")

_STATUSES: dict[int, type[ProbeFailed]] = {
    401: KeyRefused,
    403: KeyRefused,
    402: NoCredit,
    429: ProviderBusy,
}
_NOTHING_THERE = (404, 405, 410)
"""Statuses of paths that a server doesn't have."""
_DEPLOYMENTS = "2022-12-01"
"""The version of Azure's API that lists deployments; later ones list all models."""
_PAGES = 20
"""Most pages of one list."""
_NO_SERVERS: dict[ListProtocol, type[NoModelServer]] = {
    ListProtocol.AZURE: NoAzureServer,
    ListProtocol.OLLAMA: NoOllamaServer,
}


@dataclass(frozen=True, slots=True)
class _Server:
    """`guarded`: a user chose its address, which must not be in a private network."""

    base: str
    key: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    guarded: bool


async def list_models(
    provider: str, base_url: str, key: str, api_version: str, allow_private: bool
) -> list[ListedModel]:
    """The models a provider offers to a key, only chat models where it says which those are.

    `base_url` "" is the provider's own. Raises ProbeFailed, AddressIncomplete.
    """
    known = PROVIDERS[provider]
    guarded = known.takes_url and not allow_private
    server = _Server(base_url or known.url, key, _headers(known.list_protocol, key), guarded)
    try:
        async with asyncio.timeout(KEY_PROBE_LIMIT):
            return await _LISTINGS[known.list_protocol](server, api_version or known.version)
    except (TimeoutError, ServerSilent):
        raise ServerSilent if known.takes_url else ProviderSilent(known.name) from None
    except ServerUnreachable:
        raise ServerUnreachable if known.takes_url else ProviderUnreachable(known.name) from None
    except NoModelServer:
        suiting = _NO_SERVERS.get(known.list_protocol, NoModelServer)
        raise (suiting if known.takes_url else ProviderTrouble) from None


async def require_public_address(provider: str, base_url: str, allow_private: bool) -> None:
    """Raises PrivateAddress for an address that users may not name, AddressIncomplete for one that
    is malformed. A name that can't be resolved now is accepted.
    """
    url = _url(base_url)
    if allow_private or not PROVIDERS[provider].takes_url:
        return
    with suppress(OSError):
        await _checked(url)


def _headers(listing: ListProtocol, key: str) -> dict[str, str]:
    if not key:
        return {}
    named = {
        ListProtocol.ANTHROPIC: {"x-api-key": key, "anthropic-version": "2023-06-01"},
        ListProtocol.GEMINI: {"x-goog-api-key": key},
        ListProtocol.AZURE: {"api-key": key},
    }
    return named.get(listing) or {"authorization": f"Bearer {key}"}


async def _openai(server: _Server, _: str) -> list[ListedModel]:
    return await _read(server, "/models", lists.parse_openai)


async def _openrouter(server: _Server, _: str) -> list[ListedModel]:
    """Tests the key first: OpenRouter shows its list with any key or none."""
    await _read(server, "/key", _anything)
    return await _openai(server, "")


async def _anthropic(server: _Server, _: str) -> list[ListedModel]:
    return await _read(server, "/v1/models?limit=1000", lists.parse_anthropic)


async def _gemini(server: _Server, _: str) -> list[ListedModel]:
    """Page after page."""
    found: list[ListedModel] = []
    path = "/models?pageSize=1000"
    for _page in range(_PAGES):
        listed, token = await _read(server, path, _gemini_page)
        found += listed
        if not token:
            break
        path = f"/models?pageSize=1000&pageToken={quote(token, safe='')}"
    return found[:MODEL_LIST_ENTRIES]


def _gemini_page(answer: Any) -> tuple[list[ListedModel], str]:
    return lists.parse_gemini(answer), lists.next_page(answer)


async def _ollama(server: _Server, _: str) -> list[ListedModel]:
    return await _read(server, "/api/tags", lists.parse_ollama)


async def _azure(server: _Server, version: str) -> list[ListedModel]:
    """The deployments; where they aren't listed, the models whose names deployments often have."""
    deployed = f"/openai/deployments?api-version={_DEPLOYMENTS}"
    try:
        return await _read(server, deployed, lists.parse_azure)
    except NoModelServer:
        models = f"/openai/models?api-version={version}"
        return await _read(server, models, lists.parse_azure)


_LISTINGS: dict[ListProtocol, Callable[..., Any]] = {
    ListProtocol.OPENAI: _openai,
    ListProtocol.OPENROUTER: _openrouter,
    ListProtocol.ANTHROPIC: _anthropic,
    ListProtocol.GEMINI: _gemini,
    ListProtocol.AZURE: _azure,
    ListProtocol.OLLAMA: _ollama,
}


async def _read(server: _Server, path: str, meaning: Callable[[Any], _Meant]) -> _Meant:
    """A server's answer, parsed by `meaning` in a thread. Raises ProbeFailed."""
    url = _url(server.base + path)
    try:
        async with _client(server) as client, _answer(client, server, url) as answer:
            body = await _body(answer)
            if answer.is_success:
                return await asyncio.to_thread(lambda: meaning(_parsed(body)))
    except httpx.TimeoutException:
        raise ServerSilent from None
    except httpx.RemoteProtocolError:
        raise NoModelServer from None
    except (httpx.HTTPError, OSError) as error:
        log.info("probe.no_answer", reason=type(error).__name__)
        raise ServerUnreachable from None
    raise await asyncio.to_thread(_refusal, answer.status_code, body, server.key)


@asynccontextmanager
async def _client(server: _Server) -> AsyncGenerator[httpx.AsyncClient]:
    """A guarded client uses no proxy: the proxy would connect to any address in our place."""
    trust = await asyncio.to_thread(_certificates)
    async with httpx.AsyncClient(
        verify=trust, timeout=KEY_PROBE_LIMIT, trust_env=not server.guarded, follow_redirects=False
    ) as client:
        yield client


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


@asynccontextmanager
async def _answer(
    client: httpx.AsyncClient, server: _Server, url: httpx.URL
) -> AsyncGenerator[httpx.Response]:
    """Of the first of a name's addresses that lets us connect, where it was checked."""
    headers = {**server.headers, "accept": "application/json", "accept-encoding": "identity"}
    if not server.guarded:
        async with client.stream("GET", url, headers=headers) as answer:
            yield answer
        return
    headers["host"] = url.netloc.decode()
    extensions = {"sni_hostname": url.raw_host.decode()}
    for last, address in await _checked(url):
        place = url.copy_with(host=address)
        request = client.build_request("GET", place, headers=headers, extensions=extensions)
        try:
            answer = await client.send(request, stream=True)
        except httpx.ConnectError:
            if last:
                raise
            continue
        try:
            yield answer
        finally:
            await answer.aclose()
        return


def _url(text: str) -> httpx.URL:
    """Raises AddressIncomplete for what looks like an address and is none."""
    try:
        return httpx.URL(text)
    except httpx.InvalidURL:
        raise AddressIncomplete from None


async def _checked(url: httpx.URL) -> Sequence[tuple[bool, str]]:
    """The addresses behind a URL's host, the last one marked. Raises PrivateAddress, OSError."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await resolve_public_host(url.raw_host.decode(), port)
    except NotPublic:
        raise PrivateAddress from None
    return [(address == found[-1], address) for address in found]


async def _body(answer: httpx.Response) -> bytes:
    """The uncompressed body: a compressed one could expand to any length. Raises ProbeFailed."""
    if answer.is_redirect:
        raise ServerRedirects
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise NoModelServer
    body = bytearray()
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > MODEL_LIST_BYTES:
            raise ListTooLarge
    return bytes(body)


def _anything(answer: Any) -> Any:
    return answer


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise NoModelServer from None


def _refusal(status: int, body: bytes, key: str) -> ProbeFailed:
    """The error of a refused request. Google answers 400 to a wrong key, LiteLLM's proxy that it
    has no database; without credit the answer is 429. Only a model server explains a refusal.
    """
    if status == 400 and (b"API_KEY_INVALID" in body or NO_SUCH_KEY.encode() in body.lower()):
        return KeyRefused()
    if status == 429 and (b"insufficient_quota" in body or b"credit" in body):
        return NoCredit()
    if status >= 500:
        return ProviderTrouble()
    if named := _STATUSES.get(status):
        return named()
    with suppress(NoModelServer):
        if status not in _NOTHING_THERE and (words := message_in_body(_parsed(body), key)):
            return ListRefused(words)
    return NoModelServer()
