"""Settings: what models were asked for in a team, and what that cost."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.limits import ID_CHARS
from spacerr.services.usage import report
from spacerr.services.usage.report import PERIODS
from spacerr.state.gate import session
from spacerr.state.settings.section import SectionMixin
from spacerr.state.settings.usage_views import (
    DayView,
    TotalsView,
    UsageLineView,
    chat_lines,
    day_views,
    model_lines,
    person_lines,
    totals_view,
)


class UsageState(SectionMixin, rx.State):
    days: str = "30"
    whose: str = "me"
    """`me` or `team`."""
    zone: str = ""
    """The browser's time zone, as IANA names it."""
    choice: bool = False
    """Whether the whole team's usage can be asked for."""
    manages: bool = False
    alone: bool = False
    """Whether this server has no accounts, and so no teams."""
    used: bool = False
    """Whether there was any request in the period."""
    totals: TotalsView = TotalsView()
    by_day: list[DayView] = []
    by_model: list[UsageLineView] = []
    by_person: list[UsageLineView] = []
    by_chat: list[UsageLineView] = []

    @rx.event
    async def open(self, team_id: str, zone: str):
        """The section comes into view, in a browser in a time zone."""
        if self._enter(team_id):
            self.whose = "me"
        self.zone = zone[:ID_CHARS]
        await self._load()

    @rx.event
    async def choose_days(self, days: str):
        """Look back on 7, 30 or 90 days."""
        if days in {str(it) for it in PERIODS}:
            self.days = days
            await self._load()

    @rx.event
    async def choose_whose(self, whose: str):
        """Show one's own usage, or the whole team's."""
        self.whose = "team" if whose == "team" else "me"
        await self._load()

    async def _load(self) -> None:
        user, whole = session.get_user_id(self), self.whose == "team"
        try:
            found = await report.get_usage_report(
                deps(), user, self.team_id, days=int(self.days), whole=whole, zone=self.zone
            )
        except Exception as error:
            self._fail(error)
            return
        self.alone = deps().settings.local
        self.manages, self.choice = found.manages, found.manages and not self.alone
        self.used, self.totals = found.total.requests > 0, totals_view(found.total)
        self.by_day, self.by_model = day_views(found), model_lines(found)
        self.by_person, self.by_chat = person_lines(found), chat_lines(found)
        self._show()
