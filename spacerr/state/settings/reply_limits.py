"""Settings: how much one reply may use in a team, for those who manage it."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.errors.team_models import CostLimitOutOfRange, OutputLimitOutOfRange
from spacerr.domain.numbers import CHARS, NotANumber, amount, whole_number
from spacerr.services.usage import team_limits
from spacerr.services.usage.team_limits import TeamLimits
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin
from spacerr.words import usage as words
from spacerr.words.numbers import MILLION, plain


class ReplyLimitsState(SectionMixin, rx.State):
    tokens: str = ""
    dollars: str = ""
    """As they are typed; "" for no limit."""
    revision: int = 0
    """Of the limits that the fields began with."""
    typed: bool = False
    """Whether the fields hold something that isn't saved."""
    saved: bool = False
    wrong_tokens: str = ""
    wrong_dollars: str = ""
    wrong: str = ""
    """Why the limits can't be saved, beside the field it is about or below both."""

    @rx.event
    async def open(self, team_id: str):
        """The section comes into view. What is typed and not saved stays."""
        if self._enter(team_id):
            self.typed = False
            self._clear()
        if not self.typed:
            await self._load()

    @rx.event
    async def type_tokens(self, text: str):
        """The field of tokens holds another text."""
        self.tokens, self.typed, self.saved = text[:CHARS], True, False

    @rx.event
    async def type_dollars(self, text: str):
        """The field of dollars holds another text."""
        self.dollars, self.typed, self.saved = text[:CHARS], True, False

    @rx.event
    async def save(self):
        """Store what is typed, unless another user has changed the limits since."""
        self._clear()
        wanted = self._wanted()
        if wanted is None:
            return
        user = session.get_user_id(self)
        try:
            await team_limits.update_limits(deps(), user, self.team_id, wanted)
        except OutputLimitOutOfRange as error:
            self.wrong_tokens = str(error)
        except CostLimitOutOfRange as error:
            self.wrong_dollars = str(error)
        except ChangedMeanwhile as error:
            self.wrong = str(error)
            self.revision = (await team_limits.get_limits(deps(), user, self.team_id)).revision
        except Exception as error:
            self.wrong = sentence_for(error)
        else:
            self._take(wanted.max_tokens, wanted.max_cost, wanted.revision + 1)
            self.typed, self.saved = False, True

    def _clear(self) -> None:
        self.saved, self.wrong, self.wrong_tokens, self.wrong_dollars = False, "", "", ""

    def _wanted(self) -> TeamLimits | None:
        """What is typed; None where it is no number, which is said then."""
        try:
            tokens = whole_number(self.tokens)
        except NotANumber:
            self.wrong_tokens = words.WHOLE_NUMBER
            return None
        try:
            dollars = amount(self.dollars)
        except NotANumber:
            self.wrong_dollars = words.AMOUNT
            return None
        cost = None if dollars is None else round(dollars * MILLION)
        return TeamLimits(tokens, cost, self.revision)

    async def _load(self) -> None:
        try:
            known = await team_limits.get_limits(deps(), session.get_user_id(self), self.team_id)
        except Exception as error:
            self._fail(error)
            return
        if self.ready and known.revision == self.revision:
            return  # this form saved them, and says so
        self._clear()
        self._take(known.max_tokens, known.max_cost, known.revision)
        self._show()

    def _take(self, max_tokens: int | None, max_cost: int | None, revision: int) -> None:
        self.tokens = "" if max_tokens is None else str(max_tokens)
        self.dollars = "" if max_cost is None else plain(max_cost / MILLION)
        self.revision = revision
