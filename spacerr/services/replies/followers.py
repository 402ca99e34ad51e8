"""Following a reply: what it has said so far, then whatever comes next, without a gap."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace

from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.errors.chats import MessageNotFound
from spacerr.domain.ids import is_valid_id
from spacerr.domain.replies.events import (
    Delta,
    Finalized,
    Progressed,
    Reasoning,
    Restated,
    Retrying,
    Working,
)
from spacerr.domain.status import ACTIVE, UNKNOWN_STATUS_AS, Status, enum_or_default
from spacerr.domain.tables import Chat, Message
from spacerr.domain.text import utf16_length, utf16_suffix
from spacerr.infra.redis.streams import LogEntry
from spacerr.services.access import chat_visible_to, get_message
from spacerr.timings import HEARTBEAT


@dataclass(frozen=True, slots=True)
class Growth:
    """What a reply gained: `text` begins at `offset` UTF-16 units, `thoughts` likewise.

    `retrying`: seconds until the model is asked again. `working`: nothing was said yet, but its
    server is there. `turned`: all text but that many units was
    a thought, and all thoughts come again. `ended`: nothing follows.
    """

    offset: int = 0
    text: str = ""
    status: Status = Status.PENDING
    ended: bool = False
    thought_offset: int = 0
    thoughts: str = ""
    retrying: int = 0
    working: bool = False
    turned: int | None = None

    @property
    def end(self) -> int:
        """The reply's length after this growth, in UTF-16 units."""
        return self.offset + utf16_length(self.text)

    @property
    def thought_end(self) -> int:
        """The length of the reply's thoughts after this growth, in UTF-16 units."""
        return self.thought_offset + utf16_length(self.thoughts)


async def follow(d: Deps, user_id: str, reply_id: str) -> AsyncGenerator[Growth]:
    """Yield growth from the reply's first word to its end, merging what piled up meanwhile. A
    growth may begin before the end of the one before it: then it says again what was lost.

    Where the reply is over, or its log gone, the rest comes from its row. Where others can take
    it away, whether the person may still read it is asked again meanwhile.
    Raises MessageNotFound, LogUnreadable.
    """
    grown, clock = Growth(), asyncio.get_running_loop().time
    async with d.streams.subscribe(reply_id) as log:
        while True:
            if await _status(d, user_id, reply_id) not in ACTIVE:
                _, reply = await get_message(d, user_id, reply_id)
                rest = utf16_suffix(reply.content, grown.end)
                status = enum_or_default(Status, reply.status, UNKNOWN_STATUS_AS)
                yield Growth(grown.end, rest, status, ended=True)
                return
            looked = clock()
            while entries := await log.next(timeout=HEARTBEAT):
                grown = grow(grown, entries)
                yield grown
                if grown.ended:
                    return
                if not d.settings.local and clock() - looked > HEARTBEAT:
                    break


async def _status(d: Deps, user_id: str, reply_id: str) -> Status:
    """How far a reply is, for who may read it: asked often, and so without its text."""
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


def grow(before: Growth, entries: Iterable[LogEntry]) -> Growth:
    """The growth that some log entries are, after what was there before."""
    start, thought_start = before.end, before.thought_end
    grown = Growth(
        start,
        status=before.status,
        thought_offset=thought_start,
        retrying=before.retrying,
        working=before.working,
        turned=before.turned,
    )
    for _, event in entries:
        match event:
            case Delta(text=text):
                grown = replace(grown, text=grown.text + text, status=Status.STREAMING)
            case Reasoning(text=text):
                grown = replace(grown, thoughts=grown.thoughts + text, status=Status.THINKING)
            case Restated(text=text, reasoning=reasoning, turned=True):
                kept = utf16_length(text)
                grown = replace(
                    grown, offset=kept, text="", thought_offset=0, thoughts=reasoning, turned=kept
                )
            case Restated(text=text, reasoning=reasoning):
                grown = replace(
                    grown,
                    offset=min(
                        start, utf16_length(text)
                    ),  # less than was seen, where a log was lost
                    text=utf16_suffix(text, start),
                    thought_offset=min(thought_start, utf16_length(reasoning)),
                    thoughts=utf16_suffix(reasoning, thought_start),
                )
            case Progressed(status=status):
                grown = replace(grown, status=status)
            case Finalized(status=status):
                grown = replace(grown, status=status, ended=True)
            case _:
                pass
        waiting = event.seconds if isinstance(event, Retrying) else 0
        grown = replace(grown, retrying=waiting, working=isinstance(event, Working))
    return grown
