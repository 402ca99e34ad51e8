"""Deleting agents. For a while they can be restored. Their chats continue without an agent."""

from sqlalchemy import delete as sql_delete
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.ids import now_ms
from spacerr.domain.tables import Agent
from spacerr.domain.teams.audit import Action
from spacerr.services.agents.changes import agent_transaction, record_change
from spacerr.timings import UNDO


async def delete(d: Deps, user_id: str, agent_id: str) -> None:
    """Delete an agent; for a while it can be restored. Deleting it again changes nothing.

    Raises AgentNotFound, NotYourAgent.
    """
    async with agent_transaction(d, user_id, agent_id, deleted=True) as (session, agent):
        if agent.deleted_at is None:
            agent.deleted_at = now_ms()
            if agent.shared:
                await record_change(session, user_id, agent, Action.AGENT_DELETED)


async def restore(d: Deps, user_id: str, agent_id: str) -> None:
    """Bring a deleted agent back as it was. Raises AgentNotFound, NotYourAgent."""
    async with agent_transaction(d, user_id, agent_id, deleted=True) as (session, agent):
        if agent.deleted_at is not None and agent.shared:
            await record_change(session, user_id, agent, Action.AGENT_RESTORED)
        agent.deleted_at = None


async def purge(d: Deps) -> None:
    """Delete the rows of agents that were deleted long enough ago, with all versions."""
    old = col(Agent.deleted_at) < now_ms() - int(UNDO * 1000)
    async with d.db.reading() as session:
        if (await session.exec(select(Agent.id).where(old).limit(1))).first() is None:
            return
    async with d.db.writing() as session:
        await session.exec(sql_delete(Agent).where(old))
