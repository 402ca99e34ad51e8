"""A team's limits for one reply: tokens and cost."""

from dataclasses import dataclass
from typing import Any

from spacerr.deps import Deps
from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.errors.team_models import CostLimitOutOfRange, OutputLimitOutOfRange
from spacerr.domain.limits import MAX_REPLY_COST, MAX_REPLY_TOKENS, MIN_REPLY_TOKENS
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import TeamSettings
from spacerr.domain.teams.audit import Action
from spacerr.services import audit
from spacerr.services.access import access_managed_team, lock_team
from spacerr.services.events import publish_settings_changed


@dataclass(frozen=True, slots=True)
class TeamLimits:
    """`max_cost` is in millionths of a dollar. None: no limit."""

    max_tokens: int | None
    max_cost: int | None
    revision: int = 0


async def get_limits(d: Deps, user_id: str, team_id: str) -> TeamLimits:
    """Raises TeamNotFound, OnlyManagers."""
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
        found = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
    return TeamLimits(found.max_tokens, found.max_cost, found.revision)


async def update_limits(d: Deps, user_id: str, team_id: str, wanted: TeamLimits) -> None:
    """Store a team's limits, where `wanted.revision` is still the stored one.

    Raises TeamNotFound, OnlyManagers, OutputLimitOutOfRange, CostLimitOutOfRange, ChangedMeanwhile.
    """
    tokens, cost = wanted.max_tokens, wanted.max_cost
    if tokens is not None and not MIN_REPLY_TOKENS <= tokens <= MAX_REPLY_TOKENS:
        raise OutputLimitOutOfRange
    if cost is not None and not 0 < cost <= MAX_REPLY_COST:
        raise CostLimitOutOfRange
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        team_settings = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        if team_settings.revision != wanted.revision:
            raise ChangedMeanwhile
        before = {"tokens": team_settings.max_tokens, "cost": team_settings.max_cost}
        team_settings.max_tokens, team_settings.max_cost = tokens, cost
        team_settings.revision += 1
        session.add(team_settings)
        now = {"tokens": tokens, "cost": cost}
        changed: dict[str, Any] = {it: [before[it], now[it]] for it in now if now[it] != before[it]}
        await audit.record(session, user_id, team_id, Action.CEILINGS_SET, **changed)
        publish_settings_changed(d, session, team_id)
