"""What the bridge has told a person so far."""

import asyncio
from contextlib import suppress

from spacerr.deps import Deps
from spacerr.domain.bus_events import BridgeEvent
from spacerr.domain.errors.base import NewsMissed
from spacerr.services import outbox
from tests.support.people.replies import ADA, PATIENCE


async def published(*processes: Deps) -> None:
    """Wait until processes have published all that they have committed."""
    for d in processes:
        await outbox.wait_until_published(d, PATIENCE)


async def position(d: Deps, user: str = ADA) -> str:
    """After which all news are of what happens from now on."""
    await published(d)
    return await d.bridge.position(user)


async def news(d: Deps, user: str = ADA, after: str = "0-0") -> list[BridgeEvent]:
    """All events after an id, of what a process has stored until now; the shared server may hold
    those of earlier tests.
    """
    await published(d)
    async with asyncio.timeout(PATIENCE):
        while True:  # as a page does: anew, where the connection comes back just now
            with suppress(NewsMissed):
                async with d.bridge.subscribe({user: after}) as reader:
                    return [found.event for found in await reader.next(timeout=0.2) if found.event]
