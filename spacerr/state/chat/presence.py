"""The other users who have this tab's chat open."""

from contextlib import aclosing

import reflex as rx
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import deps
from spacerr.domain.errors.base import SpacerrError
from spacerr.infra.backoff import Backoff
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.chats import presence
from spacerr.state.gate import session


class PresenceState(rx.State):
    here: list[str] = []
    """The names of the others who have the open chat open, where it is shared."""

    @rx.event(background=True, supersedes=True)
    async def attend(self, chat_id: str) -> None:
        """The tab opened a chat: while it shows it, report the user's presence to the others and
        show theirs. "" is no chat. Superseding: a tab is in one chat at a time.
        """
        tab, stay, shown = session.get_tab_id(self), session.TabSession(self), list[str]()
        async with self:
            self.here = shown
        if not chat_id or deps().settings.local:
            return
        backoff = Backoff()
        while await stay.is_active():
            try:
                attending_now = presence.track_presence(
                    deps(), session.get_user_id(self), str(chat_id), tab
                )
                async with aclosing(attending_now) as beats:
                    async for names in beats:
                        backoff.reset()
                        if not await stay.is_active():
                            return
                        if names != shown:
                            async with self:
                                self.here = shown = names
                return
            except SpacerrError:
                async with self:
                    self.here = []
                return
            except (*REDIS_ERRORS, SQLAlchemyError) as error:
                await backoff.pause(error)
