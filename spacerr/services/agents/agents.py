"""Agents: list, get, create, update, duplicate. Each save is stored as a version."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.agents.agents import AgentSettings, validate_agent, with_copy_name
from spacerr.domain.errors.agents import AgentChangedMeanwhile, AgentNotFound, MakerGone
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.ids import is_valid_id, now_ms
from spacerr.domain.roles import MANAGERS
from spacerr.domain.tables import Agent, Membership, User
from spacerr.domain.teams.audit import Action
from spacerr.infra.database.database import json_without_key
from spacerr.services.access import access_agent, access_team, agent_visible_to
from spacerr.services.agents.changes import (
    add_version,
    agent_settings,
    agent_transaction,
    publish_agent_changed,
    record_change,
)
from spacerr.services.agents.room import require_capacity, require_shared_capacity


@dataclass(frozen=True, slots=True)
class AgentLine:
    """An agent in a list: all but its instructions. `maker` is a name, "" where their account is
    gone; `changeable` tells whether the user may change it.
    """

    id: str
    version: int
    settings: dict[str, Any]
    shared: bool
    mine: bool
    maker: str
    changeable: bool
    changed_at: int


async def list_agents(d: Deps, user_id: str, team_id: str) -> list[AgentLine]:
    """The agents that a user can choose in a team, by name. Raises TeamNotFound."""
    async with d.db.reading() as session:
        own = await access_team(session, user_id, team_id)
        query = (
            select(Agent, json_without_key(session, Agent.settings, "instructions"), User.name)
            .options(defer(cast(Any, Agent.settings)))
            .outerjoin(User, col(User.id) == Agent.user_id)
            .where(
                Agent.team_id == team_id, agent_visible_to(user_id), col(Agent.deleted_at).is_(None)
            )
        )
        found = await session.exec(query)
        lines = [_agent_line(own, agent, settings, maker) for agent, settings, maker in found]
    return sorted(lines, key=lambda it: (it.settings["name"].casefold(), it.id))


async def get_agent(d: Deps, user_id: str, agent_id: str) -> AgentLine:
    """An agent with its instructions. Raises AgentNotFound."""
    async with d.db.reading() as session:
        agent = await access_agent(session, user_id, agent_id)
        own = await access_team(session, user_id, agent.team_id)
        maker = await session.get(User, agent.user_id) if agent.user_id else None
        settings = agent_settings(agent).model_dump(mode="json")
        return _agent_line(own, agent, settings, maker.name if maker else "")


async def create(
    d: Deps,
    user_id: str,
    team_id: str,
    request_id: str,
    settings: AgentSettings,
    shared: bool = False,
) -> str:
    """Create an agent, once per request; returns its id.

    Raises TeamNotFound, TooManyAgents, TooManySharedAgents, BadRequest, and what
    `agents.validate_agent` raises.
    """
    if not is_valid_id(request_id):
        raise BadRequest
    settings = validate_agent(settings)
    if made := await _find_created(d, user_id, team_id, request_id):
        return made
    try:
        async with d.db.writing() as session:
            await access_team(session, user_id, team_id)
            await require_capacity(session, user_id, team_id)
            agent = Agent(team_id=team_id, user_id=user_id, client_request_id=request_id, version=0)
            session.add(agent)
            await session.flush()
            await add_version(session, user_id, agent, settings)
            await _set_shared(session, user_id, agent, shared)
            publish_agent_changed(d, session, agent)
    except IntegrityError:
        if made := await _find_created(d, user_id, team_id, request_id):
            return made
        raise BadRequest from None
    return agent.id


async def update(
    d: Deps,
    user_id: str,
    agent_id: str,
    version: int,
    settings: AgentSettings,
    shared: bool | None = None,
) -> int:
    """Store an agent's settings, where the user has seen its newest version; returns the new
    version. `shared` None leaves the sharing as it is. Saving the same again is no change.

    Raises AgentNotFound, NotYourAgent, AgentChangedMeanwhile, MakerGone, TooManySharedAgents, and
    what `agents.validate_agent` raises.
    """
    settings = validate_agent(settings)
    async with agent_transaction(d, user_id, agent_id) as (session, agent):
        if agent.version != version and settings != agent_settings(agent):
            raise AgentChangedMeanwhile
        await add_version(session, user_id, agent, settings)
        if shared is not None:
            await _set_shared(session, user_id, agent, shared)
        return agent.version


async def duplicate(d: Deps, user_id: str, agent_id: str, request_id: str) -> str:
    """Create a private copy of an agent, once per request; returns its id.

    Raises AgentNotFound, TooManyAgents, BadRequest.
    """
    async with d.db.reading() as session:
        agent = await access_agent(session, user_id, agent_id)
    return await create(
        d, user_id, agent.team_id, request_id, with_copy_name(agent_settings(agent))
    )


async def find_agent(d: Deps, user_id: str, agent_id: str, team_id: str = "") -> Agent | None:
    """An agent that the user can choose, of the given team if any; None where there is none."""
    try:
        async with d.db.reading() as session:
            return await access_agent(session, user_id, agent_id, team_id=team_id)
    except AgentNotFound:
        return None


def _agent_line(
    own: Membership, agent: Agent, settings: dict[str, Any], maker: str | None
) -> AgentLine:
    mine = agent.user_id == own.user_id
    return AgentLine(
        id=agent.id,
        version=agent.version,
        settings=settings,
        shared=agent.shared,
        mine=mine,
        maker=maker or "",
        changeable=mine or own.role in MANAGERS,
        changed_at=agent.changed_at,
    )


async def _set_shared(session: AsyncSession, user_id: str, agent: Agent, shared: bool) -> None:
    if agent.shared == shared:
        return
    if not shared and not await _maker_is_member(session, agent):
        raise MakerGone
    if shared:
        await require_shared_capacity(session, agent.team_id)
    action = Action.AGENT_SHARED if shared else Action.AGENT_UNSHARED
    agent.shared, agent.changed_at = shared, now_ms()
    await record_change(session, user_id, agent, action)


async def _maker_is_member(session: AsyncSession, agent: Agent) -> bool:
    if agent.user_id is None:
        return False
    return await session.get(Membership, (agent.user_id, agent.team_id)) is not None


async def _find_created(d: Deps, user_id: str, team_id: str, request_id: str) -> str | None:
    """The id of the agent that the same request made before, if the user is still in the team."""
    query = select(Agent.id).where(
        Agent.user_id == user_id,
        Agent.team_id == team_id,
        Agent.client_request_id == request_id,
    )
    async with d.db.reading() as session:
        await access_team(session, user_id, team_id)
        return (await session.exec(query)).first()
