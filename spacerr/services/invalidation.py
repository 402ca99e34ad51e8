"""Cache invalidation: when a team's settings change, every process clears its cache."""

import structlog

from spacerr.deps import Deps
from spacerr.domain.bus_events import SettingsChanged
from spacerr.domain.errors.base import NewsMissed
from spacerr.infra.backoff import Backoff
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.events import PROCESSES

log = structlog.get_logger(__name__)


async def run(d: Deps) -> None:
    """Listen for ever. Where an event may have been missed, clear the whole cache."""
    backoff = Backoff()
    while True:
        try:
            position = await d.bridge.position(PROCESSES)
            async with d.bridge.subscribe({PROCESSES: position}) as bridge:
                d.team_cache.forget()
                backoff.reset()
                while True:
                    for _, _, event in await bridge.next():
                        if event is None or isinstance(event, SettingsChanged):
                            d.team_cache.forget(event.team_id if event else "")
        except (*REDIS_ERRORS, NewsMissed) as error:
            log.warning("invalidation.missed", reason=type(error).__name__)
            d.team_cache.forget()
            await backoff.pause(error)
