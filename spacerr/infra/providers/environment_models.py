"""The models that the server's environment offers."""

import asyncio
import os
from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import structlog

from spacerr.config import Settings
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.providers.lists import ListedModel
from spacerr.infra.providers.servers import ModelServer, environment_servers
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
    """A model that can be chosen. `id` is LiteLLM's name for it, `context` in tokens, where its own
    server reports it.
    """

    id: str
    name: str
    provider: str
    api_base: str | None = None
    api_key: str | None = None
    context: int | None = None

    def __repr__(self) -> str:
        return f"Model({self.id!r})"


class MissingServers(NamedTuple):
    """Names of servers without a current list: `silent` ones never listed their models, of `stale`
    ones the last list is still used. `refused` has a sentence for each that refused.
    """

    silent: Sequence[str] = ()
    stale: Sequence[str] = ()
    refused: Sequence[str] = ()

    def with_another(self, name: str, refusal: str, *, listed: bool) -> "MissingServers":
        """With one more server; `listed`: it has listed its models before."""
        if refusal:
            return self._replace(refused=[*self.refused, f"{name}: {refusal}"])
        if listed:
            return self._replace(stale=[*self.stale, name])
        return self._replace(silent=[*self.silent, name])


_DEMO = Model(id=DEMO, name="Demo (offline, no AI)", provider="Built in")


class EnvironmentModels:
    """The usable models: fetched at the start and every CATALOG_KEPT seconds after that."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sources = environment_servers(settings)
        self._provided: list[Model] = []
        self._models: list[Model] = [_DEMO]
        self._first_lists, self._all_lists = asyncio.Event(), asyncio.Event()

    async def models(self, wait: float = 0.0) -> list[Model]:
        """Best first, the Demo model last. Waits for the first lists, and `wait` seconds more for
        slow ones.
        """
        await self._first_lists.wait()
        if wait:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._all_lists.wait()
        return self._models

    async def run(self) -> None:
        """Refresh the list for ever, every CATALOG_KEPT seconds."""
        while True:
            await self.refresh()
            await asyncio.sleep(CATALOG_KEPT)

    async def refresh(self) -> None:
        """Fetch every list now. Lists that take longer than PROBE_LIMIT are used later."""
        asking = [asyncio.create_task(it.refresh()) for it in self._sources]
        try:
            self._provided = await self._hosted()
            late = (await asyncio.wait(asking, timeout=PROBE_LIMIT))[1] if asking else set()
            self._gather()
            self._first_lists.set()
            if late:
                await asyncio.wait(late)
                self._gather()
            self._all_lists.set()
        finally:
            for task in asking:
                task.cancel()

    async def find(self, model_id: str) -> Model | None:
        return next((model for model in await self.models() if model.id == model_id), None)

    def get_unlisted(self, model_id: str) -> Model | None:
        """A model that no server lists but that may exist, because its server is silent or its
        provider newer than our data; None where it can't exist.
        """
        provider, _, name = model_id.partition("/")
        if not name or self._settings.offered_models:
            return None
        source = self._source(provider)
        if source is None:
            return _named(model_id) if _has_key(provider) else None
        return None if source.listed and not source.silent else _of(source, ListedModel(name))

    def missing_servers(self, without: Container[str] = ()) -> MissingServers:
        """The servers without a list, except those whose prefix is in `without`. A server that
        wasn't configured counts only once it has been found.
        """
        found = MissingServers([], [])
        for server in self._sources:
            expected = server.chosen or server.listed is not None
            if server.silent and expected and server.prefix not in without:
                found = found.with_another(
                    server.name, server.refusal, listed=server.listed is not None
                )
        return found

    def _source(self, prefix: str) -> ModelServer | None:
        return next((it for it in self._sources if it.prefix == prefix), None)

    def _gather(self) -> None:
        """Merge the last lists of all servers."""
        served = [_of(source, it) for source in self._sources for it in source.listed or ()]
        found = [*served, *self._provided, _DEMO]
        by_id = {model.id: model for model in found}
        if offered := self._settings.offered_models:
            found = [by_id.get(name) or self._named(name) for name in offered]
        default = self._settings.default_model
        if default and all(model.id != default for model in found):
            found = [by_id.get(default) or self._named(default), *found]
        if found != self._models:  # caches keep the same list object
            self._models = found

    def _named(self, model_id: str) -> Model:
        provider, _, name = model_id.partition("/")
        source = self._source(provider)
        return _of(source, ListedModel(name)) if source and name else _named(model_id)

    async def _hosted(self) -> list[Model]:
        try:
            return await _hosted()
        except Exception as error:
            log.warning("catalog.failed", reason=type(error).__name__)
            return self._provided


def _of(source: ModelServer, listed: ListedModel) -> Model:
    model_id = f"{source.prefix}/{listed.name}"
    place = {"api_base": source.base, "api_key": source.key}
    return Model(model_id, listed.name, source.name, **place, context=listed.context)


async def _hosted() -> list[Model]:
    """Chat models of every provider whose key is in the environment.

    OpenAI's are left out when its key is for another server.
    """
    if not any(name.endswith("_API_KEY") and value for name, value in os.environ.items()):
        return []
    module = await load_litellm()
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
