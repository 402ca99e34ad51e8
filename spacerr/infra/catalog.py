"""Which models can be used here and now."""

import asyncio
import os
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import structlog

from spacerr.config import Settings
from spacerr.infra.litellm_model import litellm
from spacerr.timings import CATALOG_KEPT, PROBE_LIMIT

log = structlog.get_logger(__name__)

DEMO = "demo"
_KEY_NAMES = {
    "together_ai": "TOGETHERAI_API_KEY",
    "perplexity": "PERPLEXITYAI_API_KEY",
    "vertex_ai": "",
    "text-completion-openai": "",
}


@dataclass(frozen=True, slots=True)
class Model:
    """A model somebody can choose. `id` is LiteLLM's name for it."""

    id: str
    name: str
    provider: str
    api_base: str | None = None
    api_key: str | None = None

    def __repr__(self) -> str:
        return f"Model({self.id!r})"


_DEMO = Model(id=DEMO, name="Demo (offline, no AI)", provider="Built in")


class Catalog:
    """The usable models: asked for at the start and every CATALOG_KEPT seconds after that."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._models: list[Model] = [_DEMO]
        self._asked = asyncio.Event()

    async def models(self) -> list[Model]:
        """Best first, the Demo model last. Waits for the first answer only."""
        await self._asked.wait()
        return self._models

    async def keep_fresh(self) -> None:
        """Ask again and again, for ever: servers come and go."""
        while True:
            await self.refresh()
            await asyncio.sleep(CATALOG_KEPT)

    async def refresh(self) -> None:
        """Ask everybody now."""
        try:
            found = await self._ask()
            if found != self._models:  # whoever has made something of the list still has it
                self._models = found
        except Exception as error:
            log.warning("catalog.failed", reason=type(error).__name__)
        self._asked.set()

    async def find(self, model_id: str) -> Model | None:
        return next((model for model in await self.models() if model.id == model_id), None)

    def unlisted(self, model_id: str) -> Model | None:
        """A model that nobody listed just now but that may be there all the same, because its
        server is silent or its provider newer than our data; None where it can't be.
        """
        provider, _, name = model_id.partition("/")
        if not name or self._settings.offered_models or self._lists(provider):
            return None
        if provider == "openai" and (base := os.environ.get("OPENAI_BASE_URL")):
            key = os.environ.get("OPENAI_API_KEY") or "none"
            return Model(model_id, name, httpx.URL(base).host, api_base=base, api_key=key)
        if provider == "ollama_chat" and (base := self._settings.ollama_url.rstrip("/")):
            return Model(model_id, name, "Ollama", api_base=base)
        return _named(model_id) if _has_key(provider) else None

    def _lists(self, provider: str) -> bool:
        """Whether a server has just said which models it has."""
        return any(it.api_base and it.id.startswith(f"{provider}/") for it in self._models)

    async def _ask(self) -> list[Model]:
        async with httpx.AsyncClient(timeout=PROBE_LIMIT, verify=await _trust()) as client:
            served, local = await asyncio.gather(_openai_server(client), self._ollama(client))
        found = [*served, *local, *await _hosted(), _DEMO]
        by_id = {model.id: model for model in found}
        if offered := self._settings.offered_models:
            found = [by_id.get(name) or _named(name) for name in offered]
        default = self._settings.default_model
        if default and all(model.id != default for model in found):
            found = [by_id.get(default) or _named(default), *found]
        return found

    async def _ollama(self, client: httpx.AsyncClient) -> list[Model]:
        base = self._settings.ollama_url.rstrip("/")
        if not base:
            return []
        listed = await _json(client, f"{base}/api/tags")
        names = [str(entry["name"]) for entry in listed.get("models", [])]
        return [Model(f"ollama_chat/{name}", name, "Ollama", api_base=base) for name in names]


async def _trust() -> ssl.SSLContext:
    """The certificates to trust, read once and in a thread: it takes some 50 ms."""
    return await asyncio.to_thread(_certificates)


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


async def _openai_server(client: httpx.AsyncClient) -> list[Model]:
    """The models of the server at OPENAI_BASE_URL."""
    base = os.environ.get("OPENAI_BASE_URL", "").rstrip("/")
    if not base:
        return []
    key = os.environ.get("OPENAI_API_KEY") or "none"
    listed = await _json(client, f"{base}/models", {"Authorization": f"Bearer {key}"})
    names = [str(entry["id"]) for entry in listed.get("data", [])]
    place = httpx.URL(base).host
    return [Model(f"openai/{name}", name, place, api_base=base, api_key=key) for name in names]


async def _json(
    client: httpx.AsyncClient, url: str, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    try:
        answer = await client.get(url, headers=headers)
        return answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        log.info("catalog.no_answer", url=url, reason=type(error).__name__)
        return {}


async def _hosted() -> list[Model]:
    """Chat models of every provider whose key is in the environment.

    OpenAI's are left out when its key is for another server.
    """
    if not any(name.endswith("_API_KEY") and value for name, value in os.environ.items()):
        return []
    module = await litellm()
    found: list[Model] = []
    for provider, names in sorted(module.models_by_provider.items()):
        if provider == "openai" and os.environ.get("OPENAI_BASE_URL"):
            continue
        if _has_key(provider):
            found += [
                _hosted_model(provider, name) for name in sorted(names) if _chats(module, name)
            ]
    return found


def _has_key(provider: str) -> bool:
    return bool(os.environ.get(_KEY_NAMES.get(provider, f"{provider}_API_KEY".upper())))


def _hosted_model(provider: str, name: str) -> Model:
    short = name.removeprefix(f"{provider}/")
    return Model(f"{provider}/{short}", short, provider.replace("_", " ").title())


def _chats(module: Any, name: str) -> bool:
    return module.model_cost.get(name, {}).get("mode") == "chat" and not name.startswith("ft:")


def _named(name: str) -> Model:
    provider, _, short = name.partition("/")
    return Model(name, short or name, provider.title())
