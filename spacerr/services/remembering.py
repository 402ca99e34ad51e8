"""What a reply remembers of how it was decided: who answered, as whom, told what."""

from typing import Any

from spacerr.services import situation
from spacerr.services.prompting import Told
from spacerr.services.resolving import Resolved
from spacerr.services.situation import Situation


def remembered(here: Situation, resolved: Resolved, told: Told) -> dict[str, Any]:
    """`provider` is where the model lives, `connection` whose key was used ("": the server's own),
    `levels` those whose instructions were told, lowest first, `instructions_cut` whether some of
    them had no room.
    """
    return {
        "provider": resolved.model.provider,
        "connection": resolved.connection_id,
        "agent": situation.remembered(here.agent),
        **told.meta,
    }
