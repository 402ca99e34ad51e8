"""Telling a person's tabs what changed, without letting what changed depend on it."""

import structlog

from spacerr.deps import Deps
from spacerr.domain.bridge import BridgeEvent
from spacerr.infra.redis import AWAY

log = structlog.get_logger(__name__)


async def announce(d: Deps, user_id: str, event: BridgeEvent) -> None:
    """Publish an event; a bridge that is away fails nothing.

    What it tells of is stored already, and tabs fetch anew when they reach the bridge again.
    """
    try:
        await d.bridge.publish(user_id, event)
    except AWAY as error:
        log.warning("bridge.away", event_type=event.type, reason=str(error))
