"""Limits from settings: time limits of requests, quotas of users and teams."""

from typing import Final

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, NonNegativeInt, PositiveFloat

from spacerr.timings import FIRST_TOKEN_LIMIT, SILENCE_LIMIT, TOTAL_LIMIT


class TimeLimits(BaseModel):
    """Longest waits for a model, in seconds: for its first token, between two, and altogether."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_token: PositiveFloat = FIRST_TOKEN_LIMIT
    silence: PositiveFloat = SILENCE_LIMIT
    total: PositiveFloat = TOTAL_LIMIT


class Quota(BaseModel):
    """The quota of one user, 0: no limit. A user who types fast sends ten messages a minute, and
    each new chat also requests a title.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests_per_minute: NonNegativeInt = 30
    replies_at_once: NonNegativeInt = 5
    dollars_per_day: NonNegativeFloat = 5
    dollars_per_month: NonNegativeFloat = 50


class TeamQuota(Quota):
    """The quota of all users of a team together: ten times as much."""

    requests_per_minute: NonNegativeInt = 300
    replies_at_once: NonNegativeInt = 50
    dollars_per_day: NonNegativeFloat = 50
    dollars_per_month: NonNegativeFloat = 500


NO_QUOTA: Final = Quota(
    requests_per_minute=0, replies_at_once=0, dollars_per_day=0, dollars_per_month=0
)
"""The local user has no quota: they spend their own money."""
