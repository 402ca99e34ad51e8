"""The reply being written, as this tab follows it.

A small State of its own: neither its lock nor its updates touch the messages. Each update carries
only new text and where it begins, because Reflex sends a changed var whole.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import reflex as rx
import structlog
from reflex.state import _override_base_method  # pyright: ignore[reportPrivateUsage]

from spacerr.deps import deps
from spacerr.domain.errors import SpacerrError
from spacerr.domain.status import Status
from spacerr.infra.redis import AWAY
from spacerr.services import following
from spacerr.services.following import Growth
from spacerr.state import session
from spacerr.state.effects import Effect
from spacerr.state.pace import Pace
from spacerr.state.views import LABELS
from spacerr.timings import RESTART_PAUSE

log = structlog.get_logger(__name__)

KEY_CHARS = 6


class LiveState(rx.State):
    live: list[list[Any]] = []
    """Chunks `[key, offset, text]`, with `status, label` behind when those changed. `key` is the
    end of the reply's id, `offset` in UTF-16 units. A chunk repeats the one before it: React may
    show only the last of two updates that arrive together."""

    @classmethod
    @_override_base_method
    def get_name(cls) -> str:
        """A short name: it travels with every few words of every reply."""
        return "live"

    @rx.event(background=True, supersedes=True)
    async def follow(self, reply_id: str) -> AsyncGenerator[Effect]:
        """Mirror a running reply until it ends, then have its settled row shown.

        Superseding: a reconnect, a navigation or a gap replaces the follower, never adds one.
        """
        from spacerr.state.chat import ChatState  # which imports this module for `follow`

        tab, pace = session.tab_of(self), Pace()
        known, before = Growth(), Growth()
        try:
            async with aclosing(
                following.follow(deps(), session.user_of(self), reply_id)
            ) as growing:
                async for growth in growing:
                    if growth.ended or not session.connected(tab):
                        break
                    async with self:
                        self.live = [chunk(reply_id, before, growth, known.status)]
                    known, before = before, growth
                    await pace.wait(growth.end - growth.offset)
            yield ChatState.settled(reply_id)
        except SpacerrError:
            yield ChatState.settled(reply_id)
        except AWAY as error:
            log.warning("follow.log_away", reply=reply_id, reason=str(error))
            await asyncio.sleep(RESTART_PAUSE)
            yield LiveState.follow(reply_id)


def chunk(reply_id: str, before: Growth, growth: Growth, known: Status) -> list[Any]:
    """What the page is sent for a growth: with the one before it repeated, and with its status
    unless the page has known that since before the repeated one.
    """
    update: list[Any] = [reply_id[-KEY_CHARS:], before.offset, before.text + growth.text]
    if growth.status is not known:
        update += [growth.status.value, LABELS[growth.status]]
    return update
