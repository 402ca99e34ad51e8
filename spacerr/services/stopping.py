"""Stop: from any tab, any process, as often as somebody presses it."""

from spacerr.deps import Deps
from spacerr.domain.status import ACTIVE
from spacerr.services.access import access_message


async def stop(d: Deps, user_id: str, reply_id: str, units: int | None = None) -> None:
    """End a reply at what its reader had on screen: `units` UTF-16 units, None for everything.

    A reply that has already ended stays as it is. Raises MessageNotFound.
    """
    async with d.db.reading() as session:
        _, reply = await access_message(session, user_id, reply_id)
    if reply.status not in ACTIVE:
        return
    if writer := d.running.get(reply_id):
        writer.stop(units)
    else:
        await d.streams.stop(reply_id, units)
