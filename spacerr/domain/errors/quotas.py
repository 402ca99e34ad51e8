"""Quotas that are used up. Each sentence says when to go on, or whom to ask."""

import math

from spacerr.domain.errors.base import SpacerrError

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


class QuotaReached(SpacerrError):
    """You have reached a limit of this server. Try again later."""


class TooManyRequests(QuotaReached):
    """Too many requests in one minute. `wait` is in seconds; `team`: by the whole team."""

    def __init__(self, wait: float, *, team: bool = False) -> None:
        super().__init__()
        self.wait = wait
        self._team = team

    def __str__(self) -> str:
        who = "Your team has" if self._team else "You have"
        return (
            f"{who} sent many messages within a minute. Try again in {format_duration(self.wait)}."
        )


class TooManyReplies(QuotaReached):
    """Too many replies are being written. `most` are allowed at once, to one person or a `team`."""

    def __init__(self, most: int, *, team: bool = False) -> None:
        super().__init__()
        self._most, self._team = most, team

    def __str__(self) -> str:
        count = "1 reply is" if self._most == 1 else f"{self._most} replies are"
        if self._team:
            return f"{count} being written in your team. Try again when one has finished."
        return f"{count} being written for you. Wait for one to finish or stop one, then send."


class SpentUp(QuotaReached):
    """The budget of a "day" or "month" is spent. `wait` is in seconds, until the next one begins;
    `team`: the budget of the whole team.
    """

    def __init__(self, dollars: float, period: str, wait: float, *, team: bool = False) -> None:
        super().__init__()
        self.wait = wait
        self._dollars, self._period, self._team = dollars, period, team

    def __str__(self) -> str:
        who = "Your team has" if self._team else "You have"
        amount = f"${self._dollars:,.2f}"
        return (
            f"{who} reached the limit of {amount} per {self._period}. Try again in "
            f"{format_duration(self.wait)}, or ask the people who run this server to raise it."
        )


def format_duration(seconds: float) -> str:
    """A duration in one rounded-up number of the largest unit that fits twice, "90 seconds"."""
    for name, size in _UNITS:
        if seconds > 2 * size:
            return f"{math.ceil(seconds / size)} {name}s"
    whole = max(1, math.ceil(seconds))
    return f"{whole} second" if whole == 1 else f"{whole} seconds"
