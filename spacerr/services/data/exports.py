"""Exports as JSON: of a chat, and of everything that belongs to a user."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, func, select

from spacerr.deps import Deps
from spacerr.domain.data.exports import (
    AgentPart,
    ChatPart,
    Export,
    ExportHead,
    ProfilePart,
    ProjectPart,
    TeamPart,
)
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.ids import now_ms
from spacerr.domain.replies.steps import Step
from spacerr.domain.status import Colour, TitleSource, enum_or_default
from spacerr.domain.tables import (
    Agent,
    Chat,
    Membership,
    Message,
    Project,
    Team,
    User,
    UserSettings,
)
from spacerr.services.access import access_chat, chat_visible_to
from spacerr.services.accounts import people
from spacerr.services.agents.changes import agent_settings
from spacerr.services.data.message_parts import message_part
from spacerr.services.steps.steps import read_steps

CHATS_AT_ONCE = 200
MESSAGES_AT_ONCE = 100


async def export_chat(d: Deps, user_id: str, chat_id: str) -> tuple[str, AsyncGenerator[str]]:
    """A chat's title and its export, with all versions, as a stream of JSON pieces.

    Raises ChatNotFound.
    """
    async with d.db.reading() as session:
        row = await access_chat(session, user_id, chat_id)
    return row.title, _iter_single_chat(d, user_id, row)


async def _iter_single_chat(d: Deps, user_id: str, row: Chat) -> AsyncGenerator[str]:
    row.project_id = row.agent_id = None
    yield _open_json(Export.model_construct(exported_at=now_ms(), chats=[]))
    async for piece in _iter_chat(d, user_id, row):
        yield piece
    yield "]}"


async def export_account(d: Deps, user_id: str) -> AsyncGenerator[str]:
    """A user's export as a stream of JSON pieces: their profile, teams, the projects they can see,
    and all their agents and chats. At most a page of messages is held in memory.
    """
    yield ExportHead(exported_at=now_ms()).model_dump_json()[:-1]
    yield f',"profile":{(await _profile(d, user_id)).model_dump_json()}'
    yield f',"teams":[{",".join(it.model_dump_json() for it in await _teams(d, user_id))}]'
    projects, agents = await _projects(d, user_id), await _agents(d, user_id)
    yield f',"projects":[{",".join(it.model_dump_json() for it in projects)}]'
    yield f',"agents":[{",".join(it.model_dump_json() for it in agents)}]'
    yield ',"chats":['
    comma = ""
    async for row in _iter_own_chats(d, user_id, {it.id for it in (*agents, *projects)}):
        yield comma
        async for piece in _iter_chat(d, user_id, row):
            yield piece
        comma = ","
    yield "]}"


async def _iter_own_chats(d: Deps, user_id: str, along: AbstractSet[str]) -> AsyncGenerator[Chat]:
    """A user's chats, each with its agent and project if those are exported too. No database
    session is open while one is sent: a slow download blocks no connection.
    """
    own = (
        select(Chat.id)
        .where(Chat.user_id == user_id, chat_visible_to(user_id))
        .order_by(col(Chat.id))
        .limit(CHATS_AT_ONCE)
    )
    after = ""
    while True:
        async with d.db.reading() as session:
            ids = list(await session.exec(own.where(col(Chat.id) > after)))
        for chat_id in ids:
            try:
                async with d.db.reading() as session:
                    row = await access_chat(session, user_id, chat_id)
            except ChatNotFound:  # deleted since the ids were read
                continue
            row.agent_id = row.agent_id if row.agent_id in along else None
            row.project_id = row.project_id if row.project_id in along else None
            yield row
        if len(ids) < CHATS_AT_ONCE:
            return
        after = ids[-1]


async def _profile(d: Deps, user_id: str) -> ProfilePart:
    async with d.db.reading() as session:
        user = await session.get_one(User, user_id)
        user_settings = await session.get(UserSettings, user_id)
    user_settings = user_settings or UserSettings(user_id=user_id)
    return ProfilePart(
        name=user.name,
        email=people.read_email_or_empty(d, user),
        instructions=user_settings.instructions,
        favourites=user_settings.favourites,
    )


async def _teams(d: Deps, user_id: str) -> list[TeamPart]:
    query = (
        select(Team.name, Membership.role)
        .join(Membership, col(Membership.team_id) == Team.id)
        .where(Membership.user_id == user_id)
        .order_by(col(Team.id))
    )
    async with d.db.reading() as session:
        return [TeamPart(name=name, role=role) for name, role in await session.exec(query)]


async def _projects(d: Deps, user_id: str) -> list[ProjectPart]:
    query = (
        select(Project)
        .join(Membership, col(Membership.team_id) == Project.team_id)
        .where(Membership.user_id == user_id, col(Project.deleted_at).is_(None))
        .order_by(col(Project.id))
    )
    async with d.db.reading() as session:
        return [
            ProjectPart(
                id=row.id,
                name=row.name,
                colour=enum_or_default(Colour, row.colour, Colour.GREY),
                instructions=row.instructions,
                archived_at=row.archived_at,
                created_at=row.created_at,
            )
            for row in await session.exec(query)
        ]


async def _agents(d: Deps, user_id: str) -> list[AgentPart]:
    query = (
        select(Agent)
        .join(Membership, col(Membership.team_id) == Agent.team_id)
        .where(
            Membership.user_id == user_id,
            Agent.user_id == user_id,
            col(Agent.deleted_at).is_(None),
        )
        .order_by(col(Agent.id))
    )
    async with d.db.reading() as session:
        return [
            AgentPart(id=row.id, settings=agent_settings(row), created_at=row.created_at)
            for row in await session.exec(query)
        ]


async def _iter_chat(d: Deps, user_id: str, row: Chat) -> AsyncGenerator[str]:
    """A chat as it is at the start of its export, with its messages up to then."""
    part = ChatPart.model_construct(
        id=row.id,
        title=row.title,
        title_source=enum_or_default(TitleSource, row.title_source, TitleSource.PERSON),
        project_id=row.project_id,
        agent_id=row.agent_id,
        model=row.model,
        tools=row.tools,
        leaf_id=row.leaf_id,
        chosen=row.chosen,
        pinned_at=row.pinned_at,
        archived_at=row.archived_at,
        created_at=row.created_at,
        active_at=row.active_at,
        messages=[],
    )
    yield _open_json(part)
    comma = ""
    async for messages in _iter_messages(d, row):
        steps = await read_steps(d, [message for message, _ in messages], user_id)
        names = await _names_of_deciders(d, steps.values())
        for message, author in messages:
            part = message_part(user_id, message, author or "", steps.get(message.id, ()), names)
            yield comma + part.model_dump_json()
            comma = ","
    yield "]}"


async def _iter_messages(
    d: Deps, row: Chat
) -> AsyncGenerator[Sequence[tuple[Message, str | None]]]:
    """All messages with their askers' names, page by page, as of now."""
    query: Any = (
        select(Message, User.name)
        .outerjoin(User, col(User.id) == Message.author_id)
        .where(Message.chat_id == row.id)
        .order_by(col(Message.id))
        .limit(MESSAGES_AT_ONCE)
    )
    async with d.db.reading() as session:
        of_chat = select(func.max(Message.id)).where(Message.chat_id == row.id)
        last = (await session.exec(of_chat)).one() or ""
    after = ""
    while after < last:
        async with d.db.reading() as session:
            page = query.where(col(Message.id) > after, col(Message.id) <= last)
            found = (await session.exec(page)).all()
        if not found:
            return
        yield found
        after = found[-1][0].id


async def _names_of_deciders(d: Deps, steps: Iterable[Sequence[Step]]) -> dict[str, str]:
    """The names of the persons who have answered questions in some steps, by their ids."""
    asked = (it for of_reply in steps for step in of_reply for it in step.questions)
    ids = {it.decided_by for it in asked} - {""}
    if not ids:
        return {}
    async with d.db.reading() as session:
        rows = await session.exec(select(User.id, User.name).where(col(User.id).in_(ids)))
        return dict(rows.all())


def _open_json(part: BaseModel) -> str:
    """A part as JSON, up to where its last field, an empty list, is open."""
    return part.model_dump_json().removesuffix("]}")
