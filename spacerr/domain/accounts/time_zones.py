"""Time zones by the names that browsers give them, which are IANA's."""

import re
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

_NAME = re.compile(r"[A-Za-z0-9_+\-/:]{1,64}")


def is_zone_name(name: str) -> bool:
    """Whether a text from outside can be the name of a time zone at all."""
    return bool(_NAME.fullmatch(name))


def get_zone(name: str) -> tzinfo:
    """A time zone by its name; UTC where there is no such."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, KeyError):
        return UTC
