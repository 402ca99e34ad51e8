"""The providers that users can add keys for, and the protocol of each for its list of models."""

import re
import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, count
from types import MappingProxyType
from typing import Final


class ListProtocol(StrEnum):
    """How a provider lists its models."""

    OPENAI = "openai"
    OPENROUTER = "openrouter"
    ANTHROPIC = "anthropic"
    GEMINI = "gemini"
    AZURE = "azure"
    OLLAMA = "ollama"


class ConnectionState(StrEnum):
    """The result of a key's last use. `UNREADABLE` is never stored: reading the key shows it."""

    UNTRIED = "untried"
    WORKS = "works"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Provider:
    """`prefix` is LiteLLM's name for it. `url` is its address, or the default address of its
    programs; with `takes_url` users enter the address. The API's version is asked for where
    `version` isn't "".
    """

    slug: str
    name: str
    prefix: str
    url: str
    list_protocol: ListProtocol = ListProtocol.OPENAI
    needs_key: bool = True
    takes_url: bool = False
    version: str = ""


COMPATIBLE: Final = "compatible"
"""The slug of servers that are compatible with OpenAI's."""
_ALL: Final = (
    Provider("openai", "OpenAI", "openai", "https://api.openai.com/v1"),
    Provider(
        "anthropic", "Anthropic", "anthropic", "https://api.anthropic.com", ListProtocol.ANTHROPIC
    ),
    Provider(
        "gemini",
        "Google",
        "gemini",
        "https://generativelanguage.googleapis.com/v1beta",
        ListProtocol.GEMINI,
    ),
    Provider(
        "openrouter",
        "OpenRouter",
        "openrouter",
        "https://openrouter.ai/api/v1",
        ListProtocol.OPENROUTER,
    ),
    Provider("mistral", "Mistral", "mistral", "https://api.mistral.ai/v1"),
    Provider("groq", "Groq", "groq", "https://api.groq.com/openai/v1"),
    Provider("deepseek", "DeepSeek", "deepseek", "https://api.deepseek.com"),
    Provider(
        "azure",
        "Azure OpenAI",
        "azure",
        "https://your-resource.openai.azure.com",
        ListProtocol.AZURE,
        takes_url=True,
        version="2024-10-21",
    ),
    Provider(
        "ollama",
        "Ollama",
        "ollama_chat",
        "http://localhost:11434",
        ListProtocol.OLLAMA,
        needs_key=False,
        takes_url=True,
    ),
    Provider(
        COMPATIBLE,
        "OpenAI-compatible server",
        "openai",
        "https://models.example.org/v1",
        needs_key=False,
        takes_url=True,
    ),
)

PROVIDERS: Final[Mapping[str, Provider]] = MappingProxyType({it.slug: it for it in _ALL})
"""By slug, in the order in which they are offered."""

_MARK: Final = "server"


def slug_for(provider: Provider, name: str, taken: Container[str]) -> str:
    """The prefix of the ids of a connection's models.

    A hosted provider's own slug. Where a connection has an address, it is made from its name, with
    an ending that no provider of LiteLLM has, and a number that makes it unique.
    """
    if not provider.takes_url:
        return provider.slug
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.split(r"[^a-z0-9]+", plain) if word]
    if words[-1:] == [_MARK]:
        words.pop()
    first = "-".join([*(words or ["own"]), _MARK])
    names = chain([first], (f"{first}-{number}" for number in count(2)))
    return next(it for it in names if it not in taken)
