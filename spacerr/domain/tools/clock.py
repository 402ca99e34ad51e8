"""The clock that models ask: what time and day it is somewhere."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from spacerr.domain.errors.tools import UnknownTimeZone
from spacerr.domain.tools.limits import ZONE_CHARS

# `strftime` writes names in the language of the server.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_OFFSET = re.compile(
    r"(?:utc|gmt)?\s*([+\-−])\s*([0-9]{1,2}(?=:|$)|[0-9]{2}):?([0-9]{2})?", re.IGNORECASE
)
_FARTHEST = timedelta(hours=14)
"""No place on earth is farther from UTC."""
_PLACES = frozenset(
    {
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic",
        "Australia", "Europe", "Indian", "Pacific",
    }
)  # fmt: skip
"""Beginnings of names whose last part is a city or an island."""
_NOT_PLACES = {"Factory", "localtime", "posixrules"}
"""Names of files beside those of zones: what they say depends on the server."""
_SIMILAR = 3
"""Names that are suggested for an unknown one."""


def describe_time(now: datetime, time_zone: str = "") -> str:
    """The time of day, the date and the time zone, in a few lines. `now` is aware.

    `time_zone` is a name such as "Europe/Berlin", its last part ("berlin"), or an offset ("+05:30",
    "GMT+2"); "" is UTC. Raises UnknownTimeZone.
    """
    name, zone = _find_zone(time_zone)
    local = now.astimezone(zone)
    week = local.isocalendar()
    date = f"{_DAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return "\n".join(
        [
            local.isoformat(timespec="seconds"),
            f"{date}, {local:%H:%M:%S}",
            f"Time zone: {name} ({', '.join(_other_names(name, local))})",
            f"ISO week: {week.year}-W{week.week:02}-{week.weekday}",
            f"Unix time: {int(now.timestamp())}",
        ]
    )


def _other_names(name: str, local: datetime) -> list[str]:
    """The abbreviation, where the zone has one in letters, and the offset."""
    offset = local.strftime("%z")
    written = f"UTC{offset[:3]}:{offset[3:5]}"
    abbreviation = local.tzname() or ""
    if abbreviation.isalpha() and abbreviation != name:
        return [abbreviation, written]
    return [written]


def _find_zone(typed: str) -> tuple[str, tzinfo]:
    name = " ".join(typed[: ZONE_CHARS + 1].split())
    if len(typed) > ZONE_CHARS:
        raise UnknownTimeZone(name)
    if name.upper() in {"", "Z", "UTC", "GMT"}:
        return "UTC", UTC
    if offset := _find_offset(name):
        return str(offset), offset
    if _is_place(name) and (zone := _find_exactly(name)):
        return name, zone
    known = _known().get(_key(name))
    if known is None:
        raise UnknownTimeZone(name, _similar(name))
    return known, ZoneInfo(known)


def _find_offset(name: str) -> timezone | None:
    """A zone by its distance from UTC, where a name is one. Raises UnknownTimeZone if no place is
    so far away.
    """
    found = _OFFSET.fullmatch(name)
    if not found:
        return None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > _FARTHEST or int(minutes or 0) >= 60:
        raise UnknownTimeZone(name)
    return timezone(offset if sign == "+" else -offset)


def _find_exactly(name: str) -> ZoneInfo | None:
    """A zone by its whole name, which needs no list of all of them."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


@cache
def _known() -> dict[str, str]:
    """The names of all zones, by each key that finds them. Whole names win over last parts.
    The first call opens some 600 files, which takes 25 ms.
    """
    names = sorted(available_timezones() - _NOT_PLACES)
    cities = {_key(it.rpartition("/")[2]): it for it in reversed(names) if _is_place(it)}
    return cities | {_key(it): it for it in names}


def _is_place(name: str) -> bool:
    return name.partition("/")[0] in _PLACES


def _key(name: str) -> str:
    """What is compared: no case, no accents, and one character for spaces and hyphens."""
    plain = "".join(
        it for it in unicodedata.normalize("NFKD", name) if not unicodedata.combining(it)
    )
    return re.sub(r"[\s_-]+", "_", plain.casefold())


def _similar(name: str) -> list[str]:
    known = _known()
    found = get_close_matches(_key(name), known, n=2 * _SIMILAR)
    return list(dict.fromkeys(known[it] for it in found))[:_SIMILAR]
