"""What one process changes of a team's studio, all others hear, and forget what they knew."""

import asyncio

import structlog

from spacerr.deps import Deps
from spacerr.domain.bridge import StudioChanged
from spacerr.domain.errors import NewsMissed
from spacerr.infra.redis import AWAY
from spacerr.services.announcing import PROCESSES
from spacerr.timings import RESTART_PAUSE

log = structlog.get_logger(__name__)


async def run(d: Deps) -> None:
    """Listen for as long as the process lives. Where something may have been missed, forget all."""
    while True:
        try:
            position = await d.bridge.position(PROCESSES)
            async with d.bridge.subscribe({PROCESSES: position}) as bridge:
                d.remembered.forget()
                while True:
                    for _, _, event in await bridge.next():
                        if event is None or isinstance(event, StudioChanged):
                            d.remembered.forget(event.team_id if event else "")
        except (*AWAY, NewsMissed) as error:
            log.warning("heeding.missed", reason=type(error).__name__)
            d.remembered.forget()
            await asyncio.sleep(RESTART_PAUSE)
