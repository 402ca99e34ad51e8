"""The context of a reply: its chat, with the settings of the team, project, agent and user."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.replies.meta import ByAgent
from spacerr.domain.tables import (
    Agent,
    Chat,
    PlatformSettings,
    Project,
    Team,
    TeamSettings,
    User,
    UserSettings,
)
from spacerr.domain.tables.settings import PLATFORM
from spacerr.services.access import agent_visible_to


@dataclass(frozen=True, slots=True)
class ReplyContext:
    """`team` and `user_settings` have default values where nothing is stored. `platform`: the
    operator's instructions for every model.
    """

    chat: Chat
    user_id: str
    user_name: str
    team_name: str
    team: TeamSettings
    user_settings: UserSettings
    project: Project | None = None
    agent: Agent | None = None
    platform: str = ""


async def get_context(d: Deps, user_id: str, chat_id: str) -> ReplyContext:
    """The context of a reply in a chat. The caller has checked the user's right. Raises
    ChatNotFound.
    """
    async with d.db.reading() as session:
        chat = await session.get(Chat, chat_id)
        if chat is None:
            raise ChatNotFound
        return await read_context(session, user_id, chat)


async def read_context(session: AsyncSession, user_id: str, chat: Chat) -> ReplyContext:
    """The same, in a session that has the chat."""
    columns: list[Any] = [Team.name, User.name, TeamSettings, UserSettings, Project, Agent]
    columns.append(PlatformSettings.instructions)
    query: Any = (
        select(*columns)
        .select_from(Team)
        .outerjoin(User, col(User.id) == user_id)
        .outerjoin(TeamSettings, col(TeamSettings.team_id) == Team.id)
        .outerjoin(UserSettings, col(UserSettings.user_id) == user_id)
        .outerjoin(
            Project, and_(col(Project.id) == chat.project_id, col(Project.deleted_at).is_(None))
        )
        .outerjoin(Agent, _is_answering_agent(user_id, chat))
        .outerjoin(PlatformSettings, col(PlatformSettings.id) == PLATFORM)
        .where(Team.id == chat.team_id)
    )
    found = (await session.exec(query)).one()
    team_name, user_name, team, user_settings, project, agent, platform = found
    return ReplyContext(
        chat=chat,
        user_id=user_id,
        user_name=user_name or "",
        team_name=team_name,
        team=team or TeamSettings(team_id=chat.team_id),
        user_settings=user_settings or UserSettings(user_id=user_id),
        project=project,
        agent=agent,
        platform=platform or "",
    )


def agent_snapshot(agent: Agent | None) -> ByAgent | None:
    """An agent as a reply's metadata stores it."""
    if agent is None:
        return None
    name = str(agent.settings.get("name", ""))
    return ByAgent(id=agent.id, name=name, version=agent.version, shared=agent.shared)


def _is_answering_agent(user_id: str, chat: Chat) -> ColumnElement[bool]:
    """The chat's agent, if the user who asks could have chosen it: a private agent answers only
    its maker.
    """
    chosen = and_(col(Agent.id) == chat.agent_id, col(Agent.team_id) == chat.team_id)
    return and_(chosen, col(Agent.deleted_at).is_(None), agent_visible_to(user_id))
