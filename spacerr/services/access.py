"""The only way to a row. A row of somebody else looks exactly like one that doesn't exist."""

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors import ChatNotFound, MessageNotFound, ProjectNotFound
from spacerr.domain.ids import plausible
from spacerr.domain.models import Chat, Membership, Message, Project


def listed_for(user_id: str) -> ColumnElement[bool]:
    """The chats a person can see."""
    return and_(col(Chat.user_id) == user_id, col(Chat.deleted_at).is_(None))


async def access_chat(
    session: AsyncSession, user_id: str, chat_id: str, *, lock: bool = False, deleted: bool = False
) -> Chat:
    """A chat of this person, `lock`ed against being changed meanwhile, `deleted` or not.

    Raises ChatNotFound.
    """
    if not plausible(chat_id):
        raise ChatNotFound
    allowed = col(Chat.user_id) == user_id if deleted else listed_for(user_id)
    query = select(Chat).where(Chat.id == chat_id, allowed)
    if lock:  # what this session has read of it before may be old
        query = query.with_for_update().execution_options(populate_existing=True)
    chat = (await session.exec(query)).first()
    if chat is None:
        raise ChatNotFound
    return chat


async def access_message(
    session: AsyncSession, user_id: str, message_id: str
) -> tuple[Chat, Message]:
    """A message in a chat of this person, with that chat. Raises MessageNotFound."""
    if not plausible(message_id):
        raise MessageNotFound
    found = await session.exec(
        select(Chat, Message)
        .join(Message, col(Message.chat_id) == Chat.id)
        .where(Message.id == message_id, listed_for(user_id))
    )
    pair = found.first()
    if pair is None:
        raise MessageNotFound
    return pair


async def message_of(d: Deps, user_id: str, message_id: str) -> tuple[Chat, Message]:
    """What `access_message` finds, in a session of its own. Raises MessageNotFound."""
    async with d.db.reading() as session:
        return await access_message(session, user_id, message_id)


async def access_project(
    session: AsyncSession, user_id: str, project_id: str, *, team_id: str = "", lock: bool = False
) -> Project:
    """A project of a team this person belongs to, of that team if one is named.

    Raises ProjectNotFound.
    """
    if not plausible(project_id):
        raise ProjectNotFound
    query = (
        select(Project)
        .join(Membership, col(Membership.team_id) == Project.team_id)
        .where(Project.id == project_id, Membership.user_id == user_id)
    )
    if team_id:
        query = query.where(Project.team_id == team_id)
    found = await session.exec(query.with_for_update(of=Project) if lock else query)
    project = found.first()
    if project is None:
        raise ProjectNotFound
    return project


async def teams_of(d: Deps, user_id: str) -> list[str]:
    """The teams a person belongs to, the first one they joined first."""
    query = (
        select(Membership.team_id)
        .where(Membership.user_id == user_id)
        .order_by(col(Membership.created_at))
    )
    async with d.db.reading() as session:
        return list(await session.exec(query))


async def home_team(session: AsyncSession, user_id: str) -> str:
    """The team new chats of this person belong to: the first one they joined."""
    found = await session.exec(
        select(Membership.team_id)
        .where(Membership.user_id == user_id)
        .order_by(col(Membership.created_at))
        .limit(1)
    )
    return found.one()
