"""The only way to a row. A row of somebody else looks exactly like one that doesn't exist."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors import ChatNotFound, MessageNotFound
from spacerr.domain.ids import plausible
from spacerr.domain.models import Chat, Membership, Message


async def access_chat(
    session: AsyncSession, user_id: str, chat_id: str, *, lock: bool = False
) -> Chat:
    """A chat of this person, `lock`ed against being deleted meanwhile. Raises ChatNotFound."""
    if not plausible(chat_id):
        raise ChatNotFound
    query = select(Chat).where(Chat.id == chat_id, Chat.user_id == user_id)
    found = await session.exec(query.with_for_update() if lock else query)
    chat = found.first()
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
        .where(Message.id == message_id, Chat.user_id == user_id)
    )
    pair = found.first()
    if pair is None:
        raise MessageNotFound
    return pair


async def message_of(d: Deps, user_id: str, message_id: str) -> tuple[Chat, Message]:
    """What `access_message` finds, in a session of its own. Raises MessageNotFound."""
    async with d.db.reading() as session:
        return await access_message(session, user_id, message_id)


async def home_team(session: AsyncSession, user_id: str) -> str:
    """The team new chats of this person belong to: the first one they joined."""
    found = await session.exec(
        select(Membership.team_id)
        .where(Membership.user_id == user_id)
        .order_by(col(Membership.created_at))
        .limit(1)
    )
    return found.one()
