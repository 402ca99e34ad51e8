"""What the bridge has told a person so far."""

from spacerr.deps import Deps
from spacerr.domain.bridge import BridgeEvent
from spacerr.services import outbox
from tests.integration.replies import ADA, PATIENCE


async def news(d: Deps, user: str = ADA, after: str = "0-0") -> list[BridgeEvent]:
    """All events after an id, of what a process has stored until now; the shared server may hold
    those of earlier tests.
    """
    await outbox.flushed(d, PATIENCE)
    async with d.bridge.subscribe({user: after}) as reader:
        return [found.event for found in await reader.next(timeout=0.2) if found.event]
