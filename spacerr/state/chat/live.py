"""The running reply that this tab follows.

A small State of its own: neither its lock nor its updates touch the messages. Each update has only
the new text and its offset, because Reflex sends a changed var whole.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

import reflex as rx
import structlog
from reflex.state import _override_base_method  # pyright: ignore[reportPrivateUsage]
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import deps
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.limits import REPLY_KEY_CHARS
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.steps import Steps
from spacerr.infra.backoff import Backoff
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.replies import followers
from spacerr.state import words
from spacerr.state.chat import followed, reply_events
from spacerr.state.chat.pace import Pace
from spacerr.state.chat.views import step_view
from spacerr.state.effects import Effect
from spacerr.state.gate import session
from spacerr.state.gate.validation import internal

log = structlog.get_logger(__name__)


STEPS_AT = 8
"""The place of the steps in a chunk."""


class LiveState(rx.State):
    live: list[list[Any]] = []
    """Chunks `[key, offset, text]`; after them `status, label` if those changed, then `offset,
    text` of the reasoning while the model thinks, then the length of the text that remains where
    the rest turned out to be reasoning, then the steps that changed. `key` is the end of the
    reply's id, offsets are in UTF-16 units. A chunk repeats the one before it: React may show only
    the last of two updates that arrive together.
    """

    @classmethod
    @_override_base_method
    def get_name(cls) -> str:
        return reply_events.LIVE

    @rx.event(background=True, supersedes=True)
    @internal
    async def follow(self, reply_id: str) -> AsyncGenerator[Effect]:
        """Mirror a running reply until it ends, then show its settled row; "" is no reply.

        Superseding: a reconnect, a navigation or a gap replaces the follower, never adds one.
        Reflex cancels followers of an older chain of events, but not those of the same chain:
        `followed` decides which of these counts.
        """
        if not reply_id:
            async with self:
                self.live = []
            return
        stay, backoff = session.TabSession(self), Backoff()
        with followed.following(session.get_tab_id(self), reply_id) as follower:
            while follower.counts and await stay.is_active():
                try:
                    await self._mirror(reply_id, stay, follower, backoff)
                    break
                except SpacerrError:
                    break
                except (*REDIS_ERRORS, SQLAlchemyError) as error:
                    log.warning("live.log_unreachable", reply=reply_id, reason=str(error))
                    await backoff.pause(error)
            superseded = not follower.counts
        if not superseded:
            yield reply_events.settled(reply_id)

    async def _mirror(
        self, reply_id: str, stay: session.TabSession, follower: followed.Follower, backoff: Backoff
    ) -> None:
        """Show a reply from its beginning to its end, or until the tab follows it no longer. Raises
        what `followers.follow` does, and what Redis and the database raise while they are away.
        """
        pace, known, before = Pace(), Draft(), Draft()
        async with aclosing(
            followers.follow(deps(), session.get_user_id(self), reply_id)
        ) as growing:
            async for growth in growing:
                backoff.reset()
                if growth.ended or not follower.counts or not await stay.is_active():
                    return
                pace.begin()
                update = chunk(reply_id, before, growth, known)
                async with self:
                    # Reflex skips an update that equals the last: that chunk is sent twice.
                    self.live = [update] if self.live != [update] else [update, update]
                grew = growth.text or growth.reasoning or growth.steps is not before.steps
                known, before = before, growth
                if grew:  # the first word waits for no status
                    await pace.wait()


def chunk(reply_id: str, before: Draft, growth: Draft, known: Draft) -> list[Any]:
    """The chunk for new text (`growth`): it repeats the one before, and has the status unless the
    page knew it before that one.
    """
    if growth.offset != before.end or growth.reasoning_offset != before.reasoning_end:
        before = Draft(offset=growth.offset, reasoning_offset=growth.reasoning_offset)
    update: list[Any] = [reply_id[-REPLY_KEY_CHARS:], before.offset, before.text + growth.text]
    thoughts = before.reasoning + growth.reasoning
    changed = label(growth) != label(known) or growth.status != known.status
    turned = growth.turned is not None
    if changed or thoughts or turned:
        update += [growth.status.value, label(growth)]
    if thoughts or turned:
        update += [before.reasoning_offset, thoughts]
    if turned:
        update.append(growth.turned)
    if growth.steps is not known.steps and (steps := changed_steps(growth.steps, known.steps)):
        update += [None] * (STEPS_AT - len(update))
        update.append(steps)
    return update


def changed_steps(steps: Steps, known: Steps) -> list[dict[str, Any]]:
    """Views of the steps that aren't known as they are."""
    before = {it.id: it for it in known}
    return [asdict(step_view(it)) for it in steps if before.get(it.id) != it]


def label(growth: Draft) -> str:
    """The status of a running reply, in words for the page."""
    if growth.retrying:
        return words.retrying(growth.retrying)
    return words.WORKING if growth.working else words.LABELS[growth.status]
