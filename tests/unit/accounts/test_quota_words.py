"""A quota that is used up says when to go on, in plain numbers."""

import pytest

from spacerr.config import Settings
from spacerr.domain.errors.quotas import SpentUp, TooManyReplies, TooManyRequests, format_duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (1.1, "2 seconds"),
        (120, "120 seconds"),
        (121, "3 minutes"),
        (7_300, "3 hours"),
        (200_000, "3 days"),
    ],
)
def test_a_wait_is_one_number(seconds, words):
    assert format_duration(seconds) == words


def test_who_has_reached_what_is_said():
    assert str(TooManyRequests(0.5)) == (
        "You have sent many messages within a minute. Try again in 1 second."
    )
    assert str(TooManyReplies(1)).startswith("1 reply is being written for you.")
    assert str(SpentUp(1_234.5, "month", 90, team=True)) == (
        "Your team has reached the limit of $1,234.50 per month. Try again in 90 seconds, "
        "or ask the people who run this server to raise it."
    )


def test_an_operator_sets_single_limits(monkeypatch):
    monkeypatch.setenv("SPACERR_PERSON_QUOTA", '{"dollars_per_day": 1}')
    monkeypatch.setenv("SPACERR_TEAM_QUOTA", "")
    quota = Settings().person_quota
    assert quota is not None and (quota.dollars_per_day, quota.requests_per_minute) == (1, 30)
    assert Settings().team_quota is None


def test_a_wrong_limit_is_refused(monkeypatch):
    monkeypatch.setenv("SPACERR_PERSON_QUOTA", '{"dollars_per_day": -1}')
    with pytest.raises(ValueError, match="person_quota"):
        Settings()
