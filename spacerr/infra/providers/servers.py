"""The model servers that the environment names, and what each of them listed last."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
import structlog

from spacerr.config import Settings
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.keys import (
    ProbeFailed,
    ProviderBusy,
    ProviderTrouble,
    ServerSilent,
    ServerUnreachable,
)
from spacerr.domain.keys.providers import COMPATIBLE, PROVIDERS
from spacerr.infra.providers import probe
from spacerr.infra.providers.lists import ListedModel
from spacerr.infra.redis.busy_servers import is_busy
from spacerr.timings import LISTING_POSTPONED

log = structlog.get_logger(__name__)

_NO_KEY = "none"
"""In place of one: OpenAI's client insists on it."""

_MAY_PASS = (ServerSilent, ServerUnreachable, ProviderBusy, ProviderTrouble)


@dataclass(slots=True)
class ModelServer:
    """A server by its `name` for people, asked in the way of `provider`. `chosen`: it was set
    up, rather than that it might be there. `listed` is None before its first list, `silent`
    whether it failed to give one when it was asked last, at `asked` by the process's clock, and
    `refusal` why, where it was reached and said no.
    """

    provider: str
    name: str
    base: str
    chosen: bool
    key: str | None = field(default=None, repr=False)
    listed: Sequence[ListedModel] | None = None
    silent: bool = False
    refusal: str = ""
    asked: float = 0.0

    @property
    def prefix(self) -> str:
        """What the ids of its models begin with."""
        return PROVIDERS[self.provider].prefix

    async def refresh(self) -> None:
        """Ask for its list; the last one stays where none comes. Never raises.

        A server that streams a reply isn't disturbed, for as long as a reply may take.
        """
        if is_busy(self.base) and time.monotonic() < self.asked + LISTING_POSTPONED:
            return
        self.asked = time.monotonic()
        try:
            self.listed = await probe.list_models(
                self.provider, self.base, self.key or "", "", True
            )
            self.silent, self.refusal = False, ""
        except Exception as error:
            named = isinstance(error, SpacerrError)
            tell = log.info if named else log.warning
            tell("catalog.no_answer", server=self.name, reason=type(error).__name__)
            self.silent, self.refusal = True, refusal_reason(error)
            if isinstance(error, ServerUnreachable) and not self.chosen:
                self.listed = None


def refusal_reason(error: Exception) -> str:
    """Why a server that was reached gives no list; "" where it wasn't, or may give one soon."""
    said_no = isinstance(error, ProbeFailed) and not isinstance(error, _MAY_PASS)
    return str(error) if said_no else ""


def environment_servers(settings: Settings) -> list[ModelServer]:
    """What is at OPENAI_BASE_URL, and Ollama, as far as they are set up."""
    found: list[ModelServer] = []
    if base := os.environ.get("OPENAI_BASE_URL", "").rstrip("/"):
        key = os.environ.get("OPENAI_API_KEY") or _NO_KEY
        found.append(ModelServer(COMPATIBLE, _host(base), base, chosen=True, key=key))
    if base := settings.ollama_url.rstrip("/"):
        chosen = "ollama_url" in settings.model_fields_set
        found.append(ModelServer("ollama", "Ollama", base, chosen=chosen))
    return found


def _host(base: str) -> str:
    try:
        return httpx.URL(base).host or base
    except httpx.InvalidURL:
        return base
