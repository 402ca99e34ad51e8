"""The clock says what time it is in any place that can be named."""

from datetime import UTC, datetime

import pytest

from spacerr.domain.errors.tools import UnknownTimeZone
from spacerr.domain.tools.clock import describe_time

NOW = datetime(2026, 11, 30, 14, 58, 3, 250_000, tzinfo=UTC)
PLACES = {
    "": "2026-11-30T14:58:03+00:00",
    "  ": "2026-11-30T14:58:03+00:00",
    "utc": "2026-11-30T14:58:03+00:00",
    "GMT": "2026-11-30T14:58:03+00:00",
    "Z": "2026-11-30T14:58:03+00:00",
    "Europe/Berlin": "2026-11-30T15:58:03+01:00",
    " europe/BERLIN\n": "2026-11-30T15:58:03+01:00",
    "Tokyo": "2026-11-30T23:58:03+09:00",
    "new york": "2026-11-30T09:58:03-05:00",
    "America/New York": "2026-11-30T09:58:03-05:00",
    "São Paulo": "2026-11-30T11:58:03-03:00",
    "Kolkata": "2026-11-30T20:28:03+05:30",
    "port au prince": "2026-11-30T09:58:03-05:00",
    "Etc/GMT+2": "2026-11-30T12:58:03-02:00",
    "GMT+2": "2026-11-30T16:58:03+02:00",
    "utc -3": "2026-11-30T11:58:03-03:00",
    "+05:30": "2026-11-30T20:28:03+05:30",
    "-0330": "2026-11-30T11:28:03-03:30",
    "−4": "2026-11-30T10:58:03-04:00",
    "+14": "2026-12-01T04:58:03+14:00",
}
UNKNOWN = [
    "Berln", "Atlantis", "Europe", "Europe/", "Europe/..", "Europe/../UTC",
    "America/Indiana", "Asia/\0", "Asia/\ud800",
    "../../etc/passwd", "/etc/localtime", "localtime",
    "posix/UTC", "+15", "+14:01", "+05:60", "GMT+", "GMT+100", "\0", "\ud800", "१", "+١",
    "Tokyo/", "x" * 100, "x" * 1_000_000, "europe/berlin" + " " * 100,
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_place_can_be_named_in_many_ways(place):
    assert describe_time(NOW, place).splitlines()[0] == PLACES[place]


def test_everything_about_a_moment_is_said():
    assert describe_time(NOW, "berlin").splitlines() == [
        "2026-11-30T15:58:03+01:00",
        "Monday, 30 November 2026, 15:58:03",
        "Time zone: Europe/Berlin (CET, UTC+01:00)",
        "ISO week: 2026-W49-1",
        "Unix time: 1796050683",
    ]


def test_a_zone_without_letters_of_its_own_is_named_by_its_offset():
    assert "Time zone: UTC (UTC+00:00)" in describe_time(NOW)
    assert "Time zone: UTC-03:30 (UTC-03:30)" in describe_time(NOW, "-03:30")
    assert "Time zone: America/Sao_Paulo (UTC-03:00)" in describe_time(NOW, "sao paulo")


def test_summer_time_and_the_turn_of_the_year_are_those_of_the_place():
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert "2026-07-01T14:00:00+02:00" in describe_time(summer, "Berlin")
    turn = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    said = describe_time(turn, "Berlin")
    assert "Friday, 1 January 2027" in said and "2026-W53-5" in said


@pytest.mark.parametrize("place", UNKNOWN)
def test_an_unknown_place_is_refused(place):
    with pytest.raises(UnknownTimeZone) as refused:
        describe_time(NOW, place)
    sentence = str(refused.value)
    assert len(sentence) < 400 and sentence.isprintable() and sentence.endswith("+02:00.")


def test_a_misspelt_place_gets_a_suggestion():
    with pytest.raises(UnknownTimeZone, match=r"Did you mean .*Europe/Berlin"):
        describe_time(NOW, "Berln")
    with pytest.raises(UnknownTimeZone, match="America/New_York"):
        describe_time(NOW, "Amerika/New_York")
