"""Agents as files: export, and import as a private agent."""

import asyncio

from spacerr.deps import Deps
from spacerr.domain.agents import files
from spacerr.services.access import access_agent
from spacerr.services.agents import agents
from spacerr.services.agents.changes import agent_settings


async def export_agent(d: Deps, user_id: str, agent_id: str) -> tuple[str, str]:
    """An agent's name and its file. Raises AgentNotFound."""
    async with d.db.reading() as session:
        settings = agent_settings(await access_agent(session, user_id, agent_id))
    return settings.name, files.dump_agent(settings)


async def import_agent(d: Deps, user_id: str, team_id: str, request_id: str, file: bytes) -> str:
    """Create a private agent from a file, once per request; returns its id.

    Raises TeamNotFound, NotAnAgentFile, OtherAgentFormat, DamagedAgentFile, TooManyAgents,
    BadRequest, and what `agents.validate_agent` raises.
    """
    settings = await asyncio.to_thread(files.parse_agent, file)
    return await agents.create(d, user_id, team_id, request_id, settings)
