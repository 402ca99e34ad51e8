"""Telling tabs what changed, without letting what changed depend on it."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.bridge import BridgeEvent
from spacerr.domain.ids import new_id
from spacerr.domain.listing import ChatLine
from spacerr.infra.redis import AWAY
from spacerr.services import listing
from spacerr.services.chores import background
from spacerr.timings import ANNOUNCE_LIMIT, RESTART_PAUSE

log = structlog.get_logger(__name__)


async def announce(d: Deps, audience: str, event: BridgeEvent) -> None:
    """Publish an event to a person or team; a bridge that is away fails nothing.

    Then it is tried again in the background, and arrives once however often it was tried.
    """
    once = new_id()
    try:
        await d.bridge.publish(audience, event, once)
    except AWAY as error:
        log.warning("bridge.away", event_type=event.type, reason=str(error))
        background(d, _insist(d, audience, event, once))


async def announce_chat(
    d: Deps, user_id: str, chat_id: str, event: Callable[[ChatLine], BridgeEvent]
) -> None:
    """Publish an event about a chat with its line as it is now; nothing where it is deleted."""
    try:
        line = await listing.line(d, user_id, chat_id)
    except SQLAlchemyError as error:
        log.warning("announce.no_line", chat=chat_id, reason=type(error).__name__)
        return
    if line is not None:
        await announce(d, user_id, event(line))


async def _insist(d: Deps, audience: str, event: BridgeEvent, once: str) -> None:
    pause = RESTART_PAUSE
    try:
        async with asyncio.timeout(ANNOUNCE_LIMIT):
            while True:
                await asyncio.sleep(pause)
                try:
                    return await d.bridge.publish(audience, event, once)
                except AWAY:
                    pause = min(pause * 2, 1.0)
    except TimeoutError:
        log.warning("bridge.not_told", event_type=event.type)
