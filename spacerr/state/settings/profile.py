"""Settings: a user's name. E-mail address and password are in no State."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.limits import PERSON_NAME_CHARS
from spacerr.services.accounts import profile
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin


class ProfileState(SectionMixin, rx.State):
    name: str = ""
    """As it is typed, else as it is stored."""
    fields: int = 0
    """Grows when the field begins anew."""
    alone: bool = False
    """Whether this server has no accounts."""
    saved: bool = False
    wrong: str = ""
    _typed: bool = False

    @rx.event
    async def open(self):
        """The section comes into view. A name that is typed and not saved stays."""
        self.alone = deps().settings.local
        await self._load()

    @rx.event
    async def type_name(self, text: str):
        """The field holds another text."""
        self.name, self._typed, self.saved = text[: 2 * PERSON_NAME_CHARS], True, False

    @rx.event
    async def rename(self):
        """Store the name that is typed."""
        self.saved, self.wrong = False, ""
        try:
            await profile.rename(deps(), session.get_user_id(self), self.name)
        except Exception as error:
            self.wrong = sentence_for(error)
            return
        self._typed, self.saved = False, True
        await self._load()

    async def _load(self) -> None:
        try:
            name = (await profile.get_profile(deps(), session.get_user_id(self))).name
        except Exception as error:
            self._fail(error)
            return
        if not self._typed:
            self.fields += self.name != name
            self.name = name
        self._show()
