"""Time zones by their IANA names, as browsers send them."""

import re
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

_NAME = re.compile(r"[A-Za-z0-9_+\-/:]{1,64}")


def is_zone_name(name: str) -> bool:
    """Whether a text can be the name of a time zone."""
    return bool(_NAME.fullmatch(name))


def get_zone(name: str) -> tzinfo:
    """A time zone by its name; UTC where the name is unknown."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, KeyError):
        return UTC
