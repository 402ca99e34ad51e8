"""Telling tabs what changed, without letting what changed depend on it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from spacerr.deps import Deps
from spacerr.domain.bridge import (
    BridgeEvent,
    ChatDeleted,
    StudioChanged,
    TeamsChanged,
    TeamUpdated,
)
from spacerr.domain.ids import new_id
from spacerr.domain.listing import ChatLine
from spacerr.domain.models import Team
from spacerr.infra.redis import AWAY
from spacerr.services import listing
from spacerr.services.chores import background
from spacerr.timings import ANNOUNCE_LIMIT, REDIS_PAUSE_LONGEST, RESTART_PAUSE

log = structlog.get_logger(__name__)

PROCESSES = "processes"
"""The audience of what every process has to hear, whoever its tabs belong to."""

_Attempt = Callable[[], Awaitable[None]]


async def announce(d: Deps, audience: str, event: BridgeEvent) -> None:
    """Publish an event to a person or team; a bridge that is away fails nothing.

    Then it is tried again in the background, and arrives once however often it was tried.
    """
    once = new_id()
    await _try(d, audience, lambda: d.bridge.publish(audience, event, once))


async def announce_chat(
    d: Deps, chat_id: str, event: Callable[[ChatLine], BridgeEvent], *, only: str = ""
) -> None:
    """Publish an event about a chat to everybody who can see it, or `only` to one of them, with its
    line in their list as it is now, just as `announce` does; nothing where the chat is deleted.
    """
    once = new_id()

    async def attempt() -> None:
        for user_id, line in (await listing.lines(d, chat_id)).items():
            if only in ("", user_id):
                await d.bridge.publish(user_id, event(line), once)

    await _try(d, chat_id, attempt)


async def announce_gone(d: Deps, chat_id: str, revisions: Mapping[str, int], source: str) -> None:
    """Tell people that a chat left their lists, by each one's revision of it."""
    for user_id, revision in revisions.items():
        event = ChatDeleted(source=source, chat_id=chat_id, revision=revision)
        await announce(d, user_id, event)


async def announce_team(d: Deps, team_id: str, *moved: str) -> None:
    """Tell a team that it changed, and those who joined or left it that their teams did."""
    for user_id in moved:
        await announce(d, user_id, TeamsChanged())
    await announce(d, team_id, TeamUpdated(team_id=team_id))


async def announce_studio(d: Deps, team_id: str, only: str = "") -> None:
    """Tell all processes, and a team's tabs or those of `only` one person, that its keys, models,
    agents or instructions changed.
    """
    await forget_studio(d, team_id)
    await announce(d, only or team_id, StudioChanged(team_id=team_id))


async def forget_studio(d: Deps, team_id: str) -> None:
    """Have all processes forget what they knew of a team's keys, models, agents and instructions,
    and this one at once.
    """
    d.remembered.forget(team_id)
    await announce(d, PROCESSES, StudioChanged(team_id=team_id))


async def announce_instructions(d: Deps, user_id: str = "") -> None:
    """Tell a person's tabs, or everybody's, that what models are told changed, in no one team."""
    audiences = [user_id]
    if not user_id:
        async with d.db.reading() as session:
            audiences = list(await session.exec(select(Team.id)))
    for audience in audiences:
        await announce(d, audience, StudioChanged(team_id=""))


async def _try(d: Deps, audience: str, attempt: _Attempt) -> None:
    try:
        await attempt()
    except (*AWAY, SQLAlchemyError) as error:
        log.warning("announce.failed", audience=audience, reason=type(error).__name__)
        background(d, _insist(audience, attempt))


async def _insist(audience: str, attempt: _Attempt) -> None:
    pause = RESTART_PAUSE
    try:
        async with asyncio.timeout(ANNOUNCE_LIMIT):
            while True:
                await asyncio.sleep(pause)
                try:
                    return await attempt()
                except (*AWAY, SQLAlchemyError):
                    pause = min(pause * 2, REDIS_PAUSE_LONGEST)
    except TimeoutError:
        log.warning("announce.given_up", audience=audience)
