"""A scripted model provider on loopback: OpenAI's, Anthropic's, Gemini's and Ollama's streaming
protocols, calls of tools and every fault on demand.
"""

from tests.provider import anthropic, gemini
from tests.provider.script import (
    Call,
    Fault,
    FaultKind,
    Script,
    context_too_long,
    quota_used_up,
    rate_limited,
    wrong_key,
)
from tests.provider.seen import Seen
from tests.provider.server import ScriptedProvider
from tests.provider.thread import ProviderThread

__all__ = [
    "Call",
    "Fault",
    "FaultKind",
    "ProviderThread",
    "Script",
    "ScriptedProvider",
    "Seen",
    "anthropic",
    "context_too_long",
    "gemini",
    "quota_used_up",
    "rate_limited",
    "wrong_key",
]
