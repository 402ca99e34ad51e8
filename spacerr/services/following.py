"""Following a reply: what it has said so far, then whatever comes next, without a gap."""

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace

from spacerr.deps import Deps
from spacerr.domain.events import Delta, Finalized, Progressed, Reasoning, Restated
from spacerr.domain.models import Message
from spacerr.domain.status import ACTIVE, Status
from spacerr.domain.text import after, width
from spacerr.infra.streams import Entry
from spacerr.services.access import access_message
from spacerr.timings import HEARTBEAT


@dataclass(frozen=True, slots=True)
class Growth:
    """What a reply gained: `text` begins at `offset` UTF-16 units. `ended`: nothing follows."""

    offset: int = 0
    text: str = ""
    status: Status = Status.PENDING
    ended: bool = False

    @property
    def end(self) -> int:
        """The reply's length after this growth, in UTF-16 units."""
        return self.offset + width(self.text)


async def follow(d: Deps, user_id: str, reply_id: str) -> AsyncGenerator[Growth]:
    """Yield growth from the reply's first word to its end, merging what piled up meanwhile.

    Where the reply is over, or its log gone, the rest comes from its row.
    Raises MessageNotFound, LogUnreadable.
    """
    grown = Growth()
    async with d.streams.subscribe(reply_id) as log:
        while True:
            reply = await _row(d, user_id, reply_id)
            if reply.status not in ACTIVE:
                rest = after(reply.content, grown.end)
                yield Growth(grown.end, rest, Status(reply.status), ended=True)
                return
            while entries := await log.next(timeout=HEARTBEAT):
                grown = grow(grown, entries)
                yield grown
                if grown.ended:
                    return


def grow(before: Growth, entries: Iterable[Entry]) -> Growth:
    """The growth that some log entries are, after what was there before."""
    start = before.end
    grown = Growth(offset=start, status=before.status)
    for _, event in entries:
        match event:
            case Delta(text=text):
                grown = replace(grown, text=grown.text + text, status=Status.STREAMING)
            case Restated(text=text):
                grown = replace(grown, text=after(text, start))
            case Reasoning():
                grown = replace(grown, status=Status.THINKING)
            case Progressed(status=status):
                grown = replace(grown, status=status)
            case Finalized(status=status):
                grown = replace(grown, status=status, ended=True)
            case _:
                pass
    return grown


async def _row(d: Deps, user_id: str, reply_id: str) -> Message:
    async with d.db.reading() as session:
        return (await access_message(session, user_id, reply_id))[1]
