"""What tests do with the studio: a team's decisions, and what was noted of requests."""

from typing import Any

from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.tables import TeamSettings, Usage
from spacerr.services import access
from tests.support.people.replies import ADA


async def decide(d: Deps, *, user: str = ADA, **decisions: Any) -> None:
    """Have somebody's first team decide something for its replies."""
    [team, *_] = await access.list_team_ids(d, user)
    async with d.db.writing() as session:
        studio = await session.get(TeamSettings, team) or TeamSettings(team_id=team)
        for name, value in decisions.items():
            setattr(studio, name, value)
        session.add(studio)


async def used(d: Deps) -> list[Usage]:
    """What was noted, in the order of the requests."""
    async with d.db.reading() as session:
        return list(await session.exec(select(Usage).order_by(col(Usage.id))))
