"""Read markers, one per user and chat: a chat can be new to one user and seen by another."""

from sqlmodel import col

from spacerr.deps import Deps
from spacerr.domain.bus_events import ChatSeen
from spacerr.domain.tables import ReadMarker
from spacerr.infra.database.database import insert_into
from spacerr.services.access import access_chat
from spacerr.services.events import publish_chat_event

UNSEEN = -1
"""A time before all replies: with it, a chat without an ended reply counts as unseen too."""


async def mark_seen(d: Deps, user_id: str, chat_id: str, seen: bool, source: str = "") -> None:
    """Mark a chat as seen or unseen for a user. Raises ChatNotFound."""
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id, lock=True)
        before = await session.get(ReadMarker, (user_id, chat_id))
        if seen and chat.replied_at <= (before.seen_at if before else 0):
            return
        seen_at = chat.replied_at if seen else UNSEEN
        row = insert_into(session, ReadMarker).values(
            user_id=user_id, chat_id=chat_id, seen_at=seen_at, revision=1
        )
        same = [ReadMarker.user_id, ReadMarker.chat_id]
        change = {"seen_at": seen_at, "revision": col(ReadMarker.revision) + 1}
        await session.exec(row.on_conflict_do_update(index_elements=same, set_=change))
        publish_chat_event(d, session, chat_id, ChatSeen, only=user_id, source=source)
