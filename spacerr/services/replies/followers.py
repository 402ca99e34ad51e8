"""Following a reply: its text so far, then every later event, without a gap."""

import asyncio
from collections.abc import AsyncGenerator

from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors.chats import MessageNotFound
from spacerr.domain.ids import is_valid_id
from spacerr.domain.replies.draft import Draft
from spacerr.domain.status import ACTIVE, UNKNOWN_STATUS_AS, Status, enum_or_default
from spacerr.domain.tables import Chat, Message
from spacerr.domain.text import utf16_suffix
from spacerr.services.access import chat_visible_to, get_message
from spacerr.timings import HEARTBEAT


async def follow(d: Deps, user_id: str, reply_id: str) -> AsyncGenerator[Draft]:
    """Yield what is new of a reply, from its first word to its end; several events at once where
    they piled up. A part may begin before the end of the last one: then that text was lost.

    Where the reply is over, or its log gone, the rest comes from its row. Where other users can end
    the user's access, their right is checked again from time to time.
    Raises MessageNotFound, LogUnreadable.
    """
    draft, clock = Draft(), asyncio.get_running_loop().time
    async with d.streams.subscribe(reply_id) as log:
        while True:
            if await _status(d, user_id, reply_id) not in ACTIVE:
                _, reply = await get_message(d, user_id, reply_id)
                rest = utf16_suffix(reply.content, draft.end)
                status = enum_or_default(Status, reply.status, UNKNOWN_STATUS_AS)
                yield draft.rest()._replace(text=rest, status=status)
                return
            looked = clock()
            while entries := await log.next(timeout=HEARTBEAT):
                draft = draft.rest().extend(entry.event for entry in entries)
                yield draft
                if draft.ended:
                    return
                if not d.settings.local and clock() - looked > HEARTBEAT:
                    break


async def _status(d: Deps, user_id: str, reply_id: str) -> Status:
    """A reply's status, after a check of the user's right. Read often, so without the text."""
    if not is_valid_id(reply_id):
        raise MessageNotFound
    query = (
        select(Message.status)
        .join(Chat, col(Chat.id) == Message.chat_id)
        .where(Message.id == reply_id, chat_visible_to(user_id))
    )
    async with d.db.reading() as session:
        found = (await session.exec(query)).first()
    if found is None:
        raise MessageNotFound
    return enum_or_default(Status, found, UNKNOWN_STATUS_AS)
