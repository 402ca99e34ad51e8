"""What a reply remembers of how it was decided: who answered, as whom, told what."""

from typing import Any

from spacerr.services.prompting import Told
from spacerr.services.resolving import Resolved
from spacerr.services.situation import Situation

_HISTORY = ("sent", "left_out", "pinned", "estimated")


def remembered(here: Situation, resolved: Resolved, told: Told) -> dict[str, Any]:
    """`provider` is where the model lives, `connection` whose key was used ("": the server's own),
    `levels` those whose instructions were told, lowest first.
    """
    return {
        "provider": resolved.model.provider,
        "connection": resolved.connection_id,
        "agent": _agent(here),
        "levels": list(dict.fromkeys(str(part["level"]) for part in told.parts)),
        "history": _history(told),
    }


def _agent(here: Situation) -> dict[str, Any] | None:
    agent = here.agent
    if agent is None:
        return None
    return {"id": agent.id, "name": agent.settings.get("name", ""), "version": agent.version}


def _history(told: Told) -> dict[str, Any]:
    """How many messages were sent, left out and kept because they are pinned."""
    found = told.history or {"sent": len(told.said)}
    counted = {name: _count(found.get(name, 0)) for name in _HISTORY}
    return {**counted, "estimated": bool(counted["estimated"])}


def _count(value: Any) -> int:
    return len(value) if isinstance(value, list | tuple) else int(value)
