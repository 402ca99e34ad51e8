"""A scripted model provider: the OpenAI streaming protocol on loopback, every fault on demand."""

from tests.provider.script import (
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
    "Fault",
    "FaultKind",
    "ProviderThread",
    "Script",
    "ScriptedProvider",
    "Seen",
    "context_too_long",
    "quota_used_up",
    "rate_limited",
    "wrong_key",
]
