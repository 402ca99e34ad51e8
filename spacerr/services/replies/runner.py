"""Runs writers as background tasks of the process, independent of any tab."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.replies.steps import Steps
from spacerr.domain.tables import Message
from spacerr.infra.metrics import RUNNING
from spacerr.services import outbox
from spacerr.services.background import background
from spacerr.services.chats.context import ReplyContext
from spacerr.services.replies import titles
from spacerr.services.replies.writer import Inherited, Writer
from spacerr.services.usage import quotas
from spacerr.timings import DRAIN

log = structlog.get_logger(__name__)


def start(
    d: Deps,
    user_id: str,
    reply: Message,
    owner: str,
    messages: Sequence[Message],
    context: ReplyContext | None = None,
    inherited: Inherited | None = None,
    steps: Steps = (),
) -> None:
    """Start to write a reply whose lease `owner` holds; `messages` are the branch it answers,
    `context` what it is asked in, where that was read already, `inherited` the part that another
    process has written, `steps` those of the reply that it continues.
    """
    writer = Writer(d, user_id, reply, owner, messages, context, inherited, steps)
    d.running[reply.id] = writer
    background(d, _run(d, user_id, reply, writer))


async def drain(d: Deps) -> None:
    """On shutdown: wait a moment for replies to finish, then hand the others over."""
    if d.running and d.background_tasks:
        await asyncio.wait(d.background_tasks, timeout=DRAIN)
    for writer in list(d.running.values()):
        writer.hand_over()
    if d.background_tasks:
        await asyncio.wait(d.background_tasks, timeout=DRAIN)
    with suppress(TimeoutError, SQLAlchemyError):  # otherwise a sweep publishes events again
        async with asyncio.timeout(DRAIN):
            await outbox.delete_published(d)
    for task in list(d.background_tasks):
        task.cancel()


async def _run(d: Deps, user_id: str, reply: Message, writer: Writer) -> None:
    RUNNING.inc()
    try:
        draft = await writer.run()
    except Exception:
        log.exception("reply.lost", reply=reply.id)
        return
    finally:
        RUNNING.dec()
        d.running.pop(reply.id, None)
        await quotas.release_slots(d, reply.id)
    if draft is not None:
        await titles.name(d, user_id, reply.chat_id)
