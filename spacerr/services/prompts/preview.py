"""A preview of the prompt in a team, with the text a user is typing in place of the stored one."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.limits import AGENT_NAME_CHARS
from spacerr.domain.prompts.instructions import (
    InstructionPart,
    Level,
    compose,
    validate_instructions,
)
from spacerr.domain.tables import Agent, Team, TeamSettings, User
from spacerr.domain.text import one_line
from spacerr.services.access import access_agent, access_project, access_team, is_operator
from spacerr.services.accounts.user_settings import get_user_settings
from spacerr.services.models import catalog
from spacerr.services.models.team_model import TeamModel
from spacerr.services.prompts import build
from spacerr.services.prompts.instructions import get_stored_platform_text
from spacerr.timings import PREVIEW_WAITS


@dataclass(frozen=True, slots=True)
class PreviewScope:
    """The chat that a reply would be in: its project and its agent, with the agent's name as it is
    typed and its model as it is chosen.
    """

    project_id: str = ""
    agent_id: str = ""
    agent_name: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """`model` is the name of the model that would be asked, `context` the tokens it holds, None
    where that is unknown. `cut`: whether some instructions were cut for lack of room.
    """

    parts: Sequence[InstructionPart]
    model: str
    context: int | None
    cut: bool


async def build_preview(
    d: Deps,
    user_id: str,
    team_id: str,
    drafts: Mapping[Level, str],
    scope: PreviewScope = PreviewScope(),
) -> Preview:
    """The instructions that would be sent. A draft that the user may not save is ignored.

    Raises TeamNotFound, ProjectNotFound, AgentNotFound, InstructionsTooLong, UnknownVariable.
    """
    async with d.db.reading() as session:
        await access_team(session, user_id, team_id)
        texts = await _stored_texts(d, session, user_id, team_id, scope.project_id)
        agent = await _find_agent(session, user_id, team_id, scope.agent_id)
        user_settings = await get_user_settings(session, user_id)
        name = (await session.get_one(User, user_id)).name
        team_name = (await session.get_one(Team, team_id)).name
        if d.settings.instructions or not await is_operator(d, session, user_id):
            drafts = {level: it for level, it in drafts.items() if level != Level.PLATFORM}
    settings = agent.settings if agent else {}
    texts[Level.AGENT] = str(settings.get("instructions", ""))
    texts |= {level: validate_instructions(text) for level, text in drafts.items()}
    if not scope.project_id:
        texts.pop(Level.PROJECT, None)
    agent_name = one_line(scope.agent_name)[:AGENT_NAME_CHARS] or str(settings.get("name", ""))
    model = await _find_model(d, user_id, team_id, scope.model or str(settings.get("model", "")))
    context = model.facts.context if model else None
    values = build.get_variable_values(
        user_settings, name, team_name, model.name if model else "", agent_name
    )
    composed = compose(texts, values, build.instructions_budget(context))
    return Preview(composed.parts, model.name if model else "", context, composed.cut)


async def _stored_texts(
    d: Deps, session: AsyncSession, user_id: str, team_id: str, project_id: str
) -> dict[Level, str]:
    """Raises ProjectNotFound."""
    team = await session.get(TeamSettings, team_id)
    texts = {
        Level.PLATFORM: build.get_platform_instructions(d, await get_stored_platform_text(session)),
        Level.TEAM: team.instructions if team else "",
        Level.PERSONAL: (await get_user_settings(session, user_id)).instructions,
    }
    if project_id:
        project = await access_project(session, user_id, project_id, team_id=team_id)
        texts[Level.PROJECT] = project.instructions
    return texts


async def _find_agent(
    session: AsyncSession, user_id: str, team_id: str, agent_id: str
) -> Agent | None:
    """Raises AgentNotFound."""
    return await access_agent(session, user_id, agent_id, team_id=team_id) if agent_id else None


async def _find_model(d: Deps, user_id: str, team_id: str, wanted: str) -> TeamModel | None:
    """The model that would be asked: the one wanted, else the team's default. None where that isn't
    known soon: a user who types doesn't wait for providers.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(PREVIEW_WAITS):
            for model_id in dict.fromkeys((wanted, "")):
                with suppress(SpacerrError):
                    model_id = model_id or await catalog.get_default(d, user_id, team_id)
                    return await catalog.find_model(d, user_id, team_id, model_id)
    return None
