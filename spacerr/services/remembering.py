"""What a reply remembers of how it was decided: who answered, as whom, told what."""

from typing import Any

from spacerr.services.prompting import Told
from spacerr.services.resolving import Resolved
from spacerr.services.situation import Situation


def remembered(here: Situation, resolved: Resolved, told: Told) -> dict[str, Any]:
    """`provider` is where the model lives, `connection` whose key was used ("": the server's own),
    `levels` those whose instructions were told, lowest first.
    """
    return {
        "provider": resolved.model.provider,
        "connection": resolved.connection_id,
        "agent": _agent(here),
        **told.meta,
    }


def _agent(here: Situation) -> dict[str, Any] | None:
    agent = here.agent
    if agent is None:
        return None
    return {"id": agent.id, "name": agent.settings.get("name", ""), "version": agent.version}
