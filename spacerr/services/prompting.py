"""What a model is told: its instructions, and as much of what was said as it can hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from spacerr.domain.models import Message
from spacerr.domain.status import SWITCHES, Role
from spacerr.infra.model import Said
from spacerr.services.resolving import Resolved
from spacerr.services.situation import Situation


@dataclass(frozen=True, slots=True)
class Told:
    """`instructions` come first, as the system's; then what was `said`. The rest is what the
    inspector shows: see the table Prompt.
    """

    instructions: str
    said: tuple[Said, ...]
    parts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    history: dict[str, Any] = field(default_factory=dict[str, Any])


async def reply(_situation: Situation, _resolved: Resolved, messages: Iterable[Message]) -> Told:
    """What a model is told that is to answer the last of some messages."""
    return Told("", tuple(said(messages)))


def said(messages: Iterable[Message]) -> list[Said]:
    """A branch as a model is told it: what has text, with neighbours of one role joined."""
    turns: list[Said] = []
    for message in messages:
        if not message.content or message.kind in SWITCHES:
            continue
        role = Role(message.role)
        if turns and turns[-1].role is role:
            turns[-1] = Said(role, f"{turns[-1].text}\n\n{message.content}")
        else:
            turns.append(Said(role, message.content))
    return turns
