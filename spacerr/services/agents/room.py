"""Limits on the number of agents: of a user in a team, and shared in it."""

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.domain.errors.agents import TooManyAgents, TooManySharedAgents
from spacerr.domain.limits import AGENTS, TEAM_AGENTS
from spacerr.domain.tables import Agent


async def require_capacity(session: AsyncSession, user_id: str, team_id: str) -> None:
    """Raises TooManyAgents where a user has as many agents in a team as they can."""
    if await count_remaining(session, user_id, team_id) < 1:
        raise TooManyAgents


async def count_remaining(session: AsyncSession, user_id: str, team_id: str) -> int:
    """How many more agents a user can have in a team."""
    return AGENTS - await _count(session, Agent.user_id == user_id, Agent.team_id == team_id)


async def require_shared_capacity(session: AsyncSession, team_id: str) -> None:
    """Raises TooManySharedAgents where a team shares the most agents it can."""
    shared = await _count(session, Agent.team_id == team_id, col(Agent.shared).is_(True))
    if shared >= TEAM_AGENTS:
        raise TooManySharedAgents


async def _count(session: AsyncSession, *conditions: ColumnElement[bool] | bool) -> int:
    query = select(func.count()).where(*conditions, col(Agent.deleted_at).is_(None))
    return (await session.exec(query)).one()
