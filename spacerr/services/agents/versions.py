"""Versions of agents: list, get, restore."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.errors.agents import AgentChangedMeanwhile, AgentVersionNotFound
from spacerr.domain.tables import AgentVersion, User
from spacerr.services.access import access_agent
from spacerr.services.agents.changes import add_version, agent_transaction


@dataclass(frozen=True, slots=True)
class VersionLine:
    """`by` is the name of the user who saved it, "" where their account is gone."""

    version: int
    name: str
    by: str
    at: int


async def list_versions(d: Deps, user_id: str, agent_id: str) -> list[VersionLine]:
    """The versions that are kept, the newest first. Only for users who may change the agent: a
    version may be older than its sharing.

    Raises AgentNotFound, NotYourAgent.
    """
    query = (
        select(AgentVersion, User.name)
        .outerjoin(User, col(User.id) == AgentVersion.made_by)
        .where(AgentVersion.agent_id == agent_id)
        .order_by(col(AgentVersion.version).desc())
    )
    async with d.db.reading() as session:
        await access_agent(session, user_id, agent_id, change=True)
        return [
            VersionLine(version.version, version.settings["name"], by or "", version.created_at)
            for version, by in await session.exec(query)
        ]


async def get_version(d: Deps, user_id: str, agent_id: str, version: int) -> AgentSettings:
    """A version's settings. Raises AgentNotFound, NotYourAgent, AgentVersionNotFound."""
    async with d.db.reading() as session:
        await access_agent(session, user_id, agent_id, change=True)
        return await _find_version(session, agent_id, version)


async def restore_version(d: Deps, user_id: str, agent_id: str, version: int, known: int) -> int:
    """Make an earlier version the newest one, where `known` is the newest now; returns its number.

    Raises AgentNotFound, NotYourAgent, AgentVersionNotFound, AgentChangedMeanwhile.
    """
    async with agent_transaction(d, user_id, agent_id) as (session, agent):
        if agent.version != known:
            raise AgentChangedMeanwhile
        await add_version(session, user_id, agent, await _find_version(session, agent_id, version))
        return agent.version


async def _find_version(session: AsyncSession, agent_id: str, version: int) -> AgentSettings:
    """Raises AgentVersionNotFound, also for a number that no version can have."""
    if not 0 < version < 2**31:
        raise AgentVersionNotFound
    row = await session.get(AgentVersion, (agent_id, version))
    if row is None:
        raise AgentVersionNotFound
    return AgentSettings.model_validate(row.settings)
