"""Access to rows. A row the user may not see is reported as one that does not exist."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.accounts import OnlyOperators
from spacerr.domain.errors.agents import AgentNotFound, NotYourAgent
from spacerr.domain.errors.chats import (
    ChatNotFound,
    MessageNotFound,
    NotYourChat,
    ProjectNotFound,
    ReadOnlyChat,
)
from spacerr.domain.errors.keys import ConnectionNotFound
from spacerr.domain.errors.teams import OnlyManagers, OnlyOwners, TeamNotFound
from spacerr.domain.ids import is_valid_id
from spacerr.domain.roles import MANAGERS, Right, Sharing, TeamRole
from spacerr.domain.tables import (
    ERASED,
    Agent,
    Chat,
    Connection,
    Membership,
    Message,
    Project,
    Team,
    User,
)


def chat_visible_to(user_id: str) -> ColumnElement[bool]:
    """SQL condition: chats a user can see, which are their own and shared ones, in their teams."""
    return and_(_accessible_to(user_id), col(Chat.deleted_at).is_(None))


def right_to(chat: Chat, user_id: str) -> Right:
    """What a user may do with a chat that they can see."""
    if chat.user_id == user_id:
        return Right.OWN
    return Right.WRITE if chat.shared == Sharing.WRITE else Right.READ


async def access_chat(
    session: AsyncSession,
    user_id: str,
    chat_id: str,
    right: Right = Right.READ,
    *,
    lock: bool = False,
    deleted: bool = False,
) -> Chat:
    """A chat to which the user has the given right. `lock` locks its row; `deleted` also finds
    deleted ones. Raises ChatNotFound, ReadOnlyChat, NotYourChat.
    """
    if not is_valid_id(chat_id):
        raise ChatNotFound
    allowed = _accessible_to(user_id) if deleted else chat_visible_to(user_id)
    query = select(Chat).where(Chat.id == chat_id, allowed)
    if lock:  # the session may hold an older version
        query = query.with_for_update().execution_options(populate_existing=True)
    chat = (await session.exec(query)).first()
    if chat is None or chat.deleted_at == ERASED:
        raise ChatNotFound
    _require_right(chat, user_id, right)
    return chat


async def access_message(
    session: AsyncSession,
    user_id: str,
    message_id: str,
    right: Right = Right.READ,
    *,
    lock: bool = False,
) -> tuple[Chat, Message]:
    """A chat to which the user has the given right, and a message of it. `lock` locks the chat's
    row until the transaction ends.

    Raises MessageNotFound, ReadOnlyChat, NotYourChat.
    """
    if not is_valid_id(message_id):
        raise MessageNotFound
    query = (
        select(Chat, Message)
        .join(Message, col(Message.chat_id) == Chat.id)
        .where(Message.id == message_id, chat_visible_to(user_id))
    )
    if lock:
        query = query.with_for_update(of=Chat).execution_options(populate_existing=True)
    pair = (await session.exec(query)).first()
    if pair is None:
        raise MessageNotFound
    _require_right(pair[0], user_id, right)
    return pair


async def get_message(
    d: Deps, user_id: str, message_id: str, right: Right = Right.READ
) -> tuple[Chat, Message]:
    """`access_message` in a session of its own."""
    async with d.db.reading() as session:
        return await access_message(session, user_id, message_id, right)


async def access_project(
    session: AsyncSession,
    user_id: str,
    project_id: str,
    *,
    team_id: str = "",
    lock: bool = False,
    deleted: bool = False,
) -> Project:
    """A project of one of the user's teams, or of the given team. `deleted` also finds deleted
    ones. Raises ProjectNotFound.
    """
    if not is_valid_id(project_id):
        raise ProjectNotFound
    query = (
        select(Project)
        .join(Membership, col(Membership.team_id) == Project.team_id)
        .where(Project.id == project_id, Membership.user_id == user_id)
    )
    if not deleted:
        query = query.where(col(Project.deleted_at).is_(None))
    if team_id:
        query = query.where(Project.team_id == team_id)
    found = await session.exec(query.with_for_update(of=Project) if lock else query)
    project = found.first()
    if project is None:
        raise ProjectNotFound
    return project


async def access_connection(
    session: AsyncSession, user_id: str, team_id: str, connection_id: str
) -> Connection:
    """A key that the user may change: their own in a team, or the team's if they manage it.

    Raises TeamNotFound, ConnectionNotFound, OnlyManagers.
    """
    membership = await access_team(session, user_id, team_id)
    if not is_valid_id(connection_id):
        raise ConnectionNotFound
    query = select(Connection).where(
        Connection.id == connection_id,
        Connection.team_id == team_id,
        or_(col(Connection.user_id).is_(None), col(Connection.user_id) == user_id),
    )
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise ConnectionNotFound
    if found.user_id is None and membership.role not in MANAGERS:
        raise OnlyManagers
    return found


async def access_agent(
    session: AsyncSession,
    user_id: str,
    agent_id: str,
    *,
    team_id: str = "",
    change: bool = False,
    lock: bool = False,
    deleted: bool = False,
) -> Agent:
    """An agent that the user can choose, of the given team if any. With `change` it must be their
    own, or shared in a team they manage. `lock` locks its row; `deleted` also finds deleted ones.
    Raises AgentNotFound, NotYourAgent.
    """
    if not is_valid_id(agent_id):
        raise AgentNotFound
    query = (
        select(Agent, Membership.role)
        .join(Membership, col(Membership.team_id) == Agent.team_id)
        .where(Agent.id == agent_id, Membership.user_id == user_id, agent_visible_to(user_id))
    )
    if not deleted:
        query = query.where(col(Agent.deleted_at).is_(None))
    if team_id:
        query = query.where(Agent.team_id == team_id)
    if lock:  # the session may hold an older version
        query = query.with_for_update(of=Agent, key_share=True)
        query = query.execution_options(populate_existing=True)
    found = (await session.exec(query)).first()
    if found is None:
        raise AgentNotFound
    agent, role = found
    if change and agent.user_id != user_id and role not in MANAGERS:
        raise NotYourAgent
    return agent


def agent_visible_to(user_id: str) -> ColumnElement[bool]:
    """SQL condition: agents a user can choose in their teams, their own and shared ones."""
    return or_(col(Agent.user_id) == user_id, col(Agent.shared).is_(True))


async def access_team(session: AsyncSession, user_id: str, team_id: str) -> Membership:
    """A user's membership in a team. Raises TeamNotFound."""
    if not is_valid_id(team_id):
        raise TeamNotFound
    return await _membership(session, user_id, team_id)


async def resolve_team_id(session: AsyncSession, user_id: str, team_id: str = "") -> str:
    """The given team, or else the one the user joined first. Raises TeamNotFound."""
    if team_id:
        return (await access_team(session, user_id, team_id)).team_id
    return (await _membership(session, user_id)).team_id


async def access_managed_team(session: AsyncSession, user_id: str, team_id: str) -> Membership:
    """A user's membership in a team they manage. Raises TeamNotFound, OnlyManagers."""
    membership = await access_team(session, user_id, team_id)
    if membership.role not in MANAGERS:
        raise OnlyManagers
    return membership


async def lock_team(
    session: AsyncSession, user_id: str, team_id: str, needed: TeamRole = TeamRole.MEMBER
) -> tuple[Team, Membership]:
    """A team and the user's membership, with at least the role `needed`. Locks the team, its
    members and their roles until the session ends.

    Raises TeamNotFound, OnlyManagers, OnlyOwners.
    """
    await access_team(session, user_id, team_id)
    team = await lock_team_row(session, team_id)
    membership = await access_team(session, user_id, team_id)
    if needed == TeamRole.OWNER and membership.role != TeamRole.OWNER:
        raise OnlyOwners
    if needed == TeamRole.ADMIN and membership.role not in MANAGERS:
        raise OnlyManagers
    return team, membership


async def lock_team_row(session: AsyncSession, team_id: str) -> Team:
    """Lock a team without a check of rights. Raises TeamNotFound."""
    query = select(Team).where(Team.id == team_id).with_for_update(key_share=True)
    team = (await session.exec(query.execution_options(populate_existing=True))).first()
    if team is None:
        raise TeamNotFound
    return team


async def list_team_ids(d: Deps, user_id: str) -> list[str]:
    """The ids of a user's teams, in the order of joining."""
    query = (
        select(Membership.team_id)
        .where(Membership.user_id == user_id)
        .order_by(col(Membership.created_at), col(Membership.team_id))
    )
    async with d.db.reading() as session:
        return list(await session.exec(query))


async def is_operator(d: Deps, session: AsyncSession, user_id: str) -> bool:
    """Whether a user is an operator. In local mode the only user is."""
    if d.settings.local:
        return True
    user = await session.get(User, user_id)
    return user is not None and user.operator


async def require_operator(d: Deps, session: AsyncSession, user_id: str) -> None:
    """Raises OnlyOperators."""
    if not await is_operator(d, session, user_id):
        raise OnlyOperators


def _accessible_to(user_id: str) -> ColumnElement[bool]:
    """SQL condition: a user's own and shared chats in their teams, deleted ones too."""
    teams = select(Membership.team_id).where(Membership.user_id == user_id)
    shared = col(Chat.shared) != Sharing.PRIVATE
    return and_(col(Chat.team_id).in_(teams), or_(col(Chat.user_id) == user_id, shared))


async def _membership(session: AsyncSession, user_id: str, team_id: str = "") -> Membership:
    query = select(Membership).where(Membership.user_id == user_id)
    if team_id:
        query = query.where(Membership.team_id == team_id)
    query = query.order_by(col(Membership.created_at), col(Membership.team_id)).limit(1)
    query = query.execution_options(populate_existing=True)
    found = (await session.exec(query)).first()
    if found is None:
        raise TeamNotFound
    return found


def _require_right(chat: Chat, user_id: str, right: Right) -> None:
    if right_to(chat, user_id) < right:
        raise NotYourChat if right == Right.OWN else ReadOnlyChat
