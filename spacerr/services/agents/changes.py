"""What all changes of an agent share: the right, the stored version, and the event."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.ids import now_ms
from spacerr.domain.limits import AGENT_VERSIONS
from spacerr.domain.tables import Agent, AgentVersion
from spacerr.domain.teams.audit import Action
from spacerr.services import audit
from spacerr.services.access import access_agent
from spacerr.services.events import publish_settings_changed


@asynccontextmanager
async def agent_transaction(
    d: Deps, user_id: str, agent_id: str, *, deleted: bool = False
) -> AsyncGenerator[tuple[AsyncSession, Agent]]:
    """An agent to be changed in the block; its change is published after the commit.

    Raises AgentNotFound, NotYourAgent.
    """
    async with d.db.writing() as session:
        agent = await access_agent(
            session, user_id, agent_id, change=True, lock=True, deleted=deleted
        )
        was_shared = agent.shared
        yield session, agent
        session.add(agent)
        publish_agent_changed(d, session, agent, was_shared)


def publish_agent_changed(
    d: Deps, session: AsyncSession, agent: Agent, was_shared: bool = False
) -> None:
    """Tell the team that an agent changed; of a private one, only its maker."""
    private = not (agent.shared or was_shared)
    publish_settings_changed(d, session, agent.team_id, (agent.user_id or "") if private else "")


async def record_change(session: AsyncSession, user_id: str, agent: Agent, action: Action) -> None:
    """Add a change of an agent to the team's audit, in the transaction of the change."""
    name = agent_settings(agent).name
    await audit.record(session, user_id, agent.team_id, action, subject_id=agent.id, name=name)


async def add_version(
    session: AsyncSession, user_id: str, agent: Agent, settings: AgentSettings
) -> None:
    """Store new settings of an agent as its next version; settings that are the same make none."""
    if agent.settings and settings == agent_settings(agent):
        return
    stored: dict[str, Any] = settings.model_dump(mode="json")
    agent.settings, agent.version, agent.changed_at = stored, agent.version + 1, now_ms()
    session.add(
        AgentVersion(
            agent_id=agent.id,
            version=agent.version,
            settings=stored,
            made_by=user_id,
            created_at=agent.changed_at,
        )
    )
    old = (
        col(AgentVersion.agent_id) == agent.id,
        col(AgentVersion.version) <= agent.version - AGENT_VERSIONS,
    )
    await session.exec(sql_delete(AgentVersion).where(*old))


def agent_settings(agent: Agent) -> AgentSettings:
    """An agent's settings, as in its newest version."""
    return AgentSettings.model_validate(agent.settings)
