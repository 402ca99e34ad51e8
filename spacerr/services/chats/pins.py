"""Pinned messages: they are sent to every model, however long the chat grows."""

from sqlmodel import func, select

from spacerr.deps import Deps
from spacerr.domain.bus_events import MessagePinned
from spacerr.domain.errors.chats import NothingToPin, TooManyPinned
from spacerr.domain.limits import PINNED
from spacerr.domain.roles import Right
from spacerr.domain.status import SWITCHES
from spacerr.domain.tables import PINNED as PINNED_ONES
from spacerr.domain.tables import Message
from spacerr.services.access import access_chat, access_message
from spacerr.services.events import publish_chat_event


async def set_pinned(d: Deps, user_id: str, message_id: str, on: bool, source: str = "") -> str:
    """Pin a message, or unpin it. Returns its chat's id.

    Raises MessageNotFound, ReadOnlyChat, NothingToPin, TooManyPinned.
    """
    async with d.db.writing() as session:
        chat, message = await access_message(session, user_id, message_id, Right.WRITE)
        if message.pinned == on:
            return chat.id
        if on:
            await access_chat(session, user_id, chat.id, Right.WRITE, lock=True)
            if message.kind in SWITCHES or not message.content:
                raise NothingToPin
            pinned = select(func.count()).select_from(Message).where(PINNED_ONES)
            pinned = pinned.where(Message.chat_id == chat.id)
            if (await session.exec(pinned)).one() >= PINNED:
                raise TooManyPinned
        message.pinned = on
        session.add(message)
        publish_chat_event(d, session, chat.id, MessagePinned, source=source)
    return chat.id
