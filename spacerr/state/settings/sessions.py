"""Settings: the browsers in which a user is signed in."""

from dataclasses import dataclass

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.accounts import NoAccounts
from spacerr.domain.tables import SignIn
from spacerr.services.accounts import sessions
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin, toast
from spacerr.words import sessions as words


@dataclass(frozen=True, slots=True)
class SignInView:
    """`seen_at` is in milliseconds since 1970; `here`: the browser that shows the list."""

    id: str
    browser: str
    seen_at: int
    here: bool
    sign_out: str
    """What the button to end it is called."""


class SessionsState(SectionMixin, rx.State):
    sign_ins: list[SignInView] = []
    others: bool = False
    """Whether there is a sign-in besides the one of this browser."""

    @rx.event
    async def open(self):
        """The section comes into view."""
        await self._load()

    @rx.event
    async def end(self, sign_in_id: str):
        """Sign one browser out."""
        refused = await self._end([str(sign_in_id)])
        await self._load()
        return toast(refused, urgent=True) if refused else None

    @rx.event
    async def end_others(self):
        """Sign out every browser but this one."""
        user, here = session.get_user_id(self), session.sign_in_of(self)
        found = await sessions.list_sessions(deps(), user)
        refused = await self._end([it.id for it in found if it.id != here])
        await self._load()
        return toast(refused, urgent=True) if refused else toast(words.OTHERS_DONE)

    async def _end(self, sign_in_ids: list[str]) -> str:
        """Why one of them could not be ended, "" where all are."""
        user, refused = session.get_user_id(self), ""
        for sign_in_id in sign_in_ids:
            try:
                await sessions.end_session(deps(), user, sign_in_id)
            except Exception as error:
                refused = sentence_for(error)
        return refused

    async def _load(self) -> None:
        here = session.sign_in_of(self)
        try:
            if not here:
                raise NoAccounts
            found = await sessions.list_sessions(deps(), session.get_user_id(self))
        except Exception as error:
            self._fail(error)
            return
        self.sign_ins = [_view(it, here) for it in found]
        self.others = any(not it.here for it in self.sign_ins)
        self._show()


def _view(sign_in: SignIn, here: str) -> SignInView:
    name = sign_in.browser or words.UNKNOWN
    return SignInView(
        sign_in.id, name, sign_in.seen_at, sign_in.id == here, words.sign_out_of(name)
    )
