"""What the bridge has told a person so far."""

from spacerr.deps import Deps
from spacerr.domain.bridge import BridgeEvent
from tests.integration.replies import ADA


async def news(d: Deps, user: str = ADA, after: str = "0-0") -> list[BridgeEvent]:
    """All events after an id; the shared server may hold those of earlier tests."""
    async with d.bridge.subscribe({user: after}) as reader:
        return [found.event for found in await reader.next(timeout=0.2) if found.event]
